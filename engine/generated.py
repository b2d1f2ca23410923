"""Functions that are put together from text, as ``dataclasses`` does it.

What is the same for every call is decided when the text is put together, and costs no call a step.
"""

from __future__ import annotations

from functools import cache
from types import CodeType
from typing import Any


def define(source: str, **scope: Any) -> dict[str, Any]:
    """Run the text of function definitions with these globals; the globals afterwards."""
    exec(_compiled(source), scope)
    return scope


@cache
def _compiled(source: str) -> CodeType:
    """Operations that differ only in what their names stand for share their code."""
    return compile(source, f"<{__name__}>", "exec")
