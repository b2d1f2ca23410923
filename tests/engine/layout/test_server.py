"""The layout process, started as the window does."""

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.layout.messages import (
    FromServer,
    LayoutAnswer,
    LayoutFailed,
    LayoutRequest,
    decode_from_server,
    encode,
)
from engine.wire import MAX_FRAME_BYTES, read_frame, write_frame

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "engine.layout.server"]
PATIENCE_S = 30


class Process:
    """A layout process at the other end of two pipes."""

    def __init__(self, popen: "subprocess.Popen[bytes]") -> None:
        assert popen.stdin
        assert popen.stdout
        assert popen.stderr
        self._popen = popen
        self.requests, self.answers, self._complaints = popen.stdin, popen.stdout, popen.stderr

    def send(self, message: LayoutRequest) -> None:
        write_frame(self.requests, encode(message))

    def receive(self) -> FromServer:
        frame = read_frame(self.answers)
        assert frame is not None, "the layout process has ended"
        return decode_from_server(frame)

    def ends_by_itself(self) -> tuple[int, bytes]:
        """Its exit code, and its standard error, once it has ended."""
        return self._popen.wait(PATIENCE_S), self._complaints.read()


@pytest.fixture
def process() -> Iterator[Process]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        COMMAND, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0
    ) as popen:
        yield Process(popen)
        popen.kill()


def small(request_id: int) -> LayoutRequest:
    return LayoutRequest.from_columns(request_id, [96, 128], [44, 64], [(0, 1), (0, 1)])


def slow(request_id: int) -> LayoutRequest:
    """A request that takes long enough for the next frame to arrive meanwhile."""
    count = 3000
    edges = [(user * user * k % user, user) for user in range(1, count) for k in (1, 7, 13)]
    return LayoutRequest.from_columns(request_id, [96] * count, [64] * count, edges)


def test_requests_are_answered_one_after_the_other(process: Process) -> None:
    for request_id in (1, 2):
        process.send(small(request_id))
        answer = process.receive()
        assert isinstance(answer, LayoutAnswer)
        assert answer.id == request_id
        assert len(answer.columns().x) == 2


def test_the_process_ends_silently_when_its_stdin_closes(process: Process) -> None:
    process.send(small(1))
    process.receive()
    process.requests.close()
    assert read_frame(process.answers) is None
    assert process.ends_by_itself() == (0, b"")


def test_a_newer_request_replaces_the_running_one(process: Process) -> None:
    process.send(slow(1))
    process.send(small(2))
    assert process.receive().id == 2


def test_the_process_does_not_finish_work_after_its_stdin_closes(process: Process) -> None:
    process.send(slow(1))
    process.requests.close()
    assert read_frame(process.answers) is None
    assert process.ends_by_itself() == (0, b"")


def test_an_inconsistent_request_fails_and_the_next_is_answered(process: Process) -> None:
    process.send(LayoutRequest.from_columns(1, [96], [64], [(0, 1)]))
    failed = process.receive()
    assert isinstance(failed, LayoutFailed)
    assert failed.id == 1
    assert "a card not there" in failed.message
    process.send(small(2))
    assert process.receive().id == 2


def test_an_invalid_message_fails_and_the_next_is_answered(process: Process) -> None:
    write_frame(process.requests, b"nonsense")
    failed = process.receive()
    assert isinstance(failed, LayoutFailed)
    assert failed.id is None
    process.send(small(2))
    assert process.receive().id == 2


def test_an_invalid_frame_ends_the_process_with_a_reason(process: Process) -> None:
    process.requests.write(struct.pack("<I", MAX_FRAME_BYTES + 1))
    assert read_frame(process.answers) is None
    _, complaint = process.ends_by_itself()
    assert b"cannot read requests" in complaint


def test_the_process_ends_when_its_stdout_is_closed(process: Process) -> None:
    process.answers.close()
    process.send(small(1))
    assert process.ends_by_itself() == (0, b"")


def test_the_process_ends_when_its_parent_is_killed() -> None:
    parent_script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({COMMAND!r}, stdin=subprocess.PIPE)\n"
        "print('started', file=sys.stderr, flush=True)\n"
        "child.wait()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", parent_script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert parent.stderr
    assert parent.stderr.read(7) == b"started"
    parent.kill()
    # The child has inherited both pipes: they close when it ends.
    parent.communicate(timeout=PATIENCE_S)


def test_importing_the_messages_does_not_import_networkx() -> None:
    script = "import sys, engine.layout.messages; sys.exit('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_prints_in_the_process_do_not_reach_the_answers() -> None:
    script = (
        "import os, engine.layout.server as server\n"
        "answer = server.answer_request\n"
        "def noisy(request, checkpoint):\n"
        "    print('stray', flush=True)\n"
        "    os.write(1, b'stray')\n"
        "    return answer(request, checkpoint)\n"
        "server.answer_request = noisy\n"
        "server.main()\n"
    )
    request = struct.pack("<I", len(encode(small(1)))) + encode(small(1))
    requests_fd, feed_fd = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=requests_fd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as popen:
        os.close(requests_fd)
        os.write(feed_fd, request)
        assert popen.stdout
        frame = read_frame(popen.stdout)
        assert frame is not None
        assert decode_from_server(frame).id == 1
        os.close(feed_fd)
        assert popen.stdout.read() == b""
        assert popen.stderr
        assert popen.stderr.read().count(b"stray") == 2
