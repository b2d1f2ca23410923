"""The texts about the order of nodes."""

from engine.explain.order import next_node, waiting_nodes
from gui.words.order_text import next_text, waiting_text
from tests.engine.explain.scripts import recorded


def told(code: str) -> list[str]:
    recording = recorded(code)
    states = [recording.at(cursor) for cursor in range(recording.step_count)]
    found = [(state, next_node(state)) for state in states]
    return [next_text(state, following) for state, following in found if following is not None]


def test_each_reason_has_a_sentence():
    texts = told(
        "x = torch.tensor(2.0, requires_grad=True)\n"
        "w = torch.tensor(3.0, requires_grad=True)\n"
        "y = x.exp() * w + x.sin()\n"
        "y.backward()\n"
    )
    assert texts[0] == "Next: AddBackward0. It is the only node that has all it waits for."
    assert texts[1].startswith(
        "Next: SinBackward0. Of the nodes that are ready it was made last: its sequence number "
    )
    assert texts[1].endswith("is the highest. Also ready: MulBackward0.")
    assert (
        "Next: AccumulateGrad of w. AccumulateGrad goes before all others that are ready: "
        "ExpBackward0."
    ) in texts


def test_of_many_ready_nodes_a_few_are_named():
    texts = told(
        "x = torch.tensor(2.0, requires_grad=True)\n"
        "y = sum(x * i for i in range(9))\n"
        "y.backward()\n"
    )
    assert max(text.count("MulBackward0") for text in texts) <= 4


def test_waiting_text_counts_the_arrived_contributions():
    recording = recorded("x = torch.tensor(2.0, requires_grad=True)\ny = x * 2 + x\ny.backward()\n")
    states = [recording.at(cursor) for cursor in range(recording.step_count)]
    texts = {waiting_text(each) for state in states for each in waiting_nodes(state, 9)}
    assert texts == {"arrived 1 of 2"}
