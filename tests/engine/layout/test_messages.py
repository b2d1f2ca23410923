"""Layout messages are transmitted unchanged, and invalid ones are refused with a reason."""

from dataclasses import dataclass

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layout.messages import (
    LayoutAnswer,
    LayoutFailed,
    LayoutRequest,
    MessageError,
    decode_from_server,
    decode_request,
    encode,
)

REQUEST = LayoutRequest.from_columns(7, [96, 128], [44, 64], [(0, 1), (0, 1)])
ANSWER = LayoutAnswer.from_columns(
    7, [1, 2], [3, 4], [0, 2, 5], np.arange(10).reshape(5, 2), (640, 480)
)


@dataclass
class Wrong:
    """Columns that contradict the others, and the message of the refusal."""

    says: str
    fields: dict[str, bytes]


def floats(*values: float) -> bytes:
    return np.array(values, "<f4").tobytes()


def integers(*values: int) -> bytes:
    return np.array(values, "<i4").tobytes()


def test_a_request_is_transmitted_with_its_columns() -> None:
    message = decode_request(encode(REQUEST))
    assert isinstance(message, LayoutRequest)
    columns = message.columns()
    assert message.id == 7
    assert columns.widths.tolist() == [96, 128]
    assert columns.heights.tolist() == [44, 64]
    assert columns.edges.tolist() == [[0, 1], [0, 1]]


def test_an_answer_is_transmitted_with_its_columns() -> None:
    message = decode_from_server(encode(ANSWER))
    assert isinstance(message, LayoutAnswer)
    columns = message.columns()
    assert columns.x.tolist() == [1, 2]
    assert columns.y.tolist() == [3, 4]
    assert columns.route_starts.tolist() == [0, 2, 5]
    assert columns.route_points[2:].tolist() == [[4, 5], [6, 7], [8, 9]]
    assert (message.width_px, message.height_px) == (640, 480)


def test_an_empty_graph_can_be_transmitted() -> None:
    columns = LayoutRequest.from_columns(1, [], [], []).columns()
    assert columns.edges.shape == (0, 2)
    assert LayoutAnswer.from_columns(1, [], [], [0], [], (0, 0)).columns().route_points.size == 0


def test_failures_are_transmitted() -> None:
    for failed in (LayoutFailed(3, "why"), LayoutFailed(None, "what")):
        assert decode_from_server(encode(failed)) == failed


def test_columns_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        REQUEST.columns().widths[0] = 1


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("2 widths, 1 heights", {"heights": floats(44)}),
        Wrong("not a multiple of 4", {"widths": b"123"}),
        Wrong("no pairs", {"edges": integers(0, 1, 0)}),
        Wrong("a card not there", {"edges": integers(0, 2)}),
        Wrong("a card not there", {"edges": integers(-1, 1)}),
        Wrong("numbered before it", {"edges": integers(1, 0)}),
        Wrong("numbered before it", {"edges": integers(1, 1)}),
        Wrong("widths must be positive", {"widths": floats(0, 1)}),
        Wrong("heights must be positive", {"heights": floats(1, float("nan"))}),
        Wrong("heights must be positive", {"heights": floats(1, float("inf"))}),
    ],
)
def test_an_inconsistent_request_is_refused(wrong: Wrong) -> None:
    with pytest.raises(MessageError, match=wrong.says):
        msgspec.structs.replace(REQUEST, **wrong.fields).columns()


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("1 x, 2 y", {"x": floats(1)}),
        Wrong("no pairs", {"route_points": floats(1, 2, 3)}),
        Wrong("does not divide", {"route_starts": b""}),
        Wrong("does not divide", {"route_starts": integers(0, 2, 4)}),
        Wrong("does not divide", {"route_starts": integers(0, 4, 5)}),
        Wrong("does not divide", {"route_starts": integers(1, 3, 5)}),
    ],
)
def test_an_inconsistent_answer_is_refused(wrong: Wrong) -> None:
    with pytest.raises(MessageError, match=wrong.says):
        msgspec.structs.replace(ANSWER, **wrong.fields).columns()


@given(st.binary(max_size=60))
def test_bytes_that_are_no_message_are_refused(payload: bytes) -> None:
    for decode in (decode_request, decode_from_server):
        with pytest.raises(MessageError, match="not a message"):
            decode(payload)


def test_requests_and_answers_are_not_accepted_in_the_other_direction() -> None:
    with pytest.raises(MessageError):
        decode_request(encode(ANSWER))
    with pytest.raises(MessageError):
        decode_from_server(encode(REQUEST))
