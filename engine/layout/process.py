"""The layout process as seen from outside: started, asked, listened to, ended."""

import contextlib
import subprocess
import threading
from collections.abc import Callable
from queue import SimpleQueue

from engine.layout.messages import (
    FromServer,
    LayoutFailed,
    MessageError,
    ToServer,
    decode_from_server,
    encode,
)
from engine.wire import WireError, read_frame, write_frame
from engine.worker.child import child_command, child_environment

OnMessage = Callable[[FromServer], None]


class LayoutProcess:
    """A child process that turns graphs into positions for as long as the window lives.

    Requests are written by a thread of their own: the child reads the next one only between two
    steps of its work, and the window must not wait for it.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            child_command("layout"),
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._outbox: SimpleQueue[ToServer | None] = SimpleQueue()
        self._on_message: Callable[[FromServer], None] = lambda _message: None
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._writer.start()

    def listen(self, on_message: OnMessage) -> None:
        """Hear every answer, on another thread; to be called once, before anything is asked.

        A ``LayoutFailed`` without an id is the last word: the process is gone.
        """
        self._on_message = on_message
        self._reader.start()

    def send(self, message: ToServer) -> None:
        """Ask, or cancel; returns at once."""
        self._outbox.put(message)

    def close(self) -> None:
        """End the process and wait until it is gone."""
        self._outbox.put(None)
        self._process.kill()
        self._process.wait()
        self._writer.join()
        if self._reader.is_alive():
            self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _write(self) -> None:
        assert self._process.stdin is not None
        while (message := self._outbox.get()) is not None:
            with contextlib.suppress(OSError):  # that it is gone shows where it is listened to
                write_frame(self._process.stdin.fileno(), encode(message))

    def _read(self) -> None:
        assert self._process.stdout is not None
        reason = "the layout process ended"
        with contextlib.suppress(OSError):
            try:
                while (payload := read_frame(self._process.stdout.fileno())) is not None:
                    self._on_message(decode_from_server(payload))
            except (WireError, MessageError) as error:
                reason = str(error)
        self._on_message(LayoutFailed(None, reason))
