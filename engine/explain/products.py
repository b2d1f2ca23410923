"""A vector-Jacobian product described by the shapes of its factors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.explain.latex import name_of, tokens
from engine.explain.reductions import with_dimensions
from engine.explain.shapes import Shape, summed_dimensions
from engine.nodes.plan import Rule

SLOPE = "slope"
"""Stands for a local derivative with several factors."""

_SCALE = r"\alpha "


class Factor(NamedTuple):
    """One factor of a product.

    Attributes:
        letter: the input, ``g`` for the gradient that arrived, ``y`` for the result, or SLOPE.
        is_transposed: whether rows and columns are exchanged.
        shape: its shape in the product.
        unsqueezed: the dimensions of length 1 that it got for the product.
    """

    letter: str
    is_transposed: bool
    shape: Shape
    unsqueezed: tuple[int, ...] = ()


class Product(NamedTuple):
    """The computation of a contribution.

    Attributes:
        letter: the input that receives it.
        factors: the factors; just the incoming gradient if unknown.
        operator: ``@`` or ``*``; empty if the gradient is not multiplied but moved or broadcast.
        is_whole: whether the contribution is just the product of the factors.
        is_negative: whether the product is negated.
        scale: a number by which it is multiplied as well.
        shape: the shape of the product.
        summed: the dimensions along which it is then summed, since the input was broadcast.
        final_shape: the shape of the contribution.
        is_of_several: whether it is made from the gradients of several outputs.
    """

    letter: str
    factors: tuple[Factor, ...]
    operator: str
    is_whole: bool
    is_negative: bool
    scale: float
    shape: Shape
    summed: tuple[int, ...]
    final_shape: Shape
    is_of_several: bool = False


def product_of(
    rule: Rule,
    letter: str,
    shapes: Mapping[str, Shape],
    sent: tuple[Shape, Shape],
    removed: tuple[int, ...] = (),
    scale: float = 1,
) -> Product:
    r"""The product that a rule computes, read from its formula.

    Args:
        rule: the rule.
        letter: the input that receives the product.
        shapes: those of the inputs, of ``y`` and ``g``, if they are tensors.
        sent: the shape of the product, and that of the contribution.
        removed: the dimensions of the input that ``y`` and ``g`` do not have.
        scale: the value of ``\alpha``.
    """
    shape, final_shape = sent
    arrived = Factor("g", False, shapes["g"])
    factors: tuple[Factor, ...] = (arrived,)
    operator, is_whole, is_negative = "", True, False
    if rule.slope:
        is_negative, scale = rule.slope.startswith("-1"), 1
        if rule.slope not in ("1", "-1"):
            operator = "*"
            arrived = Factor("g", False, with_dimensions(shapes["g"], removed), removed)
            factors = (arrived, _slope(rule.slope, shapes, arrived.shape, shape))
    else:
        found = _matrices(rule.sends, shapes)
        is_whole = found is not None
        scale = scale if _SCALE in rule.sends else 1
        if found is not None:
            factors, operator = found, _operator(found)
            is_negative = rule.sends.startswith("-")
    summed = summed_dimensions(shape, final_shape)
    return Product(
        letter, factors, operator, is_whole, is_negative, scale, shape, summed, final_shape
    )


def _slope(slope: str, shapes: Mapping[str, Shape], arrived: Shape, whole: Shape) -> Factor:
    """A local derivative; with the shape of the whole product if its own does not make that up."""
    if slope in shapes:
        return Factor(slope, False, shapes[slope])
    names = {name_of(token) for token in tokens(slope)} & set(shapes)
    try:
        shape = np.broadcast_shapes(*(shapes[name] for name in names))
        makes_up = np.broadcast_shapes(shape, arrived) == whole
    except ValueError:
        makes_up = False
    return Factor(SLOPE, False, shape if makes_up else whole)


def _operator(factors: tuple[Factor, ...]) -> str:
    """The operator between factors: numbers are no matrices."""
    if len(factors) == 1:
        return ""
    return "@" if all(factor.shape for factor in factors) else "*"


def _matrices(sends: str, shapes: Mapping[str, Shape]) -> tuple[Factor, ...] | None:
    """The matrices that a rule multiplies; None if it does anything else."""
    text = sends.removeprefix("-").replace(_SCALE, "")
    factors = []
    for part in text.split():
        letter, transposed, rest = part.partition(r"^{\mathsf{T}}")
        if letter not in shapes or rest:
            return None
        shape = shapes[letter]
        factors.append(
            Factor(letter, bool(transposed), _transposed(shape) if transposed else shape)
        )
    if len(factors) == 2 and len(factors[0].shape) == 1 and factors[1].is_transposed:
        factors[0] = factors[0]._replace(shape=(*factors[0].shape, 1))  # an outer product
    return tuple(factors)


def _transposed(shape: Shape) -> Shape:
    return (1, *shape) if len(shape) == 1 else (*shape[:-2], *shape[-2:][::-1])
