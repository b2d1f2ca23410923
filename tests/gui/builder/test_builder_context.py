"""Refusals of gestures on a graph whose script has changed since its run."""

from types import SimpleNamespace
from typing import Any

import pytest

from engine.edit.edits import Reason, Refusal
from engine.record.recording import Recording
from gui.builder.builder_context import BuilderContext


@pytest.mark.parametrize(
    ("source", "reason"), [("x = (\n", Reason.SYNTAX_ERROR), ("x = 2\n", Reason.STALE)]
)
def test_a_syntax_error_is_reported_before_a_stale_graph(source, reason) -> None:
    recording = Recording("x = 1\n")
    session = SimpleNamespace(player=SimpleNamespace(recording=recording), newest=recording)
    editor = SimpleNamespace(source=lambda: source)
    live = SimpleNamespace(
        continuity=SimpleNamespace(is_awaiting_graph=False),
        runner=SimpleNamespace(is_pending=False),
    )
    make: Any = BuilderContext
    desk = make(session, SimpleNamespace(), editor, SimpleNamespace(), live)
    with pytest.raises(Refusal) as refused:
        desk.picked(0)
    assert refused.value.reason is reason
