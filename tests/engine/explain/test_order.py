"""The next node and the reason for it."""

from __future__ import annotations

from engine.explain.order import Reason, next_node, ready_nodes, waiting_nodes
from engine.record.recording import Recording
from engine.record.schema import EventKind
from tests.engine.explain.scripts import recorded

DIAMOND = """
x = torch.tensor(2.0, requires_grad=True)
a = x * 3
b = x.exp()
y = a + b
y.backward()
"""


def word(recording: Recording, node: int) -> str:
    return recording.text(int(recording["nodes"]["name"][node]))


def told(recording: Recording) -> list[tuple[str, Reason, list[str]]]:
    """For each step of all passes, the next node after it."""
    found = []
    for cursor in range(recording.step_count):
        following = next_node(recording.at(cursor))
        if following is not None:
            others = [word(recording, each) for each in following.others]
            found.append((word(recording, following.node), following.reason, others))
    return found


def test_the_newest_of_the_ready_nodes_is_next():
    assert told(recorded(DIAMOND)) == [
        ("AddBackward0", Reason.ONLY_ONE, []),
        ("ExpBackward0", Reason.NEWEST, ["MulBackward0"]),
        ("MulBackward0", Reason.ONLY_ONE, []),
        ("AccumulateGrad", Reason.ONLY_ONE, []),
    ]


def test_accumulate_grad_takes_precedence():
    recording = recorded(
        "x = torch.tensor(2.0, requires_grad=True)\n"
        "w = torch.tensor(3.0, requires_grad=True)\n"
        "y = x.exp() * w\n"
        "y.backward()\n"
    )
    assert ("AccumulateGrad", Reason.ACCUMULATES, ["ExpBackward0"]) in told(recording)


def test_waiting_nodes_count_their_contributions():
    recording = recorded(DIAMOND)
    state = recording.at(recording.index.pass_start(0) + 2)
    (waiting,) = waiting_nodes(state, 5)
    assert word(recording, waiting.node) == "AccumulateGrad"
    assert waiting.progress == (1, 2)
    assert waiting_nodes(state, 0) == []


def test_outside_of_passes_no_node_is_next():
    recording = recorded("x = torch.ones(2)\ny = x * 2\n")
    assert told(recording) == []
    assert not len(ready_nodes(recording.at(recording.step_count)))
    assert waiting_nodes(recording.at(1), 5) == []


def test_the_predicted_node_is_right_at_every_step_of_many_passes():
    recording = recorded(
        "w = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "for i in range(30):\n"
        "    y = ((w * i).tanh() + w.exp() * (w * w)).sum() + w[0]\n"
        "    y.backward()\n"
    )
    nodes = recording["nodes"]
    for cursor in range(recording.step_count):
        found = next_node(recording.at(cursor))
        if found is None:
            following = recording.at(cursor).next_step
            assert following is None or following.kind != EventKind.NODE_EVALUATED
            continue
        key = (nodes["accumulates"][found.node], nodes["sequence"][found.node])
        others = [(nodes["accumulates"][each], nodes["sequence"][each]) for each in found.others]
        assert all(other <= key for other in others)
