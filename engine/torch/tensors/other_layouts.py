"""Methods of tensors about other layouts and devices, which do not exist here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.ops.elementwise import combined
from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.naming import named
from engine.torch.tensors import memory_marks


def _lacking(name: str, layout: str) -> Callable[[Tensor], Tensor]:
    """A method that is only defined for tensors of another layout."""

    def method(tensor: Tensor) -> Tensor:
        raise RuntimeError(f"{name} expected sparse {layout}tensor layout but got Strided")

    return named(method, name, "Refuse: tensors are dense.\n\nRaises:\n    RuntimeError: always.")


_LAYOUTS = {
    "coordinate ": "coalesce indices is_coalesced",
    "row compressed ": "col_indices crow_indices",
    "column compressed ": "ccol_indices row_indices",
    "": "values",
}


def sparse_dim(tensor: Tensor) -> int:
    """The number of sparse dimensions: 0."""
    return 0


def dense_dim(tensor: Tensor) -> int:
    """The number of dense dimensions: all."""
    return tensor.ndim


def const_data_ptr(tensor: Tensor) -> int:
    """The address of the first element, for reading only."""
    return tensor._array().ctypes.data


def _elsewhere(name: str, message: str, kind: type[Exception]) -> Callable[..., Tensor]:
    """A method that moves a tensor to a device that does not exist here."""

    def method(tensor: Tensor, *_: Any, **__: Any) -> Tensor:
        raise kind(message)

    return named(
        method, name, "Refuse: there is no such device.\n\nRaises:\n    Exception: always."
    )


xpu = _elsewhere("xpu", "Torch not compiled with XPU enabled", AssertionError)
ipu = _elsewhere("ipu", "PyTorch is not linked with support for ipu devices", RuntimeError)


def reinforce(tensor: Tensor, reward: Any) -> None:
    """Refuse: it was removed from PyTorch.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError(
        "reinforce() was removed.\nUse torch.distributions instead.\nSee "
        "https://pytorch.org/docs/main/distributions.html\n\nInstead of:\n\nprobs = "
        "policy_network(state)\naction = probs.multinomial()\nnext_state, reward = "
        "env.step(action)\naction.reinforce(reward)\naction.backward()\n\nUse:\n\nprobs = "
        "policy_network(state)\n# NOTE: categorical is equivalent to what used to be called "
        "multinomial\nm = torch.distributions.Categorical(probs)\naction = m.sample()\n"
        "next_state, reward = env.step(action)\nloss = -m.log_prob(action) * reward\n"
        "loss.backward()\n"
    )


def _volatile(tensor: Tensor) -> bool:
    warn("volatile was removed (Variable.volatile is always False)")
    return False


def _name(tensor: Tensor) -> None:
    """None: named tensors are not supported."""


def map2_(tensor: Tensor, x: Tensor, y: Tensor, callable: Callable[..., Any]) -> Tensor:
    """Replace each element by a function of it and of those of two other tensors.

    Raises:
        RuntimeError: one of the tensors requires grad.
    """
    return memory_marks.replace_each("map2_", tensor, (x, y), callable)


def module_load(tensor: Tensor, other: Tensor, assign: bool = False) -> Tensor:
    """The tensor that replaces a module's member when a state dict is loaded."""
    require_tensors("module_load", other=other)
    return shape.detach(other if assign else combined.copy_from.apply_in_place(tensor, other))


METHODS: dict[str, Any] = {
    **{
        name: _lacking(name, layout) for layout, names in _LAYOUTS.items() for name in names.split()
    },
    **{
        each.__name__: each
        for each in (const_data_ptr, dense_dim, ipu, map2_, module_load, reinforce, sparse_dim, xpu)
    },
    "volatile": property(_volatile),
    "name": property(_name),
}
