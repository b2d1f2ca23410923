"""Frames of calls, loops and iterations around drawn cards, and folding them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.record.drawing import backward_pass, whole_run
from engine.record.outline import Outline, folded_scopes, outline, scope_path
from engine.record.recording import Recording
from engine.record.schema import NONE, ScopeKind
from engine.record.state import CardStatus, EdgeStatus
from engine.record.validate import validate
from tests.engine.recorder.watching import run

LOOP = """\
import torch
def f(a):
    b = a * 2
    for _ in range(3):
        b = b + a
    return b
x = torch.tensor(1.0, requires_grad=True)
y = f(x) * f(x)
y.backward()
"""
# cards: x 0, f's 1 to 4 and 5 to 8, y 9


def recorded(script: str) -> Recording:
    recording = run(script).recording
    validate(recording)
    return recording


def described(recording: Recording, outlined: Outline) -> list[tuple[str, int, int]]:
    """The open frames: kind, and name or number; first node and the one after the last."""
    return [
        (_word(recording, scope), start, end)
        for scope, start, end in zip(*(column.tolist() for column in outlined.frames))
    ]


def _word(recording: Recording, scope: int) -> str:
    row = recording["scopes"][scope]
    kind = ScopeKind(int(row["kind"]))
    what = recording.text(int(row["name"])) if kind is ScopeKind.CALL else int(row["index"])
    return f"{kind.name} {what}"


def folding(recording: Recording, *words: str) -> list[int]:
    """The scopes with these texts."""
    return [row for row in range(len(recording["scopes"])) if _word(recording, row) in words]


def test_calls_loops_and_iterations_have_frames_outer_ones_first():
    recording = recorded(LOOP)
    frames = described(recording, outline(recording, whole_run(recording)))
    assert frames[:5] == [
        ("CALL f", 1, 5),
        ("LOOP 0", 2, 5),
        ("ITERATION 0", 2, 3),
        ("ITERATION 1", 3, 4),
        ("ITERATION 2", 4, 5),
    ]
    assert [(start, end) for _, start, end in frames[5:]] == [
        (5, 9),
        (6, 9),
        (6, 7),
        (7, 8),
        (8, 9),
    ]


def test_a_loop_with_one_drawn_iteration_has_no_frame_of_its_own():
    recording = recorded(LOOP.replace("range(3)", "range(1)"))
    frames = described(recording, outline(recording, whole_run(recording)))
    assert [word for word, _, _ in frames] == ["CALL f", "ITERATION 0"] * 2


def test_a_script_without_structure_has_no_frames():
    recording = recorded("import torch\nx = torch.ones(2)\ny = x + x")
    outlined = outline(recording, whole_run(recording))
    assert described(recording, outlined) == []
    assert outlined.cards.tolist() == [0, 1]
    assert outlined.link_ends.tolist() == [[0, 1], [0, 1]]


def test_a_generator_whose_cards_mix_with_others_has_no_frame():
    script = """\
import torch
def doubled(x):
    yield x * 2
    yield x * 4
x = torch.ones(2)
steps = doubled(x)
a = next(steps)
b = x + 1
c = next(steps)
"""
    recording = recorded(script)
    assert described(recording, outline(recording, whole_run(recording))) == []


def test_a_folded_call_is_one_node_that_shows_its_last_card():
    recording = recorded(LOOP)
    first_call = folding(recording, "CALL f")[:1]
    outlined = outline(recording, whole_run(recording), first_call)
    assert outlined.cards.tolist() == [0, 4, 5, 6, 7, 8, 9]
    assert outlined.scopes.tolist() == [NONE, *first_call, *[NONE] * 5]
    assert outlined.node_of.tolist() == [0, 1, 1, 1, 1, 2, 3, 4, 5, 6]
    assert outlined.first_cards.tolist() == [0, 1, 5, 6, 7, 8, 9]
    assert [outlined.newest_cards(made).tolist()[1] for made in range(7)] == [1, 1, 1, 2, 3, 4, 4]
    ends = outlined.link_ends.tolist()
    assert ends.count([0, 1]) == 1, "the four edges from x into the call are one"
    assert [1, 6] in ends


def test_a_folded_frame_hides_a_folded_one_inside():
    recording = recorded(LOOP)
    outlined = outline(recording, whole_run(recording), folding(recording, "CALL f", "LOOP 0"))
    assert len(outlined.cards) == 4
    assert described(recording, outlined) == []


def test_a_folded_frame_hides_the_folded_one_around_its_last_card():
    recording = recorded(
        "import torch\n"
        "def inner(a):\n    return a * 2\n"
        "def outer(a):\n    return inner(a + 1)\n"
        "y = outer(torch.ones(1))\n"
    )
    folded = outline(
        recording, whole_run(recording), folding(recording, "CALL inner", "CALL outer")
    )
    assert [_word(recording, scope) for scope in folded.scopes[folded.scopes != NONE]] == [
        "CALL outer"
    ]


def test_a_folded_frame_has_the_most_advanced_state_of_its_cards():
    recording = recorded(LOOP)
    outlined = outline(recording, whole_run(recording), folding(recording, "CALL f")[:1])
    statuses = np.full(10, CardStatus.DONE, np.uint8)
    statuses[2] = CardStatus.READY
    statuses[4] = CardStatus.FUTURE
    assert outlined.node_statuses(statuses)[1] == CardStatus.READY
    edges = np.full(len(outlined.drawing.edges), EdgeStatus.SENT, np.uint8)
    into = outlined.edges_of(outlined.link_ends.tolist().index([0, 1]))
    assert len(into) == 4
    edges[into] = [EdgeStatus.CUT, EdgeStatus.SENDING, EdgeStatus.IDLE, EdgeStatus.SENT]
    found = outlined.link_statuses(edges)
    assert found[outlined.link_ends.tolist().index([0, 1])] == EdgeStatus.SENDING


def test_the_path_of_a_scope_finds_it_in_another_run():
    first, second = recorded(LOOP), recorded(LOOP.replace("1.0", "3.0"))
    paths = {scope_path(first, scope) for scope in folding(first, "ITERATION 1")}
    assert len(paths) == 2
    assert folded_scopes(second, paths) == folding(second, "ITERATION 1")
    assert folded_scopes(second, ()) == []


def test_a_pass_has_only_the_iteration_that_it_touches():
    script = """\
import torch
w = torch.tensor(1.0, requires_grad=True)
for _ in range(3):
    (w * w).backward()
"""
    recording = recorded(script)
    frames = described(recording, outline(recording, backward_pass(recording, 1)))
    assert frames == [("ITERATION 1", 1, 2)]


@given(st.sets(st.integers(0, 30)))
def test_for_any_folding_every_edge_is_a_link_or_inside_a_frame(folded: set[int]) -> None:
    recording = _LOOP_RECORDING
    outlined = outline(recording, whole_run(recording), folded)
    drawing = outlined.drawing
    ends = np.stack((outlined.node_of[drawing.sources], outlined.node_of[drawing.users]), axis=1)
    is_inside = ends[:, 0] == ends[:, 1]
    assert (is_inside == (outlined.links == NONE)).all()
    assert (outlined.link_ends[outlined.links[~is_inside]] == ends[~is_inside]).all()
    assert (outlined.link_ends[:, 0] < outlined.link_ends[:, 1]).all()
    assert (outlined.frames.starts < outlined.frames.ends).all()
    assert outlined.node_of[outlined.cards].tolist() == list(range(len(outlined.cards)))


_LOOP_RECORDING = recorded(LOOP)
