"""Typical programs print what they print in PyTorch 2.13."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import script_warnings
from tests.engine.torch.record_programs import PROGRAMS, parts, printed
from tests.engine.torch.test_surface import agree, importable
from tests.engine.untyped import torch

__all__ = ["importable"]  # the fixture


@pytest.fixture(autouse=True)
def default_dtype() -> Iterator[None]:
    """Restores the default dtype, which a program may change."""
    yield
    torch.set_default_dtype(torch.float32)


@pytest.fixture(autouse=True)
def warnings_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody was warned of anything before a program."""
    monkeypatch.setattr(script_warnings, "_given", set())


@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_program_prints_the_recorded_output(path: Path):
    program, expected = parts(path)
    found = printed(program, torch)
    assert agree(found, expected), found
