"""What a script imports as ``torch.func``: functions made into their derivatives.

Source: torch.func, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import autograd, grad_mode
from engine.errors import missing as _missing
from engine.ops import create, shape
from engine.tensor import Tensor
from engine.torch import autograd_functional
from engine.torch.nn.stateless import functional_call, stack_module_state
from engine.torch.structures import mapped, tensors_in
from engine.torch.vmap import vmap

__all__ = [
    "functional_call",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "stack_module_state",
    "vjp",
    "vmap",
]

Function = Callable[..., Any]


def _chosen(args: tuple[Any, ...], argnums: Any) -> tuple[int, ...]:
    places = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    for each in places:
        if not -len(args) <= each < len(args):
            raise RuntimeError(f"Got argnum={each}, but only {len(args)} positional inputs")
    return tuple(each % len(args) for each in places)


def _fresh(tensor: Tensor) -> Tensor:
    """The tensor as an input of its own; within another derivative still joined to it."""
    if tensor.requires_grad:
        return shape.view(tensor, shape=tuple(tensor.shape))
    return shape.detach(tensor).requires_grad_()


def grad_and_value(func: Function, argnums: Any = 0, has_aux: bool = False) -> Function:
    """A function that gives the gradient of ``func`` and its value.

    Raises:
        RuntimeError: when called, a result that is not one number.
    """

    def derivative(*args: Any, **kwargs: Any) -> Any:
        places = _chosen(args, argnums)
        is_nested = any(each.requires_grad for at in places for each in tensors_in(args[at]))
        with grad_mode.enable_grad():
            given = list(args)
            for each in places:
                given[each] = mapped(_fresh, args[each])
            output = func(*given, **kwargs)
            value, aux = output if has_aux else (output, None)
            if value.ndim:
                raise RuntimeError(
                    "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got "
                    f"tensor with {value.ndim} dims. Maybe you wanted to use the vjp or jacrev "
                    "APIs instead?"
                )
            inputs = [each for at in places for each in tensors_in(given[at])]
            if value.requires_grad:
                found = autograd.grad(
                    value,
                    inputs,
                    create_graph=is_nested,
                    retain_graph=is_nested or None,
                    allow_unused=True,
                )
            else:
                found = (None,) * len(inputs)
        by_input = {
            id(each): create.zeros_like(each) if slope is None else slope
            for slope, each in zip(found, inputs, strict=True)
        }
        slopes = tuple(mapped(lambda each: by_input[id(each)], given[at]) for at in places)
        result = slopes[0] if isinstance(argnums, int) else slopes
        shown = value if is_nested else shape.detach(value)
        return (result, (shown, aux)) if has_aux else (result, shown)

    return derivative


def grad(func: Function, argnums: Any = 0, has_aux: bool = False) -> Function:
    """A function that gives the gradient of ``func``."""
    both = grad_and_value(func, argnums, has_aux)

    def derivative(*args: Any, **kwargs: Any) -> Any:
        slopes, value = both(*args, **kwargs)
        return (slopes, value[1]) if has_aux else slopes

    return derivative


def jacrev(func: Function, argnums: Any = 0) -> Function:
    """A function that gives the Jacobian of ``func``."""

    def derivative(*args: Any) -> Any:
        places = _chosen(args, argnums)
        is_nested = any(args[each].requires_grad for each in places)

        def of_chosen(*inputs: Tensor) -> Any:
            given = list(args)
            for place, each in zip(places, inputs):
                given[place] = each
            return func(*given)

        inputs = tuple(args[each] for each in places)
        single = isinstance(argnums, int)
        return autograd_functional.jacobian(
            of_chosen, inputs[0] if single else inputs, create_graph=is_nested
        )

    return derivative


jacfwd = jacrev


def hessian(func: Function, argnums: Any = 0) -> Function:
    """A function that gives the second derivatives of ``func``."""
    return jacrev(jacrev(func, argnums), argnums)


def vjp(func: Function, *primals: Tensor) -> tuple[Any, Function]:
    """The outputs, and a function that gives vector-Jacobian products."""
    with grad_mode.enable_grad():
        inputs = tuple(_fresh(each) for each in primals)
        output = func(*inputs)
    is_nested = any(each.requires_grad for each in primals)

    def product(*vectors: Tensor) -> tuple[Any, ...]:
        outputs = output if isinstance(output, tuple) else (output,)
        found = autograd.grad(
            outputs, inputs, vectors, retain_graph=True, create_graph=is_nested, allow_unused=True
        )
        return tuple(
            create.zeros_like(each) if slope is None else slope
            for slope, each in zip(found, inputs, strict=True)
        )

    shown = output if is_nested or isinstance(output, tuple) else shape.detach(output)
    return shown, product


def jvp(func: Function, primals: tuple[Tensor, ...], tangents: tuple[Tensor, ...]) -> Any:
    """The outputs, and their change along tangents."""
    return autograd_functional.jvp(func, tuple(primals), tuple(tangents))


def __getattr__(name: str) -> Any:
    """Called for names that the namespace does not have.

    Raises:
        MissingOperationError: always, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.func", name, __all__)
