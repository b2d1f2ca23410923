"""Runs of scripts in worker processes, and their messages."""

import sys
import threading
from textwrap import dedent

import pytest

from engine.record.rows import Rows
from engine.worker.messages import RunRequest

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="as Linux does it")

PATIENCE_S = 20


class Listener:
    """Collects the messages of a job, and lets a test wait for them."""

    def __init__(self):
        self.messages = []
        self._changed = threading.Condition()

    def __call__(self, message):
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    @property
    def text(self):
        rows = [message for message in self.messages if isinstance(message, Rows)]
        return "".join(string for message in rows for string in message.strings)

    def wait_for_text(self, text):
        with self._changed:
            assert self._changed.wait_for(lambda: text in self.text, PATIENCE_S)

    def ending(self):
        """The last message, once it is there; it is the only one of its kind."""
        with self._changed:
            assert self._changed.wait_for(self._has_ended, PATIENCE_S)
        assert sum(not isinstance(message, Rows) for message in self.messages) == 1
        return self.messages[-1]

    def _has_ended(self):
        return bool(self.messages) and not isinstance(self.messages[-1], Rows)


def start(host, source, **options):
    listener = Listener()
    request = RunRequest(dedent(source), "<script>", **options)
    return host.run(request, listener), listener


def ending(host, source, **options):
    _, listener = start(host, source, **options)
    return listener.ending(), listener
