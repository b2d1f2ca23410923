"""The client side of the layout process: starts it, sends requests, receives answers, ends it."""

import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue

from engine.children.child import Child
from engine.children.forked import new_child
from engine.layout.messages import (
    FromServer,
    LayoutRequest,
    decode_from_server,
    encode,
)
from engine.wire import read_frame, write_frame

OnMessage = Callable[[FromServer], None]
OnEnd = Callable[[str], None]


class LayoutProcess:
    """A child process that turns graphs into positions for as long as the window lives.

    Requests are written by a thread of their own, so that a full pipe never holds up the window.
    """

    def __init__(self, process: Child | None = None) -> None:
        """Have a process made, unless one was already."""
        self._process = process or new_child("layout")
        self._outbox: SimpleQueue[LayoutRequest | None] = SimpleQueue()
        self._reader: threading.Thread | None = None
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def listen(self, on_message: OnMessage, on_end: OnEnd) -> None:
        """Call ``on_message`` with each answer, last ``on_end`` with the reason; on another thread.

        To be called once, before anything is asked.
        """
        self._reader = threading.Thread(target=self._read, args=(on_message, on_end), daemon=True)
        self._reader.start()

    def send(self, request: LayoutRequest) -> None:
        """Send a request, which makes those before it obsolete. Returns at once."""
        self._outbox.put(request)

    def close(self) -> None:
        """End the process and wait until it is gone."""
        self._outbox.put(None)
        self._process.end()
        self._process.wait()
        self._writer.join()
        self._process.stdin.close()
        if self._reader is not None:
            self._reader.join()
        self._process.stdout.close()

    def _write(self) -> None:
        while (request := self._outbox.get()) is not None:
            with contextlib.suppress(OSError):  # that it is gone shows where it is listened to
                write_frame(self._process.stdin.fileno(), encode(request))

    def _read(self, on_message: OnMessage, on_end: OnEnd) -> None:
        reason = "the layout process ended"
        try:
            while (payload := read_frame(self._process.stdout.fileno())) is not None:
                on_message(decode_from_server(payload))
        except Exception as error:  # of whatever kind: the listener waits for the end
            reason = f"{type(error).__name__}: {error}"
        on_end(reason)
