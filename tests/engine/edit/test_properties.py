"""Properties of every gesture on any script: inverses, unchanged text outside, resulting graph."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.edit.applying import apply
from engine.edit.asking import ask_backward, drop_grad, print_card, zero_grad
from engine.edit.edges import Edge, attach, bypass, detach, insert, rewire
from engine.edit.edits import Edit, Picked, Refusal
from engine.edit.modes import unwrap, wrap
from engine.edit.naming import inline, name_expression, rename
from engine.edit.operations import Form, Operation
from engine.edit.operators import change_operation, swap
from engine.edit.picking import picked_card
from engine.edit.removing import remove
from engine.edit.requiring import require_grad, require_no_grad
from engine.edit.script import Script
from engine.edit.tensors import NewTensor, Source, add_tensor
from engine.edit.values import edit_value
from engine.record.recording import Recording
from engine.script.source import Place, line_starts
from tests.engine.edit.graphs import (
    are_the_same,
    card_of,
    edges_of,
    graph_of,
    of_one_site,
    recorded,
    with_applied,
    with_inserted,
    with_label,
    with_swapped,
    without,
)
from tests.engine.edit.marked import picked_at
from tests.engine.edit.programs import programs

SIGMOID = Operation(Form.FUNCTION, "torch.sigmoid")
RELU = Operation(Form.METHOD, "relu")
PLUS = Operation(Form.OPERATOR, "+")
DATA = st.data()

COUNTS = (8, pytest.param(250, marks=pytest.mark.long))
"""The number of examples of each property, in the quick and in the thorough run."""


def tried(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], object]:
    """Makes a test of a property, with that number of valid examples."""

    def decorated(holds: Callable[..., None]) -> object:
        @pytest.mark.parametrize("count", COUNTS)
        def test(count: int) -> None:
            found: list[object] = []

            def counted(drawn: tuple[Any, ...]) -> None:
                holds(*drawn)
                found.append(drawn)

            for _ in range(_MOST_ROUNDS):
                if len(found) < count:
                    examples = settings(
                        max_examples=count,
                        deadline=None,
                        database=None,
                        suppress_health_check=list(HealthCheck),
                    )
                    examples(given(st.tuples(*strategies))(counted))()
            assert len(found) >= count

        return test

    return decorated


_MOST_ROUNDS = 12


def attempt(gesture: Callable[..., Edit], *arguments: object) -> Edit:
    """The edit of a gesture, checked; a refusal rejects the example."""
    try:
        edit = gesture(*arguments)
    except Refusal:
        assume(False)
        raise
    check_sound(edit)
    return edit


def of_each_card(
    gesture: Callable[[str, Picked], Edit], source: str, recording: Recording
) -> list[Edit]:
    """The edits of a gesture on the cards on which it is not refused; there must be one."""
    edits: dict[str, Edit] = {}
    for card in range(len(recording["cards"])):
        with suppress(Refusal):
            edit = gesture(source, picked_card(recording, card))
            edits[edit.source] = edit
    assume(edits)
    for edit in edits.values():
        check_sound(edit)
    return list(edits.values())


def check_sound(edit: Edit) -> None:
    """Assert that the new script parses, and that nothing outside of the changes differs."""
    Script(edit.source)
    kept_before, kept_after, before, after = "", "", 0, 0
    for (start, end, text), span in zip(edit.changes, edit.spans):
        assert before <= start <= end
        assert edit.source[slice(*span)] == text
        kept_before += edit.before[before:start]
        kept_after += edit.source[after : span[0]]
        before, after = end, span[1]
    assert kept_before + edit.before[before:] == kept_after + edit.source[after:]


def picked(draw: st.DataObject, recording: Recording) -> tuple[int, Picked]:
    """A card of a recording."""
    card = draw.draw(st.integers(0, len(recording["cards"]) - 1), "card")
    return card, picked_card(recording, card)


def picked_edge(draw: st.DataObject, recording: Recording) -> tuple[Edge, int, int]:
    """An edge of a recording, the card that it leads to, and its position there."""
    edges = edges_of(recording)
    assume(edges)
    return draw.draw(st.sampled_from(edges), "edge")


def expression(source: str, wanted: Callable[[ast.AST], bool]) -> Picked:
    """The first expression or statement of a script that satisfies a condition."""
    script = Script(source)
    node = next(each for each in ast.walk(script.tree) if wanted(each))
    assert isinstance(node, ast.expr | ast.stmt)
    return picked_at(source, *script.span(node))


def value_of(source: str, name: str) -> Picked:
    """The first value that is assigned to a variable."""
    script = Script(source)
    for node in ast.walk(script.tree):
        match node:
            case ast.Assign([ast.Name(target)], value) if target == name:
                return picked_at(source, *script.span(value))
    raise AssertionError(name)


# -- an edit and its inverse


@tried(programs())
def test_removing_an_added_tensor_restores_the_script(source: str):
    edit = attempt(add_tensor, source, NewTensor(Source.ONES, shape=(3,)), "new")
    promised = graph_of(recorded(source))
    promised.add_node("new", label=("ones", "size=(3,)", "dtype=torch.float32"))
    assert are_the_same(graph_of(recorded(edit.source)), promised)
    assert remove(edit.source, value_of(edit.source, "new")).source == source


@tried(programs(), DATA)
def test_removing_the_result_of_an_applied_operation_restores_the_script(
    source: str, data: st.DataObject
):
    _, card = picked(data, recorded(source))
    edit = attempt(apply, source, SIGMOID, [card], "new")
    assume(len(edit.changes) == 1)  # else the card got a name, which stays
    assert remove(edit.source, value_of(edit.source, "new")).source == source


@tried(programs(), st.sampled_from([SIGMOID, RELU]), DATA)
def test_bypassing_an_inserted_operation_restores_the_script(
    source: str, operation: Operation, data: st.DataObject
):
    recording = recorded(source)
    edge, user, position = picked_edge(data, recording)
    edit = attempt(insert, source, edge, operation)
    after = recorded(edit.source)
    label = (operation.short_name,)
    promised = with_inserted(graph_of(recording), of_one_site(recording, user), position, label)
    assert are_the_same(graph_of(after), promised)
    made = picked_card(after, card_of(after, operation.short_name))
    assert bypass(edit.source, made).source == source


@tried(programs(), DATA)
def test_attaching_a_detached_edge_restores_the_script(source: str, data: st.DataObject):
    recording = recorded(source)
    edge, user, position = picked_edge(data, recording)
    edit = attempt(detach, source, edge)
    after = recorded(edit.source)
    users = of_one_site(recording, user)
    promised = with_inserted(graph_of(recording), users, position, ("detach",))
    assert are_the_same(graph_of(after), promised)
    made = picked_card(after, card_of(after, "detach"))
    assert attach(edit.source, made).source == source


@tried(programs(), DATA)
def test_removing_requires_grad_restores_the_script(source: str, data: st.DataObject):
    recording = recorded(source)
    number, card = picked(data, recording)
    try:
        edit, back = attempt(require_no_grad, source, card), require_grad
    except Refusal:
        edit, back = attempt(require_grad, source, card), require_no_grad
    after = recorded(edit.source)
    assert are_the_same(graph_of(after), graph_of(recording))
    again = picked_card(after, number)
    assert again.requires_grad != card.requires_grad
    assert back(edit.source, again).source == source


@tried(programs(), DATA)
def test_renaming_a_variable_back_restores_the_script(source: str, data: st.DataObject):
    script = Script(source)
    found = [node for node in ast.walk(script.tree) if isinstance(node, ast.Name)]
    node = data.draw(st.sampled_from(found))
    place = script.place(node)
    edit = attempt(rename, source, Picked(place, node.id), "new")
    assert are_the_same(graph_of(recorded(edit.source)), graph_of(recorded(source)))
    shift = sum(
        len("new") - len(node.id)
        for start, *_ in edit.changes
        if line_starts(source)[place.line - 1] <= start < script.span(node).start
    )
    start = place.column + shift
    moved = Place(place.line, start, place.line, start + len("new"))
    assert rename(edit.source, Picked(moved, "new"), node.id).source == source


@tried(programs(), DATA)
def test_swapping_operands_twice_restores_the_script(source: str, data: st.DataObject):
    recording = recorded(source)
    number, card = picked(data, recording)
    edit = attempt(swap, source, card)
    graph = graph_of(recording)
    if graph.in_degree(number) == 2 and len(graph.nodes[number]["label"]) == 1:
        promised = with_swapped(graph, of_one_site(recording, number))
        assert are_the_same(graph_of(recorded(edit.source)), promised)
    script = Script(source)
    start, end = script.span(script.node(card))
    end += len(edit.source) - len(source)
    assert swap(edit.source, picked_at(edit.source, start, end)).source == source


@tried(programs(), DATA)
def test_inlining_a_new_name_restores_the_script(source: str, data: st.DataObject):
    recording = recorded(source)
    _, card = picked(data, recording)
    edit = attempt(name_expression, source, card, "new")
    assert are_the_same(graph_of(recorded(edit.source)), graph_of(recording))
    assume(len(edit.changes) == 2)  # else it was shown, and is used nowhere
    assert inline(edit.source, value_of(edit.source, "new")).source == source


@tried(programs())
def test_inlining_a_name_keeps_the_values_of_all_others(source: str):
    recording = recorded(source)
    before = last_values(recording)
    for edit in of_each_card(inline, source, recording):
        after = last_values(recorded(edit.source))
        assert set(before) - set(after) <= {edit.subject}
        after.pop(edit.subject, None)  # another function may use the same name
        assert all(np.array_equal(before[name], value) for name, value in after.items())


@tried(programs(), DATA)
def test_unwrapping_wrapped_statements_restores_the_script(source: str, data: st.DataObject):
    recording = recorded(source)
    cards = [picked(data, recording)[1] for _ in range(2)]
    edit = attempt(wrap, source, cards)
    assert are_the_same(graph_of(recorded(edit.source)), graph_of(recording))
    script = Script(edit.source)
    wrapped = next(
        each
        for each in ast.walk(script.tree)
        if isinstance(each, ast.With) and script.span(each).start == edit.spans[0][0]
    )
    inside = picked_at(edit.source, *script.span(wrapped.body[0]))
    assert unwrap(edit.source, inside).source == source


def last_values(recording: Recording) -> dict[str, np.ndarray]:
    """The last value of each name."""
    found: dict[str, np.ndarray] = {}
    for row in recording["names"]:
        value = recording.value(int(recording["cards"]["value"][row["card"]]))
        assert value is not None
        found[recording.text(int(row["name"]))] = value.array
    return found


# -- the graph after a gesture


@tried(programs(), DATA)
def test_applying_an_operation_adds_a_card_for_each_turn(source: str, data: st.DataObject):
    recording = recorded(source)
    number, card = picked(data, recording)
    edit = attempt(apply, source, SIGMOID, [card])
    promised = with_applied(graph_of(recording), of_one_site(recording, number), ("sigmoid",))
    assert are_the_same(graph_of(recorded(edit.source)), promised)


@tried(programs(), DATA)
def test_applying_an_operation_to_two_cards_adds_one(source: str, data: st.DataObject):
    recording = recorded(source)
    one, other = (picked(data, recording) for _ in range(2))
    assume(all(len(of_one_site(recording, number)) == 1 for number, _ in (one, other)))
    edit = attempt(apply, source, Operation(Form.FUNCTION, "torch.atan2"), [one[1], other[1]])
    promised = graph_of(recording)
    promised.add_node("new", label=("atan2",))
    promised.add_edge(one[0], "new", position=0)
    promised.add_edge(other[0], "new", position=1)
    assert are_the_same(graph_of(recorded(edit.source)), promised)


@tried(programs(), DATA)
def test_replacing_an_operation_changes_only_its_cards(source: str, data: st.DataObject):
    recording = recorded(source)
    graph = graph_of(recording)
    cards = [card for card, label in graph.nodes(data="label") if label in {("tanh",), ("cos",)}]
    assume(cards)
    number = data.draw(st.sampled_from(cards))
    card = picked_card(recording, number)
    edit = attempt(change_operation, source, card, SIGMOID)
    promised = with_label(graph, of_one_site(recording, number), ("sigmoid",))
    assert are_the_same(graph_of(recorded(edit.source)), promised)


@tried(programs(), DATA)
def test_rewiring_changes_only_the_operand(source: str, data: st.DataObject):
    recording = recorded(source)
    edge, user, position = picked_edge(data, recording)
    number, card = picked(data, recording)
    assume(len(of_one_site(recording, number)) == len(of_one_site(recording, user)) == 1)
    assume(card.shape == edge.operand.shape)
    edit = attempt(rewire, source, edge, card)
    promised = graph_of(recording)
    for before, _, key, at in list(promised.in_edges(user, keys=True, data="position")):
        if at == position:
            promised.remove_edge(before, user, key)
    promised.add_edge(number, user, position=position)
    # An unnamed operand is written in the expression itself, and is removed.
    gone = []
    if not edge.operand.names:
        script = Script(source)  # the site of a method call may begin after the object
        gone = of_expression(recording, script.place(script.node(edge.operand)))
    assert are_the_same(graph_of(recorded(edit.source)), without(promised, gone))


def of_expression(recording: Recording, place: Place) -> list[int]:
    """The cards that an expression and its parts made."""
    sites = [recording.card_site(card) or Place() for card in range(len(recording["cards"]))]
    within = (place[:2] <= site[:2] and site[2:] <= place[2:] for site in sites)
    return [card for card, is_within in enumerate(within) if is_within]


@tried(programs(), DATA)
def test_removing_a_card_removes_exactly_its_dependents(source: str, data: st.DataObject):
    recording = recorded(source)
    _, card = picked(data, recording)
    edit = attempt(remove, source, card)
    gone = [number for place in edit.sites for number in of_expression(recording, place)]
    assert gone
    # A turn of a loop may use the one before; removed calls take their cards along.
    assume("def " not in source and all(len(of_one_site(recording, n)) == 1 for n in gone))
    promised = without(graph_of(recording), gone)
    assert are_the_same(graph_of(recorded(edit.source)), promised)


@tried(programs(), DATA)
def test_requested_steps_come_last(source: str, data: st.DataObject):
    recording = recorded(source)
    number, card = picked(data, recording)
    assume(len(of_one_site(recording, number)) == 1 and card.shape == (3,))
    edit = attempt(ask_backward, source, card, [1.0, 1.0, 1.0])
    after = recorded(edit.source)
    assert len(after["passes"]) == 1
    seeded = after["nodes"]["card"][after["contributions"]["target"][0]]
    assert after.scalars(after["cards"]["value"][[seeded]].astype(int)) is not None


@tried(st.sampled_from([print_card, drop_grad, zero_grad]), programs(), DATA)
def test_requested_steps_keep_the_other_cards(
    gesture: Callable[[str, Picked], Edit], source: str, data: st.DataObject
):
    recording = recorded(source)
    card = replace(picked(data, recording)[1], has_grad=None)  # as after a pass
    edit = attempt(gesture, source, card)
    assert edit.subject in edit.source
    if gesture is print_card:
        assert are_the_same(graph_of(recorded(edit.source)), graph_of(recording))


@tried(programs(), DATA)
def test_edited_values_are_those_that_were_entered(source: str, data: st.DataObject):
    recording = recorded(source)
    number, card = picked(data, recording)
    edit = attempt(edit_value, source, card, [4.0, 5.0, 6.5])
    after = recorded(edit.source)
    value = after.value(int(after["cards"]["value"][number]))
    assert value is not None
    assert value.array.tolist() == [4.0, 5.0, 6.5]
