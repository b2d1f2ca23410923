"""A growing recording, and queries of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.columns import GrowingArray
from engine.record.recording import Recording, Site
from engine.record.rows import Rows
from engine.record.schema import NONE, SCHEMA
from tests.samples import accumulation, first_gradient

WHOLE = accumulation().rows()


@st.composite
def instalments(draw: st.DrawFn) -> list[Rows]:
    """The rows of a sample, with tables, strings and blob divided independently."""
    count = draw(st.integers(1, 5))

    def pieces(length: int) -> list[slice]:
        cuts = sorted(
            draw(st.lists(st.integers(0, length), min_size=count - 1, max_size=count - 1))
        )
        return [slice(*ends) for ends in zip([0, *cuts], [*cuts, length], strict=True)]

    split = [Rows({}, [], b"") for _ in range(count)]
    for name, data in WHOLE.tables.items():
        size = SCHEMA[name].itemsize
        for part, piece in zip(split, pieces(len(data) // size), strict=True):
            part.tables[name] = data[piece.start * size : piece.stop * size]
    for part, piece in zip(split, pieces(len(WHOLE.strings)), strict=True):
        part.strings = WHOLE.strings[piece]
    for part, piece in zip(split, pieces(len(WHOLE.blob)), strict=True):
        part.blob = WHOLE.blob[piece]
    return split


def everything_shown(recording: Recording) -> list[object]:
    """All that the window would draw at every cursor."""
    cards = np.arange(len(recording["cards"]))
    edges = np.arange(len(recording["operands"]))
    shown: list[object] = []
    for cursor in range(recording.step_count + 1):
        state = recording.at(cursor)
        gradients = [recording.value(state.gradient(card)) for card in cards.tolist()]
        numbers = [None if value is None else value.array.tolist() for value in gradients]
        statuses = state.card_statuses(cards).tolist(), state.edge_statuses(edges).tolist()
        shown.append((state.step, state.current_card(), statuses, numbers))
    return shown


@given(instalments())
def test_states_do_not_depend_on_how_the_rows_arrived(parts: list[Rows]):
    recording = Recording(accumulation().source)
    for part in parts:
        recording.append(part)
    assert everything_shown(recording) == everything_shown(accumulation().recording())


def test_a_state_does_not_depend_on_later_events():
    whole = first_gradient().recording()
    growing = Recording(whole.source)
    rows = first_gradient().rows()
    events = rows.tables.pop("events")
    growing.append(rows)
    size = SCHEMA["events"].itemsize
    for start in range(0, len(events), size):
        growing.append(Rows({"events": events[start : start + size]}, [], b""))
        cursor = growing.step_count
        assert growing.at(cursor).step == whole.at(cursor).step


def test_a_table_is_a_read_only_snapshot():
    recording = first_gradient().recording()
    events = recording["events"]
    with pytest.raises(ValueError, match="read-only"):
        events["row"] = 0
    before = len(events)
    recording.append(Rows({"events": np.zeros(1, SCHEMA["events"]).tobytes()}, [], b""))
    assert len(events) == before
    assert len(recording["events"]) == before + 1


def test_unknown_tables_and_malformed_rows_are_refused():
    recording = Recording("")
    with pytest.raises(ValueError, match="no table"):
        recording.append(Rows({"cats": b""}, [], b""))
    with pytest.raises(ValueError, match="buffer size"):
        recording.append(Rows({"events": b"123"}, [], b""))


@given(st.lists(st.integers(0, 40), max_size=12))
def test_a_growing_array_contains_what_was_appended(lengths: list[int]):
    array = GrowingArray(np.dtype(np.int32))
    expected: list[int] = []
    for length in lengths:
        fresh = list(range(len(expected), len(expected) + length))
        array.append_bytes(np.array(fresh, np.int32).tobytes())
        expected += fresh
    assert len(array) == len(expected)
    assert array.rows.tolist() == expected


def test_values_are_decoded_as_they_were_stored():
    sample = first_gradient()
    stored = [np.arange(6, dtype=np.int64).reshape(2, 3), np.array([True, False]), np.zeros((0, 2))]
    numbers = [sample.value(array) for array in stored]
    recording = sample.recording()
    for number, array in zip(numbers, stored, strict=True):
        value = recording.value(number)
        assert value is not None
        np.testing.assert_array_equal(value.array, array, strict=True)
        assert value.is_whole
        assert value.size == array.size
    assert recording.value(NONE) is None


def test_sites_and_texts_are_found_by_number():
    recording = first_gradient().recording()
    dot = recording.at(2).step
    assert dot is not None
    assert recording.site(dot.site) == Site(3, 8, 3, 23)
    assert recording.site(NONE) is None
    assert recording.text(NONE) == ""


@pytest.mark.parametrize("cursor", [-1, 8])
def test_cursors_outside_of_the_recording_are_refused(cursor):
    with pytest.raises(IndexError, match="not between 0 and 7"):
        first_gradient().recording().at(cursor)


def test_operands_of_a_card_are_in_order():
    recording = first_gradient().recording()
    operands = recording.operands_of(2)
    assert operands["operand"].tolist() == [NONE, 1]
    assert recording.text(int(operands["literal"][0])) == "2"
    assert len(Recording("").operands_of(0)) == 0


def test_an_empty_recording_has_one_state():
    recording = Recording("")
    state = recording.at(0)
    assert recording.step_count == 0
    assert state.step is None
    assert state.next_step is None
    assert state.card_statuses(np.empty(0, np.int64)).tolist() == []
    assert state.seeds() == []


def test_the_index_has_names_passes_and_steps():
    recording = accumulation().recording()
    index = recording.index
    assert [recording.names(card) for card in range(6)] == [["x"], [], ["y"], [], ["u"], ["z"]]
    assert [index.pass_start(pass_) for pass_ in range(3)] == [3, 8, 16]
    assert index.segments.tolist() == [0] * 5 + [1] * 6 + [2] * 8 + [3]
    with pytest.raises(IndexError, match="no pass 3"):
        index.of_pass(3)
