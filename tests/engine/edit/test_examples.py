"""Every gesture on every card and edge of the examples gives a valid edit or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from engine.edit import asking, edges, modes, naming, operators, removing, requiring, values
from engine.edit.applying import apply
from engine.edit.edits import Edit, Picked, Refusal
from engine.edit.operations import Form, Operation
from engine.edit.picking import picked_card, picked_pass
from engine.edit.script import Script
from engine.edit.seeds import with_seed
from engine.record.recording import Recording
from tests.engine.edit.graphs import edges_of
from tests.engine.recorder.watching import run

EXAMPLES = sorted(Path(__file__).parents[3].glob("resources/examples/*.py"))
TANH = Operation(Form.FUNCTION, "torch.tanh")
PLUS = Operation(Form.OPERATOR, "+")
ON_CARDS: list[Callable[[str, Picked], Edit]] = [
    lambda source, card: apply(source, TANH, [card]),
    lambda source, card: modes.wrap(source, [card]),
    lambda source, card: naming.rename(source, card, "renamed"),
    lambda source, card: operators.change_operation(source, card, PLUS),
    lambda source, card: values.edit_value(source, card, 2.0),
    asking.ask_backward,
    asking.zero_grad,
    edges.attach,
    edges.bypass,
    modes.unwrap,
    naming.inline,
    naming.name_expression,
    operators.swap,
    removing.remove,
    requiring.require_grad,
    requiring.require_no_grad,
]


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_gesture_gives_a_valid_edit_or_a_refusal(file: Path):
    source = file.read_text(encoding="utf-8")
    recording = run(source).recording
    done = 0
    for gesture in _gestures(source, recording):
        try:
            edit = gesture()
        except Refusal:
            continue
        Script(edit.source)
        done += edit.source != source
    assert done > 5


def _gestures(source: str, recording: Recording) -> Iterator[Callable[[], Edit]]:
    """The gestures on the first card of each expression."""
    seen: set[object] = set()
    for number in range(len(recording["cards"])):
        card = picked_card(recording, number)
        if card.place not in seen:
            seen.add(card.place)
            yield from (partial(gesture, source, card) for gesture in ON_CARDS)
    for edge, _, _ in edges_of(recording):
        if (edge.operand.place, edge.user.place) not in seen:
            seen.add((edge.operand.place, edge.user.place))
            yield partial(edges.insert, source, edge, TANH)
            yield partial(edges.rewire, source, edge, picked_card(recording, 0))
    for number in range(min(len(recording["passes"]), 3)):
        call = picked_pass(recording, number)
        yield partial(with_seed, source, call, 1.0)
        yield partial(asking.set_flag, source, call, "retain_graph", True)
