"""``torch.einsum``: sums of products by the letters of dimensions, taken apart as PyTorch does it.

Operands get all dimensions in one order, the results' first; then pairs of them are multiplied as
batches of matrices, which sums over what both have and nobody needs later.

Source: aten/src/ATen/native/Linear.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

from engine.errors import type_name
from engine.ops.elementwise import arithmetic
from engine.ops.reductions import reduce
from engine.ops.shapes import layout, shape
from engine.registry import traced
from engine.tensor import Tensor
from engine.torch.matrices import products
from engine.torch.routines import dimensions, shapes

_ELLIPSIS = "..."


def einsum(*args: Any) -> Tensor:
    """``einsum("ij,jk->ik", a, b)``.

    Raises:
        RuntimeError: an equation that does not fit the operands.
        TypeError: an operand that is no tensor.
        ValueError: no operands.
    """
    equation, operands = _equation(args)
    for at, each in enumerate(operands):
        if not isinstance(each, Tensor):
            raise TypeError(
                f"expected Tensor as element {at} in argument 1, but got {type_name(each)}"
            )
    labels, given = _terms(equation)
    if len(labels) != len(operands):
        more = "more" if len(labels) < len(operands) else "fewer"
        raise RuntimeError(
            f"einsum(): {more} operands were provided than specified in the equation"
        )
    _check_ranks(labels, operands)
    hidden = max(
        (each.ndim - len(ls) + 1 for ls, each in zip(labels, operands) if _ELLIPSIS in ls),
        default=0,
    )
    result = _implicit(labels) if given is None else _labels(given, "output")
    _check_result(result, labels)
    order = _order(result, labels, hidden)
    kept = sum(hidden if each == _ELLIPSIS else 1 for each in result)
    _check_extents(labels, operands)
    aligned = [_aligned(each, ls, order, hidden) for ls, each in zip(labels, operands)]
    return _contracted(aligned, kept)


def _equation(args: tuple[Any, ...]) -> tuple[str, list[Tensor]]:
    """The equation and the operands, also from lists of numbers after each operand."""
    if not args:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one "
            "operand and its subscripts list"
        )
    if isinstance(args[0], str):
        operands = args[1:]
        if len(operands) == 1 and isinstance(operands[0], list | tuple):
            operands = tuple(operands[0])
        if not operands:
            raise ValueError(
                "einsum(): must specify the equation string and at least one operand, or at least "
                "one operand and its subscripts list"
            )
        return args[0], list(operands)
    if not isinstance(args[0], Tensor):
        raise TypeError(
            f"einsum(): argument 'equation' (position 1) must be str, not {type_name(args[0])}"
        )
    pairs = args[: len(args) // 2 * 2]
    equation = ",".join(_letters(each) for each in pairs[1::2])
    if len(args) % 2:
        equation += "->" + _letters(args[-1])
    return equation, list(pairs[::2])


@lru_cache(256)
def _terms(equation: str) -> tuple[list[list[str]], str | None]:
    """The letters of each operand, and the term of the result; None where there is no arrow.

    Raises:
        RuntimeError: as ``_labels``.
    """
    left, arrow, right = equation.replace(" ", "").partition("->")
    labels = [_labels(each, f"operand {at}") for at, each in enumerate(left.split(","))]
    return labels, right if arrow else None


def _letters(subscripts: Any) -> str:
    letters = (
        chr(ord("A") + n if n < 26 else ord("a") + n - 26) if n is not Ellipsis else "..."
        for n in subscripts
    )
    return "".join(letters)


def _labels(term: str, whose: str) -> list[str]:
    """The letters of an operand, or of the output; the ellipsis counts as one of them.

    Raises:
        RuntimeError: other characters, or other dots.
    """
    before, dots, after = term.partition("...")
    labels = [*before, *([_ELLIPSIS] if dots else []), *after]
    is_output = whose == "output"
    for at, each in enumerate(labels):
        if each == "." and _ELLIPSIS in labels[:at]:
            found = "but an ellipsis (...)" if is_output else "for which an ellipsis"
            raise RuntimeError(f"einsum(): found '.' for {whose} {found} was already found")
        if each == ".":
            shown = " (...)" if is_output else ""
            raise RuntimeError(
                f"einsum(): found '.' for {whose} that is not part of any ellipsis{shown}"
            )
        if each != _ELLIPSIS and not each.isalpha():
            raise RuntimeError(
                f"einsum(): invalid subscript given at index {term.index(each)} in the equation "
                "string, subscripts must be in [a-zA-Z]"
            )
    return labels


def _check_ranks(labels: list[list[str]], operands: list[Tensor]) -> None:
    for at, (ls, each) in enumerate(zip(labels, operands)):
        named = len([label for label in ls if label != _ELLIPSIS])
        if (_ELLIPSIS in ls and named > each.ndim) or (_ELLIPSIS not in ls and named != each.ndim):
            more = "more " if _ELLIPSIS in ls else ""
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({named}) "
                f"{'is more than' if more else 'does not match'} the number of dimensions "
                f"({each.ndim}) for operand {at}" + ("" if more else " and no ellipsis was given")
            )


def _implicit(labels: list[list[str]]) -> list[str]:
    """The result where the equation gives none: what comes once, in alphabetical order."""
    given = [label for ls in labels for label in ls]
    once = sorted(label for label in set(given) if given.count(label) == 1 and label != _ELLIPSIS)
    return [*([_ELLIPSIS] if _ELLIPSIS in given else []), *once]


def _check_result(result: list[str], labels: list[list[str]]) -> None:
    given = {label for ls in labels for label in ls}
    for label in result:
        if result.count(label) > 1:
            raise RuntimeError(
                f"einsum(): output subscript {label} appears more than once in the output"
            )
        if label not in given and label != _ELLIPSIS:
            raise RuntimeError(
                f"einsum(): output subscript {label} does not appear in the equation for any input "
                "operand"
            )


def _order(result: list[str], labels: list[list[str]], hidden: int) -> dict[str, int]:
    """The place of each letter among all dimensions: the result's first, then those summed over."""
    places: dict[str, int] = {}
    at = 0
    given = {label for ls in labels for label in ls}
    summed = sorted(given - set(result) - {_ELLIPSIS})
    rest = [_ELLIPSIS] if _ELLIPSIS in given and _ELLIPSIS not in result else []
    for label in [*result, *rest, *summed]:
        places[label] = at
        at += hidden if label == _ELLIPSIS else 1
    places["all"] = at
    return places


def _aligned(operand: Tensor, labels: list[str], order: dict[str, int], hidden: int) -> Tensor:
    """An operand with all dimensions in their order, those that it lacks with extent 1."""
    places: list[int] = [-1] * order["all"]
    seen: dict[str, int] = {}
    dim = 0
    for label in labels:
        if label == _ELLIPSIS:
            own = operand.ndim - dim - (len(labels) - labels.index(_ELLIPSIS) - 1)
            for k in range(own):
                places[order[label] + hidden - own + k] = dim
                dim += 1
        elif label in seen:
            diagonal = layout.diagonal(operand, offset=0, dim1=seen[label], dim2=dim)
            operand = dimensions.movedim(diagonal, -1, seen[label])
        else:
            seen[label] = places[order[label]] = dim
            dim += 1
    for at, place in enumerate(places):
        if place == -1:
            operand = shape.unsqueeze(operand, dim=dim)
            places[at] = dim
            dim += 1
    return shape.permute(operand, dims=tuple(places))


def _check_extents(labels: list[list[str]], operands: list[Tensor]) -> None:
    seen: dict[str, int] = {}
    for at, (ls, each) in enumerate(zip(labels, operands)):
        named = [label for label in ls if label != _ELLIPSIS]
        before = ls.index(_ELLIPSIS) if _ELLIPSIS in ls else len(ls)
        of_each: tuple[int, ...] = each._data.shape
        extents = [*of_each[:before], *of_each[each.ndim - (len(named) - before) :]]
        own: dict[str, int] = {}
        for label, extent in zip(named, extents):
            if own.setdefault(label, extent) != extent:
                raise RuntimeError(
                    f"einsum(): subscript {label} is repeated for operand {at} but the sizes "
                    f"don't match, {extent} != {own[label]}"
                )
            if seen.setdefault(label, extent) != extent and extent != 1:
                if seen[label] != 1:
                    raise RuntimeError(
                        f"einsum(): subscript {label} has size {extent} for operand {at} which "
                        f"does not broadcast with previously seen size {seen[label]}"
                    )
                seen[label] = extent


def _contracted(operands: list[Tensor], kept: int) -> Tensor:
    everything = operands[0].ndim
    counts = [
        sum([extent != 1 for extent in of_dim])
        for of_dim in zip(*[each._data.shape for each in operands])
    ]
    many = len(operands) > 1
    while len(operands) > 1:
        a, b, *rest = operands
        both: list[int] = []
        alone: tuple[list[int], list[int]] = ([], [])
        of_a, of_b = a._data.shape, b._data.shape
        for dim in range(kept, everything):
            in_a, in_b = of_a[dim] != 1, of_b[dim] != 1
            if in_a and in_b:
                counts[dim] -= 1
                if counts[dim] == 1:
                    both.append(dim)
                    counts[dim] = 0
            elif counts[dim] == 1 and (in_a or in_b):
                alone[0 if in_a else 1].append(dim)
                counts[dim] = 0
        if alone[0]:
            a = reduce.sum_dims(a, dim=tuple(alone[0]), keepdim=True)
        if alone[1]:
            b = reduce.sum_dims(b, dim=tuple(alone[1]), keepdim=True)
        operands = [_pair(a, b, both), *rest]
    (result,) = operands
    if everything == kept:
        return result
    if many:
        return shapes.view(result, list(result.shape[:kept]))
    return reduce.sum_dims(result, dim=tuple(range(kept, everything)), keepdim=False)


def _pair(a: Tensor, b: Tensor, summed: list[int]) -> Tensor:
    """The product of two operands, summed over some dimensions, which stay with extent 1."""
    if not summed:
        return arithmetic.mul(a, b)
    of_a, of_b = a._data.shape, b._data.shape
    rest = [dim for dim in range(len(of_a)) if dim not in summed]
    common = [d for d in rest if of_a[d] != 1 and of_b[d] != 1]
    only_a = [d for d in rest if of_a[d] != 1 and of_b[d] == 1]
    only_b = [d for d in rest if of_a[d] == 1]
    batch, inner = prod(of_a[d] for d in common), prod(of_a[d] for d in summed)
    rows, columns = prod(of_a[d] for d in only_a), prod(of_b[d] for d in only_b)
    left = _matrices(a, (*common, *only_a, *summed, *only_b), (batch, rows, inner))
    right = _matrices(b, (*common, *summed, *only_b, *only_a), (batch, inner, columns))
    extents = [of_a[d] for d in common + only_a] + [1] * len(summed)
    extents += [of_b[d] for d in only_b]
    product = shape.view(products.bmm(left, right), shape=tuple(extents))
    order = common + only_a + summed + only_b
    return shape.permute(product, dims=tuple([order.index(dim) for dim in range(len(of_a))]))


def _matrices(operand: Tensor, order: tuple[int, ...], extents: tuple[int, ...]) -> Tensor:
    """An operand as a batch of matrices: its dimensions in another order, several as one."""
    matrices: Tensor = shape.reshaped(traced, shape.permute(operand, dims=order), extents)
    return matrices
