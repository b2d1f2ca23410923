"""Items are found again in another list."""

from hypothesis import given
from hypothesis import strategies as st

from engine.record.likeness import found_again
from engine.record.schema import NONE

items = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(("", "x", "y"))), max_size=12)


@given(items)
def test_the_same_list_is_the_same(before: list[tuple[str, str]]) -> None:
    assert found_again(before, before) == list(range(len(before)))


@given(items, items)
def test_no_item_is_found_twice(before: list[tuple[str, str]], now: list[tuple[str, str]]) -> None:
    found = [place for place in found_again(before, now) if place != NONE]
    assert len(set(found)) == len(found)
    assert all(0 <= place < len(before) for place in found)


@given(items, st.data())
def test_all_but_a_new_item_are_found(before: list[tuple[str, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(before)))
    now = [*before[:at], ("new", "z"), *before[at:]]
    assert found_again(before, now) == [*range(at), NONE, *range(at, len(before))]


def test_a_renamed_item_is_found() -> None:
    before = [("leaf", "x"), ("mul", "y"), ("sum", "z")]
    assert found_again(before, [("leaf", "x"), ("mul", "w"), ("sum", "z")]) == [0, 1, 2]


def test_another_operation_in_the_place_of_one_is_found() -> None:
    before = [("leaf", "x"), ("mul", ""), ("sum", "z")]
    assert found_again(before, [("leaf", "x"), ("add", ""), ("sum", "z")]) == [0, 1, 2]


def test_every_round_of_a_loop_is_found_when_one_thing_more_is_done_in_it() -> None:
    before = [("mul", "b"), ("norm", ""), ("mul", "b"), ("norm", "")]
    now = [("mul", "b"), ("exp", "e"), ("norm", ""), ("mul", "b"), ("exp", "e"), ("norm", "")]
    assert found_again(before, now) == [0, NONE, 1, 2, NONE, 3]


def test_what_comes_of_nothing_is_new() -> None:
    assert found_again([], [("leaf", "x")]) == [NONE]
    assert found_again([("leaf", "x")], []) == []
