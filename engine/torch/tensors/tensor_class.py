"""Adds the operators and methods to the Tensor class, when it is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import errors
from engine.tensor import Tensor
from engine.torch.calling.calls import called_from
from engine.torch.calling.refusals import refuse_in
from engine.torch.names.public_names import public_names
from engine.torch.tensors.tensor_methods import FUNCTIONS, METHODS

_CHECKED_BY_PYTHON = ("backward", "register_hook", "register_post_accumulate_grad_hook")
"""Methods for which PyTorch, too, raises Python's own errors for wrong arguments."""


def _not_writable(name: str) -> Callable[..., None]:
    """The error for assigning to or deleting a read-only attribute."""

    def refuse(tensor: Tensor, value: Any = None) -> None:
        raise AttributeError(f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable")

    return refuse


class _Lacking:
    """A name that PyTorch's tensors have and ours lack.

    A descriptor, because a ``__getattr__`` would slow down every other attribute.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, tensor: Tensor | None, owner: type[Tensor]) -> Any:
        names = [name for name, each in vars(owner).items() if not isinstance(each, _Lacking)]
        raise errors.missing("Tensor", self._name, names)


def _attach_methods() -> None:
    methods = {
        name: getattr(module, name) for module, names in FUNCTIONS.items() for name in names.split()
    }
    for name, method in (methods | METHODS).items():
        if name in _CHECKED_BY_PYTHON:
            method.__name__, method.__qualname__ = name, f"Tensor.{name}"
            setattr(Tensor, name, method)
        else:
            setattr(Tensor, name, called_from("torch.Tensor", name, method))


_NOT_DELETED = {
    "data": "Deleting tensor data is not allowed. Delete tensor instead!",
    "requires_grad": "requires_grad must be a bool",
}
"""PyTorch's errors for deleting attributes that can be assigned to."""


def _not_deleted(text: str) -> Callable[[Tensor], None]:
    def refuse(tensor: Tensor) -> None:
        raise RuntimeError(text)

    return refuse


def _protect_properties() -> None:
    for name, attribute in list(vars(Tensor).items()):
        if not isinstance(attribute, property):
            continue
        if name in _NOT_DELETED:
            setattr(Tensor, name, attribute.deleter(_not_deleted(_NOT_DELETED[name])))
        elif attribute.fset is None:
            refuse = _not_writable(name)
            setattr(Tensor, name, attribute.setter(refuse).deleter(refuse))


def _refuse_keywords() -> None:
    members = dict(vars(Tensor))
    refuse_in("torch.Tensor", members)
    for name, member in members.items():
        if member is not vars(Tensor)[name]:
            setattr(Tensor, name, member)


def _refuse_missing_names() -> None:
    for name in public_names()["torch.Tensor"]:
        if not hasattr(Tensor, name):
            setattr(Tensor, name, _Lacking(name))


_attach_methods()
_protect_properties()
_refuse_keywords()
_refuse_missing_names()
