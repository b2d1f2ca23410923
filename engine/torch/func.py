"""The module ``torch.func``: functions transformed into their derivatives.

Source: torch.func, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from engine import grad_mode
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.gradients.capturing import enter
from engine.torch.gradients.func_jacobians import hessian, jacfwd, jacrev
from engine.torch.gradients.transforms import (
    ForwardLevel,
    Level,
    changes_along,
    check_dual_dtype,
    check_tensors,
    chosen,
    differentiating,
    parted,
    replaced,
    slopes,
)
from engine.torch.gradients.vmap import vmap
from engine.torch.names.absent import missing as _missing
from engine.torch.nn.stateless import functional_call, stack_module_state
from engine.torch.pytree import tree_leaves, tree_structure
from engine.torch.structures import mapped, outline, tensors_in

__all__ = [
    "functional_call",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "stack_module_state",
    "vjp",
    "vmap",
]

Function = Callable[..., Any]

_GRAD = "grad_and_value(f)(*args)"


def grad_and_value(func: Function, argnums: Any = 0, has_aux: bool = False) -> Function:
    """A function that returns the gradient of ``func`` and its value.

    Raises:
        RuntimeError: when called, a result that is not a scalar.
    """

    @wraps(func)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        places = chosen(args, argnums)
        level = Level()
        with differentiating(level):
            enter(args, kwargs)
            given = [level.entered(args[each]) for each in places]
            output = func(*replaced(args, places, given), **kwargs)
            value, aux = parted(_GRAD, output, has_aux)
            _check_value(value)
            found = slopes([value], level, None, level.is_joined([value]))
        by_input = {id(each): slope for each, slope in zip(level.inputs, found, strict=True)}
        by_place = level.left(mapped(lambda each: by_input[id(each)], tuple(given)))
        result = by_place[0] if isinstance(argnums, int) else by_place
        shown = level.left(value)
        return (result, (shown, level.left(aux))) if has_aux else (result, shown)

    return derivative


def _check_value(value: Any) -> None:
    if not isinstance(value, Tensor):
        raise RuntimeError(f"{_GRAD}: Expected f(*args) to return a Tensor, got {type(value)}")
    if value.ndim:
        raise RuntimeError(
            f"{_GRAD}: Expected f(*args) to return a scalar Tensor, got tensor with {value.ndim} "
            "dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
        )


def grad(func: Function, argnums: Any = 0, has_aux: bool = False) -> Function:
    """A function that returns the gradient of ``func``."""
    both = grad_and_value(func, argnums, has_aux)

    @wraps(func)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        slopes, value = both(*args, **kwargs)
        return (slopes, value[1]) if has_aux else slopes

    return derivative


def vjp(func: Function, *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """The outputs, and a function that computes vector-Jacobian products.

    Raises:
        RuntimeError: an output is not a tensor.
    """
    level = Level()
    with differentiating(level):
        given = level.entered(primals)
        output, aux = parted("vjp(f, *primals)", func(*given), has_aux)
    outputs = check_tensors("vjp(f, *primals)", output)
    is_joined = level.is_joined(outputs)

    def wrapper(cotangents: Any, retain_graph: bool = True, create_graph: Any = None) -> Any:
        if outline(cotangents) != outline(output):
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of "
                f"outputs to the function. cotangents: {outline(cotangents)}, primal output: "
                f"{outline(output)}"
            )
        vectors = tensors_in(cotangents)
        again = is_joined or any(each.requires_grad for each in vectors)
        found = slopes(outputs, level, vectors, again and grad_mode.current_modes().enabled)
        by_input = {id(each): slope for each, slope in zip(level.inputs, found, strict=True)}
        return level.left(mapped(lambda each: by_input[id(each)], given))

    wrapper.__qualname__ = "_vjp_with_argnums.<locals>.wrapper"  # as errors and print show it
    shown = level.left(output)
    return (shown, wrapper, level.left(aux)) if has_aux else (shown, wrapper)


_JVP = "jvp(f, primals, tangents)"


def jvp(
    func: Function,
    primals: tuple[Any, ...],
    tangents: tuple[Any, ...],
    *,
    strict: bool = False,
    has_aux: bool = False,
) -> tuple[Any, ...]:
    """The outputs, and the Jacobian-vector product with the tangents.

    Raises:
        RuntimeError: invalid tangents, or an output is not a tensor.
        ValueError: primals or tangents of integers.
    """
    if not isinstance(primals, tuple):
        raise RuntimeError(
            f"{_JVP}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals)."
        )
    _check_tangents(primals, tangents)
    level = ForwardLevel()
    with differentiating(level, not _require(primals)):
        entered = level.entered(primals)
        for each in tensors_in(tangents):
            check_dual_dtype("tangent", each)
        output, aux = parted(_JVP, func(*entered), has_aux)
    outputs = check_tensors(_JVP, output)
    if strict and not any(each.requires_grad for each in outputs):
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. "
            "This is not allowed with strict=True."
        )
    found = iter(changes_along(level, outputs)(tensors_in(tangents)))
    change = mapped(lambda _: next(found), output)
    shown = mapped(_primal, level.left(output))
    return (shown, change, level.left(aux)) if has_aux else (shown, change)


def _primal(output: Tensor) -> Tensor:
    primal: Tensor = shape.alias(output) if output.requires_grad else output
    return primal


def _require(primals: Any) -> bool:
    return any(each.requires_grad for each in tensors_in(primals))


def _check_tangents(primals: Any, tangents: Any) -> None:
    if tree_structure(primals) != tree_structure(tangents):
        raise RuntimeError(
            f"{_JVP}: Expected primals and tangents to have the same python structure. For "
            "example, if primals is a tuple of 3 tensors, tangents also must be. Got primals with "
            f"structure {tree_structure(primals)} and tangents with structure "
            f"{tree_structure(tangents)}"
        )
    if not tree_leaves(primals):
        raise RuntimeError(f"{_JVP}: Expected primals to contain at least one Tensor.")
    for name, given in (("primals", primals), ("tangents", tangents)):
        for each in tree_leaves(given):
            if not isinstance(each, Tensor):
                raise RuntimeError(
                    f"{_JVP}: Expected {name} to only contain Tensors, got {type(each)}"
                )
    for primal, tangent in zip(tensors_in(primals), tensors_in(tangents), strict=True):
        if primal.shape != tangent.shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the "
                "original Tensor, this is not supported. Tensor is of size "
                f"{list(primal.shape)} while the given forward gradient is of size "
                f"{list(tangent.shape)}."
            )


def linearize(func: Function, *primals: Any) -> tuple[Any, Function]:
    """The outputs, and a function that computes Jacobian-vector products.

    Raises:
        RuntimeError: an output is not a tensor.
        ValueError: primals of integers.
    """
    level = ForwardLevel()
    with differentiating(level, not _require(primals)):
        output = func(*level.entered(primals))
    along = changes_along(level, check_tensors("linearize(f, *primals)", output))

    def product(*tangents: Any) -> Any:
        _check_tangents(primals, tangents)
        found = iter(along(tensors_in(tangents)))
        return mapped(lambda _: next(found), output)

    return level.left(output), product


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.func", name, __all__)
