"""Length-prefixed frames, and messages of several frames: the protocol with child processes."""

import os
import struct
from typing import IO

MAX_FRAME_BYTES = 64 << 20
MAX_MESSAGE_BYTES = 1 << 30

_HEADER = struct.Struct("<I")
_CHUNK_BYTES = 1 << 20


class WireError(Exception):
    """A frame or message exceeds the size limit, or its stream ends in the middle of it."""


def write_message(stream: IO[bytes] | int, payload: bytes) -> None:
    """Write ``payload`` as one message: frames of the largest size, the last one shorter.

    Raises:
        WireError: it exceeds ``MAX_MESSAGE_BYTES``, and then nothing is written.
        OSError: as ``write_frame`` does.
    """
    if len(payload) > MAX_MESSAGE_BYTES:
        raise WireError(
            f"a message of {len(payload)} bytes exceeds the {MAX_MESSAGE_BYTES} allowed"
        )
    view = memoryview(payload)
    for start in range(0, len(payload) + 1, MAX_FRAME_BYTES):
        write_frame(stream, view[start : start + MAX_FRAME_BYTES])


def read_message(stream: IO[bytes] | int) -> bytes | None:
    """Read one message and return its payload; None where the stream ends between two messages.

    Raises:
        WireError: as ``read_frame`` does, and when the message exceeds ``MAX_MESSAGE_BYTES``.
    """
    frame = read_frame(stream)
    if frame is None or len(frame) < MAX_FRAME_BYTES:
        return frame
    message = bytearray(frame)
    while len(frame) == MAX_FRAME_BYTES:
        frame = read_frame(stream)
        if frame is None:
            raise WireError(f"the stream ended after {len(message)} bytes of a message")
        message += frame
        if len(message) > MAX_MESSAGE_BYTES:
            raise WireError(f"a message exceeds the {MAX_MESSAGE_BYTES} bytes allowed")
    return bytes(message)


def write_frame(stream: IO[bytes] | int, payload: bytes | memoryview) -> None:
    """Write ``payload`` as one frame: its length as 4 little-endian bytes, then its bytes.

    ``stream`` is a blocking binary stream or file descriptor; a buffered stream is flushed.

    Raises:
        WireError: the payload is too large, and then nothing is written.
        OSError: the other end is gone (BrokenPipeError).
    """
    if len(payload) > MAX_FRAME_BYTES:
        raise WireError(f"a frame of {len(payload)} bytes exceeds the {MAX_FRAME_BYTES} allowed")
    for part in (_HEADER.pack(len(payload)), payload):
        rest = memoryview(part)
        while rest:
            rest = rest[_write_some(stream, rest) :]
    if not isinstance(stream, int):
        stream.flush()


def read_frame(stream: IO[bytes] | int) -> bytes | None:
    """Read one frame and return its payload; None where the stream ends between two frames.

    ``stream`` is a blocking binary stream or file descriptor.

    Raises:
        WireError: the frame announces too many bytes or is cut short.
    """
    header = _read_up_to(stream, _HEADER.size)
    if not header:
        return None
    if len(header) < _HEADER.size:
        raise WireError(f"the stream ended after {len(header)} bytes of a frame's length")
    (length,) = _HEADER.unpack(header)
    if length > MAX_FRAME_BYTES:
        raise WireError(f"a frame of {length} bytes exceeds the {MAX_FRAME_BYTES} allowed")
    payload = _read_up_to(stream, length)
    if len(payload) < length:
        raise WireError(f"the stream ended after {len(payload)} of a frame's {length} bytes")
    return payload


def _write_some(stream: IO[bytes] | int, data: memoryview) -> int:
    return os.write(stream, data) if isinstance(stream, int) else stream.write(data)


def _read_up_to(stream: IO[bytes] | int, count: int) -> bytes:
    """Read ``count`` bytes, fewer only where the stream ends first."""
    received = bytearray()
    while len(received) < count:
        # In chunks, so that a length which is a lie costs no memory before its bytes arrive.
        wanted = min(count - len(received), _CHUNK_BYTES)
        chunk = os.read(stream, wanted) if isinstance(stream, int) else stream.read(wanted)
        if not chunk:
            break
        received += chunk
    return bytes(received)
