"""One worker process as seen from outside: started, given a script, listened to, ended."""

import contextlib
import logging
import re
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Literal, TypeVar

from engine.children.child import Child
from engine.children.forked import new_child
from engine.wire import read_message, write_message
from engine.worker.messages import (
    Finished,
    Report,
    Request,
    decode_greeting,
    decode_report,
    encode,
)

STOP_GRACE_S = 0.3
"""How long an interrupted script may take to end before it is killed."""

_TELL_S = 0.1
"""How long it then has to tell where it is."""

_STDERR_TAIL_BYTES = 64 << 10
_EXIT_WAIT_S = 0.3

_Said = TypeVar("_Said")
_log = logging.getLogger(__name__)


LostReason = Literal["stopped", "killed", "exited", "silent", "nonsense"]


@dataclass(frozen=True)
class Lost:
    """A worker ended, or was ended, without having said ``Finished``; what it sent before stands.

    Attributes:
        reason: "stopped", as was asked; "killed" by a signal, named in ``detail``; "exited" with
            the status in ``detail``; "silent", having closed its pipe but lived on; or "nonsense",
            where a message could not be sent or understood, as ``detail`` says.
        stderr_tail: the last of what came on its standard error, such as a native crash's report.
        line: where in the script it was as it was stopped; -1 where nobody knows.
    """

    reason: LostReason
    detail: str
    stderr_tail: str
    line: int = -1


Message = Report | Lost
OnMessage = Callable[[Message], None]


class WorkerProcess:
    """A child process that waits for one script and runs it.

    Args:
        process: one that was started already.

    Attributes:
        ended: whether its conversation is over; true once the last message is handed over.
        is_cleared_away: whether nothing is left of it, neither process nor pipe nor thread.
    """

    def __init__(self, process: Child | None = None) -> None:
        self._process = process = process or new_child("worker")
        assert process.stderr is not None
        self._stdin, self._stdout, self._stderr = process.stdin, process.stdout, process.stderr
        self._assignment: SimpleQueue[tuple[Request, OnMessage] | None] = SimpleQueue()
        self._over = threading.Event()
        self._stopping = False
        self._filename = ""
        self._stderr_tail = bytearray()
        self._drain = threading.Thread(target=self._drain_stderr, daemon=True)
        self._reader = threading.Thread(target=self._serve, daemon=True)
        self._drain.start()
        self._reader.start()

    @property
    def ended(self) -> bool:
        return self._over.is_set()

    @property
    def is_alive(self) -> bool:
        """Whether the child still waits for its script; not to be asked once it runs one."""
        return self._process.is_alive

    @property
    def is_cleared_away(self) -> bool:
        return not self._reader.is_alive()

    def run(self, request: Request, on_message: OnMessage) -> None:
        """Have the child run a script, as soon as it is ready; to be called once."""
        self._assignment.put((request, on_message))

    def stop(self) -> None:
        """Interrupt the script, and kill it if it goes on; returns at once."""
        if self._stopping or self.ended:
            return
        self._stopping = True
        self._process.interrupt()
        killer = threading.Timer(STOP_GRACE_S, self._end_stubborn)
        killer.daemon = True
        killer.start()

    def _end_stubborn(self) -> None:
        """End a script that cannot be interrupted, once it has told where it is."""
        if not self.ended:
            self._process.ask_where()
            self._over.wait(_TELL_S)
            self.kill()

    def kill(self) -> None:
        """End the child at once, and whatever it started."""
        if not self.ended:
            self._process.end()

    def close(self) -> None:
        """End the child; a script that it runs is lost. Waits until it is over."""
        self._stopping = True
        self._assignment.put(None)
        self.kill()
        self._reader.join(4 * _EXIT_WAIT_S)

    def _serve(self) -> None:
        """The reader thread: one conversation, if any, to the end of the child."""
        try:
            assignment = self._assignment.get()
            if assignment is not None:
                self._converse(*assignment)
        finally:
            self._over.set()
            self._clear_away()

    def _converse(self, request: Request, on_message: OnMessage) -> None:
        """Hand over what the child says of a run, and a last message whatever happens."""
        self._filename = request.filename
        finished, nonsense = None, ""
        try:
            finished = self._listen(request, on_message)
        except Exception as error:  # of whatever kind: the listener waits for a last message
            nonsense = f"{type(error).__name__}: {error}"
        last = finished or self._lost(nonsense)
        self._over.set()
        on_message(last)

    def _listen(self, request: Request, on_message: OnMessage) -> Finished | None:
        """Hand over what comes before the child's last word; None where it ends without one."""
        payload = encode(request)
        with contextlib.suppress(OSError):  # that it is gone shows when it is listened to
            write_message(self._stdin.fileno(), payload)
        greeting = self._hear(decode_greeting)
        if greeting is None:
            return None
        _log.debug("limits of worker %s: %s", self._process.name, greeting.limits)
        message = self._hear(decode_report)
        while message is not None and not isinstance(message, Finished):
            on_message(message)
            message = self._hear(decode_report)
        return message

    def _hear(self, decode: Callable[[bytes], _Said]) -> _Said | None:
        """The next message; None where the child is gone."""
        payload = read_message(self._stdout.fileno())
        return None if payload is None else decode(payload)

    def _lost(self, nonsense: str) -> Lost:
        reason, detail = self._why_lost(nonsense)
        self.kill()
        self._drain.join(_EXIT_WAIT_S)
        tail = self._stderr_tail.decode(errors="replace")
        if reason != "stopped":
            _log.warning("worker %s is lost: %s %s\n%s", self._process.name, reason, detail, tail)
        return Lost(reason, detail, tail, _line_told(tail, self._filename))

    def _why_lost(self, nonsense: str) -> tuple[LostReason, str]:
        """The reason and the detail, from how the child ends by itself."""
        try:
            status = self._process.wait(_EXIT_WAIT_S)
        except subprocess.TimeoutExpired:
            status = None
        if self._stopping:
            return "stopped", ""
        if status is not None and status < 0:
            return "killed", _signal_name(-status)
        if nonsense:
            return "nonsense", nonsense
        return ("silent", "") if status is None else ("exited", str(status))

    def _drain_stderr(self) -> None:
        """Keep the end of what native code and the script's own child processes write."""
        while data := self._stderr.read(_STDERR_TAIL_BYTES):
            self._stderr_tail += data
            del self._stderr_tail[:-_STDERR_TAIL_BYTES]

    def _clear_away(self) -> None:
        self._process.end()
        self._process.wait()
        self._stdin.close()
        self._stdout.close()
        self._drain.join(_EXIT_WAIT_S)
        if not self._drain.is_alive():  # a process that left the group may hold the other end
            self._stderr.close()


def _signal_name(number: int) -> str:
    """Such as "SIGSEGV", or "signal 40" for one of those that have no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _line_told(words: str, filename: str) -> int:
    """The innermost line of a script in the last traceback of the kind that crashes leave."""
    _, is_there, calls = words.rpartition("(most recent call first):")
    name = re.escape(filename.encode("ascii", "backslashreplace").decode())
    found = re.search(rf'File "{name}", line (\d+)', calls) if is_there else None
    return -1 if found is None else int(found[1])
