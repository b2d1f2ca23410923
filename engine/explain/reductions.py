"""Formulas of losses, declared for one element, and the dimensions that reductions remove."""

import re
from collections.abc import Mapping
from typing import Any

from engine.explain.latex import outer_tokens
from engine.explain.shapes import Shape
from engine.nodes.plan import Rule

_SHARE = re.compile(r"\\frac\{([^{}]*)\}\{n\} ?| / n\b")
_FACTOR = re.compile(r"(?<=\{)n (?=\w)")


def of_all(loss: str, settings: Mapping[str, Any], count: int) -> str:
    """The formula of several losses that are reduced to one number, given that of one.

    Args:
        count: the number of losses.
    """
    how = settings.get("reduction")
    if how not in ("mean", "sum") or count < 2:
        return loss
    sign, term = ("-" if loss.startswith("-") else ""), loss.removeprefix("-")
    if {"+", "-"} & set(outer_tokens(term)):
        sign, term = "", rf"\left({loss}\right)"
    share = r"\frac{1}{n} " if how == "mean" else ""
    return rf"{sign}{share}\sum {term}"


def rule_of(rule: Rule, settings: Mapping[str, Any]) -> Rule:
    """A rule without the count of the mean, where there is none."""
    if settings.get("reduction") not in ("sum", "none"):
        return rule
    return rule._replace(slope=_of_each(rule.slope), sends=_of_each(rule.sends))


def _of_each(latex: str) -> str:
    """A formula for the mean as one for each loss by itself."""

    def numerator(share: re.Match[str]) -> str:
        return f"{share[1]} " if share[1] not in (None, "1") else ""

    return _FACTOR.sub("", _SHARE.sub(numerator, latex)).strip()


def removed_dimensions(shape: Shape, settings: Mapping[str, Any]) -> tuple[int, ...]:
    """The dimensions of an input that its reduction removed, if it did not remove all of them."""
    dims = settings.get("dim")
    if settings.get("keepdim", True) or dims is None:
        return ()
    chosen = {dim % max(len(shape), 1) for dim in ((dims,) if isinstance(dims, int) else dims)}
    return () if len(chosen) in (0, len(shape)) else tuple(sorted(chosen))


def with_dimensions(shape: Shape, dims: tuple[int, ...]) -> Shape:
    """A shape with removed dimensions again, of length 1."""
    for dim in dims:
        shape = (*shape[:dim], 1, *shape[dim:])
    return shape
