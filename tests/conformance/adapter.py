"""Lets the conformance checker run its cases through Gradwalk's own runner and recording."""

from pathlib import Path
from typing import Any

from engine.worker.outcome import OutcomeRecorder, run_with_outcome


def run_case(path: str) -> dict[str, Any]:
    """What ``app.py record --json`` prints for a case."""
    source = Path(path).read_text(encoding="utf-8")
    _, outcome = run_with_outcome(source, path, OutcomeRecorder(path, source))
    return outcome
