"""Messages are transmitted unchanged, and invalid ones are refused."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.rows import Rows
from engine.recorder.budgets import Budgets
from engine.worker.messages import (
    Finished,
    Ready,
    RunRequest,
    decode_greeting,
    decode_report,
    decode_request,
    encode,
)

MESSAGES: list[tuple[Any, Any]] = [
    (RunRequest("x = 1", "<script>", Budgets(10, 20, 30, 40, 50), True), decode_request),
    (Ready({"memory": "1 byte"}), decode_greeting),
    (Rows({"cards": b"\0"}, ["µ"], b"\1"), decode_report),
    (Finished("error", "Traceback", 3, '{"schema": 1}'), decode_report),
]


@pytest.mark.parametrize(("message", "decode"), MESSAGES)
def test_a_message_is_transmitted_unchanged(message, decode):
    assert decode(encode(message)) == message


@pytest.mark.parametrize("decode", [decode_request, decode_greeting, decode_report])
@given(st.binary())
def test_invalid_bytes_are_refused(decode, payload):
    with pytest.raises(msgspec.DecodeError):
        decode(payload)


@pytest.mark.parametrize("decode", [decode_request, decode_greeting, decode_report])
def test_messages_of_another_kind_are_refused(decode):
    for message, own_decode in MESSAGES:
        if decode is not own_decode:
            with pytest.raises(msgspec.ValidationError):
                decode(encode(message))


def test_an_unknown_way_of_ending_is_refused():
    with pytest.raises(msgspec.ValidationError):
        decode_report(msgspec.msgpack.encode({"type": "finished", "how": "won", "detail": ""}))
