"""The outcome of a run as the conformance corpus describes it (JSON schema 1 of its README)."""

from __future__ import annotations

import ast
import math
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from threading import get_ident
from types import FrameType
from typing import Any, NamedTuple, TextIO

import numpy as np

from engine.passes.backward_pass import BackwardPass
from engine.passes.backward_step import Failure, Seed
from engine.record.recording import Recording
from engine.recorder.budgets import Budgets
from engine.recorder.recorder import Recorder
from engine.script.script_names import parsed
from engine.tensor import Tensor
from engine.torch.tensors.conversions import name_of_grad_fn
from engine.worker.passes_json import passes_json
from engine.worker.run import Outcome, run_script
from engine.worker.tensor_json import number_json, tensor_json

_CELL_MARK = re.compile(r"^#[^\S\n]*%%.*$", re.MULTILINE)
_TOLERANCE = re.compile(r"(\w+)=(\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)")
_UNLIMITED = Budgets(*[sys.maxsize] * len(Budgets._fields))


class _Cell(NamedTuple):
    """A cell of a script: its first line, and the last line of a bare expression at its end."""

    first_line: int
    shown_line: int | None


def run_with_outcome(
    source: str, filename: str, recorder: OutcomeRecorder
) -> tuple[Outcome, dict[str, Any]]:
    """Run a script in this process; return how it ended, with the description of its outcome."""
    with recorder, warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = recorder.warned
        run = run_script(source, filename, recorder, max_printed_chars=sys.maxsize)
    recorder.flush()
    tensors = dict(_named_tensors(run.names))
    recording = recorder.recording
    return run, {
        "schema": 1,
        "case": PurePath(filename).stem,
        **_header(source),
        "cells": recorder.cells_json(),
        "stdout": "".join(recorder.stdout),
        "exception": _exception(recording, recorder.cells),
        "tensors": {name: _described(tensor) for name, tensor in tensors.items()},
        "grads": {
            name: None if tensor._grad is None else tensor_json(tensor._grad._data)
            for name, tensor in tensors.items()
            if tensor._is_leaf or tensor.retains_grad
        },
        "backwards": passes_json(recording, recorder.unstarted),
        "warnings": recorder.warnings,
    }


class OutcomeRecorder(Recorder):
    """A recorder that also collects the outcome of each cell.

    Attributes:
        recording: everything recorded up to the last flush.
        stdout: the texts printed to standard output, in order.
        warnings: category and text of every warning.
        unstarted: the passes that ended in a hook called before a node had started.
    """

    def __init__(self, filename: str, source: str) -> None:
        self.recording = Recording(source, filename)
        super().__init__(filename, source, self.recording.append, _UNLIMITED)
        self.cells = _cells(source)
        self.stdout: list[str] = []
        self.warnings: list[list[str]] = []
        self._printed: list[list[str]] = [[] for _ in self.cells]
        self._shown: list[tuple[str, Any] | None] = [None] * len(self.cells)
        self._reached = 0
        self.unstarted: set[int] = set()
        self._begun = 0
        self._open_passes: defaultdict[int, list[int]] = defaultdict(list)  # by thread

    def pass_began(self, backward_pass: BackwardPass, seeds: Sequence[Seed]) -> None:
        """A pass began."""
        super().pass_began(backward_pass, seeds)
        self._open_passes[get_ident()].append(self._begun)
        self._begun += 1

    def pass_ended(self, error: BaseException | None, failed: Failure | None) -> None:
        """A pass ended, or one of its nodes raised."""
        number = self._open_passes[get_ident()].pop()
        if failed is not None and not failed.has_started:
            self.unstarted.add(number)
        super().pass_ended(error, failed)

    def printed(self, stream: str, text: str) -> None:
        """The script printed."""
        super().printed(stream, text)
        if stream == "stdout":
            self.stdout.append(text)
            self._printed[self._running_cell()].append(text)

    def _show_text(self, line: int, value: object, text: str) -> None:
        super()._show_text(line, value, text)
        index = self._running_cell()
        if line == self.cells[index].shown_line:
            self._shown[index] = None if value is None else (text, _value_json(value))

    def warned(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Replaces ``warnings.showwarning``."""
        self.warnings.append([category.__name__, " ".join(str(message).split())])

    def cells_json(self) -> list[dict[str, Any]]:
        """One entry per cell that ran."""
        error = _exception(self.recording, self.cells)
        count = len(self.cells) if error is None else error["cell"] + 1
        shown = self._shown[:count]
        if error is not None:
            shown[-1] = None
        return [
            {"stdout": "".join(texts), "repr": each and each[0], "value": each and each[1]}
            for texts, each in zip(self._printed[:count], shown, strict=True)
        ]

    def _running_cell(self) -> int:
        """The cell that the module's frame is in, not those of called functions."""
        frame: FrameType | None = sys._getframe()
        line = None
        while frame is not None:
            if frame.f_code.co_filename == self._filename and frame.f_code.co_name == "<module>":
                line = frame.f_lineno
            frame = frame.f_back
        if line is not None:
            self._reached = _cell_at(self.cells, line)
        return self._reached


def _header(source: str) -> dict[str, Any]:
    """The header of a case: docstring, tags and tolerances."""
    module = parsed(source)
    doc = "" if module is None else ast.get_docstring(module) or ""
    tags = re.search(r"^#\s*tags:\s*(.+)$", source, re.MULTILINE)
    tolerances = re.search(r"^#\s*tol:\s*(.+)$", source, re.MULTILINE)
    pairs = _TOLERANCE.findall(tolerances[1]) if tolerances else ()
    return {
        "doc": doc,
        "tags": [tag.strip() for tag in tags[1].split(",") if tag.strip()] if tags else [],
        "tol": {name: float(number) for name, number in pairs},
    }


def _cells(source: str) -> list[_Cell]:
    """The non-empty parts between ``# %%`` lines."""
    starts = [0, *(mark.end() for mark in _CELL_MARK.finditer(source))]
    ends = [*(mark.start() for mark in _CELL_MARK.finditer(source)), len(source)]
    lines = [
        source.count("\n", 0, start) + 1
        for start, end in zip(starts, ends, strict=True)
        if source[start:end].strip()
    ] or [1]
    module = parsed(source)
    body = [] if module is None else module.body
    return [
        _Cell(first, _last_expression_line(body, first, after))
        for first, after in zip(lines, [*lines[1:], math.inf], strict=True)
    ]


def _last_expression_line(body: list[ast.stmt], first: int, after: float) -> int | None:
    inside = [statement for statement in body if first <= statement.lineno < after]
    is_expression = bool(inside) and isinstance(inside[-1], ast.Expr)
    return inside[-1].end_lineno if is_expression else None


def _cell_at(cells: list[_Cell], line: int) -> int:
    return max((i for i, cell in enumerate(cells) if cell.first_line <= line), default=0)


def _exception(recording: Recording, cells: list[_Cell]) -> dict[str, Any] | None:
    if not len(recording["errors"]):
        return None
    error = recording["errors"][-1]
    line = int(error["line"])
    module_line = _module_line(recording.text(error["traceback"]), recording.filename) or line
    return {
        "type": recording.text(error["type"]),
        "message": recording.text(error["message"]),
        "cell": _cell_at(cells, module_line),
        "line": line if line > 0 else None,
    }


def _module_line(traceback: str, filename: str) -> int | None:
    """The line of the script's module that an error passed through."""
    found = re.search(rf'File "{re.escape(filename)}", line (\d+), in <module>', traceback)
    return int(found[1]) if found else None


def _named_tensors(names: Mapping[str, Any]) -> Iterator[tuple[str, Tensor]]:
    """Global variables that are tensors, or directly contain some, with expressions for these."""
    for name, value in names.items():
        if name.startswith("_"):
            continue
        if isinstance(value, Tensor):
            yield name, value
        elif isinstance(value, list | tuple):
            pairs = ((f"{name}[{i}]", item) for i, item in enumerate(value))
            yield from ((path, item) for path, item in pairs if isinstance(item, Tensor))
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(key, str) and isinstance(item, Tensor):
                    yield f"{name}[{key!r}]", item


def _described(tensor: Tensor) -> dict[str, Any]:
    return {
        **tensor_json(tensor._data),
        "is_leaf": tensor._is_leaf,
        "requires_grad": tensor.requires_grad,
        "grad_fn": name_of_grad_fn(tensor),
    }


def _value_json(value: object) -> Any:
    """A shown value: a tensor, a list of tensors, a number; None for anything else."""
    if isinstance(value, Tensor):
        return tensor_json(value._data)
    if isinstance(value, list | tuple) and value:
        if all(item is None or isinstance(item, Tensor) for item in value):
            return [None if item is None else tensor_json(item._data) for item in value]
        return None
    if isinstance(value, bool | int | float | complex | np.generic):
        return number_json(value)
    return None
