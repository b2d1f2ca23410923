r"""Formulas of operations with several outputs, for one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.explain.shapes import Shape
from engine.op import Op

_COMMA = re.compile(r",\s*(?:\\,\s*)?(?![^{(]*[)}])")
"""A comma outside of brackets."""


def of_output(
    op: Op, latex: str, settings: Mapping[str, Any], number: int, shape: Shape | None
) -> str:
    """The formula of one output, given that of all.

    Args:
        op: the operation.
        latex: what it computes: the outputs, after ``:`` what defines them.
        settings: its settings.
        number: which output it is, from 0.
        shape: the output's shape.
    """
    if op.outputs is None:
        return _part(op.name.removesuffix("_copy"), settings, number, shape) or latex
    names, colon, definition = latex.partition(": ")
    each = [] if "=" in names else _COMMA.split(names)
    if len(op.outputs) == 1 or len(each) != len(op.outputs):
        return latex
    return f"{each[number]}{colon}{definition}"


def of_list(op: Op, latex: str, count: int) -> str:
    """The formula of an operation on a list of inputs, given that for any number of them."""
    if not op.is_variadic or count > 2:
        return latex
    latex = latex.replace(r", \dots", "")
    return latex if count == 2 else latex.replace(r", \mathrm{tensors}_2", "")


def of_input(latex: str, number: int, start: int, end: int) -> str:
    """What is sent to one input of a list, given that for any of them.

    Args:
        latex: what is sent.
        number: which input it is, from 0.
        start, end: its place along the dimension of ``cat``.
    """
    latex = latex.replace(r"g_{\mathrm{part}}", f"g_{{{start}:{end}}}")
    return f"g_{number}" if latex == "g_k" else latex


def _part(name: str, settings: Mapping[str, Any], number: int, shape: Shape | None) -> str:
    """The formula of one of the parts into which a tensor was taken apart; empty if unknown."""
    dim = settings.get("dim")
    if name == "unbind":
        return rf"a_{{{number}}}"
    if shape is None or not isinstance(dim, int) or dim >= len(shape):
        return ""
    size, sizes = settings.get("size"), settings.get("sizes")
    if isinstance(size, int):
        start = number * size
    elif isinstance(sizes, tuple):
        start = sum(sizes[:number])
    else:
        return ""
    return rf"a_{{{start}:{start + shape[dim]}}}"
