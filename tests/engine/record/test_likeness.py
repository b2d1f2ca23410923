"""Matching the items of two lists."""

from hypothesis import given
from hypothesis import strategies as st

from engine.record.likeness import found_again
from engine.record.schema import NONE

items = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(("", "x", "y"))), max_size=12)


@given(items)
def test_equal_lists_match_completely(before: list[tuple[str, str]]) -> None:
    assert found_again(before, before) == list(range(len(before)))


@given(items, items)
def test_no_item_is_matched_twice(
    before: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    found = [place for place in found_again(before, now) if place != NONE]
    assert len(set(found)) == len(found)
    assert all(0 <= place < len(before) for place in found)


@given(items, st.data())
def test_all_items_except_a_new_one_are_matched(
    before: list[tuple[str, str]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(before)))
    now = [*before[:at], ("new", "z"), *before[at:]]
    assert found_again(before, now) == [*range(at), NONE, *range(at, len(before))]


def test_a_renamed_item_is_matched() -> None:
    before = [("leaf", "x"), ("mul", "y"), ("sum", "z")]
    assert found_again(before, [("leaf", "x"), ("mul", "w"), ("sum", "z")]) == [0, 1, 2]


def test_a_replaced_operation_is_matched() -> None:
    before = [("leaf", "x"), ("mul", ""), ("sum", "z")]
    assert found_again(before, [("leaf", "x"), ("add", ""), ("sum", "z")]) == [0, 1, 2]


def test_every_iteration_is_matched_when_it_gets_one_more_item() -> None:
    before = [("mul", "b"), ("norm", ""), ("mul", "b"), ("norm", "")]
    now = [("mul", "b"), ("exp", "e"), ("norm", ""), ("mul", "b"), ("exp", "e"), ("norm", "")]
    assert found_again(before, now) == [0, NONE, 1, 2, NONE, 3]


def test_items_of_an_empty_list_are_new() -> None:
    assert found_again([], [("leaf", "x")]) == [NONE]
    assert found_again([("leaf", "x")], []) == []
