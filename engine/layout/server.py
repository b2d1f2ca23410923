"""The layout process: reads requests from stdin and writes layouts to stdout until stdin closes."""

import os
import queue
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path

from engine.layout.answering import answer_request
from engine.layout.messages import (
    FromServer,
    LayoutFailed,
    LayoutRequest,
    MessageError,
    decode_request,
    encode,
)
from engine.wire import WireError, read_frame, write_frame


class _ObsoleteError(Exception):
    """The request being answered has become obsolete."""


class LayoutServer:
    """Answers layout requests, the newest only: it makes all older ones obsolete.

    A thread reads the requests, so that the work can check between its steps whether it has become
    obsolete.
    """

    def __init__(self, requests_fd: int, answers_fd: int) -> None:
        self._requests_fd = requests_fd
        self._answers_fd = answers_fd
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._waiting: LayoutRequest | None = None
        self._obsolete = False
        self._ended = False

    def run(self) -> None:
        """Answer requests until their stream ends, or nobody reads the answers any more."""
        threading.Thread(target=self._read_frames, name="layout-requests", daemon=True).start()
        with suppress(BrokenPipeError):
            while not self._ended:
                if self._waiting is None:
                    self._receive(self._frames.get())
                else:
                    request, self._waiting = self._waiting, None
                    self._serve(request)

    def _read_frames(self) -> None:
        try:
            while (frame := read_frame(self._requests_fd)) is not None:
                self._frames.put(frame)
        except (WireError, OSError) as error:
            print(f"layout process: cannot read requests: {error}", file=sys.stderr)
        self._frames.put(None)

    def _receive(self, frame: bytes | None) -> None:
        """Note the request in a frame; None is the end of the stream."""
        if frame is None:
            self._ended = self._obsolete = True
            return
        try:
            self._waiting = decode_request(frame)
            self._obsolete = True
        except MessageError as error:
            self._send(LayoutFailed(None, str(error)))

    def _serve(self, request: LayoutRequest) -> None:
        self._obsolete = False
        try:
            answer = answer_request(request, self._checkpoint)
            self._checkpoint()
            self._send(answer)
        except _ObsoleteError:
            pass
        except BrokenPipeError:
            raise
        except Exception as error:
            # Whatever it was, the next request may fare better.
            traceback.print_exc()
            self._send(LayoutFailed(request.id, f"{type(error).__name__}: {error}"))

    def _checkpoint(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._receive(self._frames.get_nowait())
        if self._obsolete:
            raise _ObsoleteError

    def _send(self, message: FromServer) -> None:
        write_frame(self._answers_fd, encode(message))


def main() -> None:
    """Serve on stdin and stdout."""
    # Ctrl+C in a terminal is meant for the window, whose end closes our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests_fd, answers_fd = os.dup(0), os.dup(1)
    # Nothing that anybody prints or reads may get between the frames.
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    LayoutServer(requests_fd, answers_fd).run()


if __name__ == "__main__":
    main()
