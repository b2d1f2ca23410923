"""``torch.autograd.functional``: full Jacobians and Hessians, and products with them.

Source: torch.autograd.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import grad_mode
from engine.ops import create
from engine.ops.indexing import select
from engine.ops.shapes import joining, shape
from engine.passes import autograd
from engine.tensor import Tensor, wrap
from engine.torch.gradients.autograd_methods import requires_grad_
from engine.torch.gradients.functional_checks import (
    CONSTANT,
    HINT,
    INDEPENDENT,
    LINEAR,
    NO_SECOND,
    STRICT,
    check_forward_mode,
    check_vectorized,
    is_forward_mode,
    need_gradients,
    tensors_of,
)
from engine.torch.names.absent import missing as _missing
from engine.torch.routines import dimensions

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

Function = Callable[..., Any]


def _leaves(inputs: Sequence[Tensor], create_graph: bool) -> tuple[Tensor, ...]:
    """Inputs that require grad: detached, or with ``create_graph`` views of the given ones."""
    leaves = []
    for each in inputs:
        if create_graph and each.requires_grad:
            leaves.append(shape.view(each, shape=tuple(each.shape)))
        else:
            leaves.append(requires_grad_(shape.detach(each)))
    return tuple(leaves)


def _finished(values: Sequence[Tensor], is_tuple: bool, create_graph: bool) -> Any:
    kept = tuple(each if create_graph else shape.detach(each) for each in values)
    return kept if is_tuple else kept[0]


def _gradients(
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    vectors: Sequence[Tensor] | None,
    create_graph: bool,
    unlike: str | None = None,
) -> tuple[Tensor, ...]:
    """Gradients, with zeros for an input without one, or an error with the message ``unlike``.

    Raises:
        RuntimeError: an input has no gradient and there is a message, which names its index.
    """
    pairs = [
        (out, None if vectors is None else vectors[at])
        for at, out in enumerate(outputs)
        if out.requires_grad
    ]
    if not pairs and unlike is not None:
        raise RuntimeError(unlike.format(0))
    if not pairs:
        return tuple(wrap(np.zeros_like(np.asarray(each._data))) for each in inputs)
    found = autograd.grad(
        [out for out, _ in pairs],
        inputs,
        [vector for _, vector in pairs],
        retain_graph=True,
        create_graph=create_graph,
        allow_unused=True,
    )
    for at, gradient in enumerate(found):
        if gradient is None and unlike is not None:
            raise RuntimeError(unlike.format(at))
    return tuple(
        create.zeros_like(each) if gradient is None else gradient
        for gradient, each in zip(found, inputs, strict=True)
    )


def _vectors(
    v: Any, like: Sequence[Tensor], is_tuple: bool, what: str, function: str
) -> tuple[Tensor, ...]:
    """The vectors of a product, checked against their tensors.

    Raises:
        RuntimeError: the number or a shape does not match.
    """
    _, vectors = tensors_of(v, what, function)
    if len(vectors) != len(like) and not is_tuple:
        raise RuntimeError("The given v should contain a single Tensor.")
    if len(vectors) != len(like):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(vectors)}."
        )
    for at, (vector, each) in enumerate(zip(vectors, like)):
        if vector.shape != each.shape:
            prefix = f"Entry {at} in " if is_tuple else ""
            raise RuntimeError(
                f"{prefix}v has invalid size: should be {each.shape} but got {vector.shape}."
            )
    return vectors


def _default_vector(outputs: Sequence[Tensor], what: str) -> tuple[Tensor, ...]:
    if len(outputs) != 1 or outputs[0]._data.size != 1:
        raise RuntimeError(what)
    return (wrap(np.ones_like(np.asarray(outputs[0]._data))),)


def vjp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The outputs, and the vector-Jacobian product with ``v``.

    Raises:
        RuntimeError: no vector is given, but the output has several elements.
    """
    with grad_mode.enable_grad():
        is_tuple, given = tensors_of(inputs, "inputs", "vjp")
        leaves = _leaves(given, create_graph)
        many, outputs = tensors_of(func(*leaves), "outputs of the user-provided function", "vjp")
        need_gradients(outputs, CONSTANT, strict)
        if v is None:
            vectors = _default_vector(
                outputs,
                "The vector v can only be None if the user-provided function returns a single "
                "Tensor with a single element.",
            )
        else:
            vectors = _vectors(v, outputs, many, "v", "vjp")
        products = _gradients(
            outputs, leaves, vectors, create_graph, INDEPENDENT if strict else None
        )
        need_gradients(products, LINEAR, strict and create_graph)
    return _finished(outputs, many, create_graph), _finished(products, is_tuple, create_graph)


def _forward(
    outputs: Sequence[Tensor],
    leaves: Sequence[Tensor],
    vectors: Sequence[Tensor],
    again: bool,
    unlike: str | None = None,
) -> tuple[Tensor, ...]:
    """Jacobian-vector products, by differentiating vector-Jacobian products by their vectors."""
    dummies = [
        wrap(np.zeros_like(np.asarray(each._data)))._with_grad_required() for each in outputs
    ]
    backward = _gradients(outputs, leaves, dummies, True, unlike)
    return _gradients(backward, dummies, vectors, create_graph=again)


def jvp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The outputs, and the Jacobian-vector product with ``v``.

    Raises:
        RuntimeError: no vector is given, but the input has several elements.
    """
    with grad_mode.enable_grad():
        is_tuple, given = tensors_of(inputs, "inputs", "jvp")
        leaves = _leaves(given, create_graph)
        if v is None:
            vectors = _default_vector(
                leaves,
                "The vector v can only be None if the input to the user-provided function is a "
                "single Tensor with a single element.",
            )
        else:
            vectors = _vectors(v, leaves, is_tuple, "v", "jvp")
        many, outputs = tensors_of(func(*leaves), "outputs of the user-provided function", "jvp")
        need_gradients(outputs, CONSTANT, strict)
        products = _forward(outputs, leaves, vectors, create_graph, INDEPENDENT if strict else None)
        need_gradients(products, LINEAR, strict and create_graph)
    return _finished(outputs, many, create_graph), _finished(products, many, create_graph)


def jacobian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The Jacobian of every output with respect to every input.

    The strategy "forward-mode" gives the same, in lists if there are several.

    Raises:
        RuntimeError: strict and an output is independent of an input, or strict with ``vectorize``.
        NotImplementedError: "forward-mode" without ``vectorize``, or with ``create_graph``.
    """
    is_forward = is_forward_mode(strategy, HINT)
    if is_forward:
        check_forward_mode(strict, create_graph, vectorize)
    with grad_mode.enable_grad():
        is_tuple, given = tensors_of(inputs, "inputs", "jacobian")
        leaves = _leaves(given, create_graph)
        found = func(*leaves)
        many, outputs = tensors_of(found, "outputs of the user-provided function", "jacobian")
        need_gradients(outputs, CONSTANT, strict)
        check_vectorized(strict, vectorize)
        rows = [
            jacobian_rows(at, each, leaves, create_graph, strict) for at, each in enumerate(outputs)
        ]
    if is_forward and is_tuple:
        listed = [list(_finished(each, True, False)) for each in rows]
        return listed if many else listed[0]
    shaped = [_finished(each, is_tuple, create_graph) for each in rows]
    return tuple(shaped) if many else shaped[0]


def jacobian_rows(
    number: int, output: Tensor, leaves: Sequence[Tensor], create_graph: bool, strict: bool
) -> tuple[Tensor, ...]:
    """The Jacobian of one output with respect to each input."""
    unlike = None
    if strict:
        unlike = (
            f"Output {number} of the user-provided function is independent of input {{}}. {STRICT}."
        )
    flat = shape.view(output, shape=(output._data.size,))
    gradients = [
        _gradients([select.select(flat, dim=0, index=at)], leaves, None, create_graph, unlike)
        for at in range(output._data.size)
    ]
    for each in gradients:
        need_gradients(each, LINEAR, strict and create_graph)
    jacobians = []
    for place, leaf in enumerate(leaves):
        target = (*output.shape, *leaf.shape)
        if gradients:
            stacked = joining.stack(*(each[place] for each in gradients), dim=0)
            jacobians.append(shape.view(stacked, shape=target))
        else:
            jacobians.append(wrap(np.zeros(target, leaf._data.dtype)))
    return tuple(jacobians)


def _single(function: str, output: Any) -> Tensor:
    """The single element that a function must return.

    Raises:
        RuntimeError: it returned something else.
    """
    is_tuple, outputs = tensors_of(output, "outputs of the user-provided function", function)
    if is_tuple:
        raise RuntimeError(f"The function given to {function} should return a single Tensor")
    if outputs[0]._data.size != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {function} should contain a single "
            "element"
        )
    return outputs[0]


def hessian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The Hessian of a function with a single number as its result.

    Raises:
        RuntimeError: strict and an output is independent of an input, or strict with ``vectorize``.
        NotImplementedError: "forward-mode" without ``vectorize``, or with ``create_graph``.
    """
    is_forward_mode(outer_jacobian_strategy)
    is_tuple, given = tensors_of(inputs, "inputs", "hessian")

    def single(*points: Tensor) -> Tensor:
        output = _single("hessian", func(*points))
        need_gradients([output], CONSTANT, strict)
        return dimensions.squeeze(output)

    def slope(*points: Tensor) -> Any:
        gradients: tuple[Tensor, ...] = jacobian(single, points, create_graph=True)
        need_gradients(gradients, NO_SECOND, strict)
        return gradients

    found = jacobian(slope, given, create_graph, strict, vectorize, outer_jacobian_strategy)
    return found if is_tuple else found[0][0]


def hvp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The output, and the product of the Hessian with ``v``."""
    return _second_order("hvp", func, inputs, v, create_graph, strict, _forward)


def vhp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The output, and the product of ``v`` with the Hessian."""
    return _second_order("vhp", func, inputs, v, create_graph, strict, _gradients)


def _second_order(
    name: str,
    func: Function,
    inputs: Any,
    v: Any,
    create_graph: bool,
    strict: bool,
    multiply: Callable[..., tuple[Tensor, ...]],
) -> tuple[Any, Any]:
    with grad_mode.enable_grad():
        is_tuple, given = tensors_of(inputs, "inputs", name)
        leaves = _leaves(given, create_graph)
        vectors = _second_order_vector(v, leaves, is_tuple, name)
        output = _single(name, func(*leaves))
        need_gradients([output], CONSTANT, strict)
        slopes = _gradients([output], leaves, None, True, INDEPENDENT if strict else None)
        need_gradients(slopes, NO_SECOND, strict)
        products = multiply(slopes, leaves, vectors, create_graph)
    return _finished([output], False, create_graph), _finished(products, is_tuple, create_graph)


def _second_order_vector(
    v: Any, leaves: Sequence[Tensor], is_tuple: bool, function: str
) -> tuple[Tensor, ...]:
    if v is not None:
        return _vectors(v, leaves, is_tuple, "v", function)
    return _default_vector(
        leaves,
        "The vector v can only be None if the input to the user-provided function is a single "
        "Tensor with a single element.",
    )


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.autograd.functional", name, __all__)
