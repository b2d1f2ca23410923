"""Custom operations with a backward of their own.

Source: torch.autograd.Function, PyTorch 2.13.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from engine import grad_mode
from engine.functions.function_calls import bound, named_in_order
from engine.functions.function_ctx import FunctionCtx
from engine.functions.function_node import FunctionNode
from engine.functions.function_outputs import FunctionOutputs
from engine.nodes.function_base import FunctionBase
from engine.script_warnings import warn
from engine.tensor import Tensor


class Function:
    """Base class of custom operations, with a static ``forward`` and ``backward``."""

    _backward_cls: type[BackwardCFunction]

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls._backward_cls = backward_cls_of(cls, f"{cls.__name__}Backward")

    @staticmethod
    def forward(*_: Any, **__: Any) -> Any:
        """Compute the outputs; to be overridden.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    setup_context: Callable[..., None] | None = None
    """``setup_context(ctx, inputs, output)``: if defined, ``forward`` takes no ctx."""

    @staticmethod
    def backward(ctx: Any, *_: Any) -> Any:
        """Compute the gradients of the arguments from those of the outputs; to be overridden.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom "
            "autograd.Function to use it with backward mode AD."
        )

    vjp = backward
    """An alias under which backward may be defined."""

    @staticmethod
    def jvp(ctx: Any, *_: Any) -> Any:
        """Compute the tangents of the outputs from those of the arguments; to be overridden.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with "
            "forward mode AD."
        )

    def __init__(self, *_: Any, **__: Any) -> None:
        warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all "
            "static, so you should invoke them on the class itself. Instantiating an autograd "
            "function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
        )

    def __call__(self, *_: Any) -> Any:
        """Not supported: functions are called by ``apply``.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use "
            "new-style autograd function with static forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    clear_saved_tensors_on_access = False
    """Whether a node frees its saved tensors when its backward first reads them."""

    generate_vmap_rule = False
    """Whether ``torch.vmap`` may call forward unchanged."""

    @staticmethod
    def vmap(info: Any, in_dims: Any, *_: Any) -> Any:
        """Compute the outputs for a batch of arguments; to be overridden.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError(
            "To use autograd.Function with vmap, you must either override the vmap staticmethod or "
            "set generate_vmap_rule=True."
        )

    @classmethod
    def apply(cls, *arguments: Any, **named: Any) -> Any:
        """Run forward untaped, and make the ``ctx`` the grad_fn of its outputs.

        Raises:
            TypeError: the arguments do not fit forward.
            RuntimeError: as ``_check_transforms``, and where forward misused the ``ctx``.
        """
        transforms = grad_mode.current_modes().transforms
        batch = None if cls.vmap is Function.vmap else grad_mode.current_modes().batch
        if transforms:
            _check_transforms(cls)
        if cls.setup_context is not None:
            arguments = bound(cls.forward, arguments, named)
        elif named:
            arguments = named_in_order(cls.forward, arguments, named)
        if batch is not None and transforms[-1] == "vmap":
            return batch.applied(cls, arguments)
        is_taped = grad_mode.current_modes().enabled and any(
            isinstance(each, Tensor) and each.requires_grad for each in arguments
        )
        node = cls._backward_cls._node_type(arguments)
        ctx = node.shown
        duals = grad_mode.current_modes().forward
        tangents = None if duals is None else duals.tangents_of(arguments)
        with grad_mode.set_grad_enabled(False):
            if cls.setup_context is None:
                returned = cls.forward(ctx, *arguments)
            else:
                if batch is not None:
                    returned = batch.applied(cls, arguments)
                else:
                    with _plain_tensors(cls):
                        returned = cls.forward(*arguments)
                cls.setup_context(ctx, arguments, returned)
        is_tuple = isinstance(returned, tuple)
        outputs = returned if is_tuple else (returned,)
        wrapped = FunctionOutputs(cls.__name__, node, arguments, is_taped).wrapped(outputs)
        if tangents is not None:
            wrapped = duals.carried(node, arguments, tangents, wrapped)
        node.saved_for_forward = None
        return wrapped if is_tuple else wrapped[0]


class BackwardCFunction(FunctionBase, FunctionCtx):
    """What the grad_fns of custom functions are, whatever these are called.

    Attributes:
        _forward_cls: the custom function.
        _node_type: the class of its nodes.
    """

    __module__ = "torch.autograd.function"
    _forward_cls: type[Function]
    _node_type: type[FunctionNode]

    def apply(self, *gradients: Any) -> Any:
        """Call the script's ``backward``, or ``vjp``.

        Raises:
            RuntimeError: the script defines both.
        """
        backward, vjp = self._forward_cls.backward, self._forward_cls.vjp
        if vjp is Function.vjp:
            return backward(self, *gradients)
        if backward is not Function.backward:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You "
                "should only implement one of them."
            )
        return vjp(self, *gradients)

    def apply_jvp(self, *tangents: Any) -> Any:
        """Call the script's ``jvp``."""
        return self._forward_cls.jvp(self, *tangents)


def backward_cls_of(
    function: type[Function], name: str, node_base: type[FunctionNode] = FunctionNode
) -> type[BackwardCFunction]:
    """The class of the ``ctx`` of a custom function, with that of its nodes.

    Args:
        function: the function.
        name: the name of both classes.
        node_base: the base of the class of its nodes.
    """
    own = {"__module__": "torch.autograd.function"}
    ctx_type: Any = type(name, (BackwardCFunction,), own | {"_forward_cls": function})
    ctx_type._node_type = type(name, (node_base,), own | {"ctx_type": ctx_type})
    made: type[BackwardCFunction] = ctx_type
    return made


Function._backward_cls = backward_cls_of(Function, "FunctionBackward")


_EXTENDING = "For more details, please see https://pytorch.org/docs/main/notes/extending.func.html"


def _check_transforms(function: type[Function]) -> None:
    """Check that the function can be applied inside the active ``torch.func`` transforms.

    Raises:
        RuntimeError: it has no ``setup_context``, or cannot be vmapped.
        NotImplementedError: it has no ``jvp`` for forward mode.
    """
    if function.setup_context is None:
        raise RuntimeError(
            "In order to use an autograd.Function with functorch transforms (vmap, grad, jvp, "
            f"jacrev, ...), it must override the setup_context staticmethod. {_EXTENDING}"
        )
    transforms = grad_mode.current_modes().transforms
    if "vmap" in transforms or "jacfwd" in transforms:
        _check_batching(function)
    is_forward = "jvp" in transforms or "jacfwd" in transforms
    if is_forward and function.jvp is Function.jvp:
        function.jvp(None)


def _plain_tensors(function: type[Function]) -> contextlib.AbstractContextManager[None]:
    """Where forward runs: PyTorch takes the transforms off its arguments.

    It leaves ``vmap`` on them for functions that leave batches to it.
    """
    transforms = grad_mode.current_modes().transforms
    if not transforms or (function.generate_vmap_rule and "vmap" in transforms):
        return contextlib.nullcontext()
    return grad_mode.below_transforms()


def _check_batching(function: type[Function]) -> None:
    overrides, generates = function.vmap is not Function.vmap, function.generate_vmap_rule
    if overrides and generates:
        raise RuntimeError(
            f"You tried to vmap over {function.__name__}, but it has both generate_vmap_rule=True "
            "and an overridden vmap staticmethod. Please set generate_vmap_rule=False or delete "
            f"the overridden vmap staticmethod to avoid ambiguity. {_EXTENDING}"
        )
    if not (overrides or generates):
        raise RuntimeError(
            f"You tried to vmap over {function.__name__}, but it does not have vmap support. "
            "Please override and implement the vmap staticmethod or set generate_vmap_rule=True. "
            f"{_EXTENDING}"
        )


class InplaceFunction(Function):
    """An older alias, for functions that overwrite their inputs."""

    __module__ = "torch.autograd.function"

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace
