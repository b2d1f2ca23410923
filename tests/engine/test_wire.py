"""Frames are transmitted through any stream, and damaged ones are refused."""

import io
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import wire
from engine.wire import MAX_FRAME_BYTES, WireError, read_frame, write_frame

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

payload_lists = st.lists(st.binary(max_size=200), max_size=5)


class TricklingStream(io.BytesIO):
    """A stream that transfers at most ``step`` bytes per call, as a raw pipe may."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self._step = step

    def write(self, data: "ReadableBuffer") -> int:
        return super().write(memoryview(data)[: self._step])

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._step if size is None or size < 0 else min(size, self._step))


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    try:
        yield reader, writer
    finally:
        os.close(reader)
        os.close(writer)


def frames_of(stream: BinaryIO) -> list[bytes]:
    frames = []
    while (frame := read_frame(stream)) is not None:
        frames.append(frame)
    return frames


@given(payload_lists, st.integers(1, 9))
def test_frames_are_read_in_order_through_short_reads_and_writes(
    payloads: list[bytes], step: int
) -> None:
    stream = TricklingStream(step)
    for payload in payloads:
        write_frame(stream, payload)
    stream.seek(0)
    assert frames_of(stream) == payloads


@given(payload_lists.filter(any), st.data())
def test_a_stream_that_ends_inside_a_frame_raises_an_error(
    payloads: list[bytes], data: st.DataObject
) -> None:
    stream = io.BytesIO()
    ends = {0}
    for payload in payloads:
        write_frame(stream, payload)
        ends.add(stream.tell())
    cut = data.draw(st.integers(1, stream.tell()).filter(lambda place: place not in ends))
    with pytest.raises(WireError, match="ended"):
        frames_of(io.BytesIO(stream.getvalue()[:cut]))


def test_a_file_descriptor_can_be_used_as_a_stream() -> None:
    with pipe() as (reader, writer):
        write_frame(writer, b"over the pipe")
        assert read_frame(reader) == b"over the pipe"


def test_a_buffered_stream_is_flushed() -> None:
    with pipe() as (reader, writer), open(writer, "wb", closefd=False) as stream:
        write_frame(stream, b"at once")
        assert read_frame(reader) == b"at once"


def test_an_announced_length_above_the_limit_is_refused_before_reading_it() -> None:
    stream = io.BytesIO(struct.pack("<I", MAX_FRAME_BYTES + 1) + b"rest")
    with pytest.raises(WireError, match="exceeds"):
        read_frame(stream)
    assert stream.tell() == 4


def test_a_payload_above_the_limit_is_refused_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 10)
    stream = io.BytesIO()
    write_frame(stream, b"0123456789")
    written = stream.tell()
    with pytest.raises(WireError, match="exceeds"):
        write_frame(stream, b"0123456789a")
    assert stream.tell() == written


def test_the_length_is_little_endian() -> None:
    stream = io.BytesIO()
    write_frame(stream, b"abc")
    assert stream.getvalue() == b"\x03\x00\x00\x00abc"


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16, 20])
def test_a_long_message_takes_several_frames(size, monkeypatch):
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 8)
    stream = io.BytesIO()
    payload = bytes(range(size))
    wire.write_message(stream, payload)
    wire.write_message(stream, b"next")
    stream.seek(0)
    assert wire.read_message(stream) == payload
    assert wire.read_message(stream) == b"next"
    assert wire.read_message(stream) is None


def test_a_message_that_ends_between_its_frames_raises_an_error(monkeypatch):
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 8)
    stream = io.BytesIO()
    wire.write_frame(stream, b"12345678")
    stream.seek(0)
    with pytest.raises(WireError, match="8 bytes of a message"):
        wire.read_message(stream)


def test_an_endless_message_is_refused(monkeypatch):
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 8)
    monkeypatch.setattr(wire, "MAX_MESSAGE_BYTES", 20)
    stream = io.BytesIO()
    with pytest.raises(WireError, match="21 bytes"):
        wire.write_message(stream, bytes(21))
    assert stream.getvalue() == b""
    for _ in range(3):
        wire.write_frame(stream, bytes(8))
    stream.seek(0)
    with pytest.raises(WireError, match="20 bytes"):
        wire.read_message(stream)
