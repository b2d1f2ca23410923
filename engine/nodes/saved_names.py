"""The saved values of a node as its attributes: ``y.grad_fn._saved_self``.

Source: the attributes of nodes in PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import constants, dtypes, errors
from engine.hooks import public_names
from engine.nodes.names_in_pytorch import (
    COUNT,
    INDICES,
    SAVES_COUNT,
    SHAPE,
    always_kept,
    name_in_pytorch,
    value_in_pytorch,
)
from engine.nodes.saving_hooks import Pack, Packed, SavedTensor, Unpack, no_tensor
from engine.registry import traced
from engine.stand_in import StandIn
from engine.tensor import Array, Tensor, wrap

if TYPE_CHECKING:
    from engine.nodes.node import Node


class SavedName:
    """A descriptor for one saved tensor or setting of an operation's nodes.

    A ``__getattr__`` for all of them would slow down every other attribute.

    Args:
        name: PyTorch's name.
        is_raw: whether to return the ``SavedTensor`` instead, which a script can pack.
    """

    def __init__(self, name: str, is_raw: bool) -> None:
        self._name, self._is_raw = name, is_raw

    def __get__(self, node: Node | None, owner: type[Node]) -> Any:
        """The saved value; None if the node did not need to save it.

        Raises:
            AttributeError: the nodes of the operation save nothing under this name.
            RuntimeError: it was freed or modified in place.
        """
        if node is None:
            return self
        if (at := _place(node, self._name)) is not None:
            if self._name == INDICES and "indices" in _settings(node):
                return _all_indices(node, at, self._is_raw)
            return _raw(node, at) if self._is_raw else _tensor(node, at)
        known = _known(node)
        if self._name in known and not self._is_raw:
            return known[self._name]
        if self._name in _asked_for(node):
            return no_tensor() if self._is_raw else None
        name = f"{'_raw' if self._is_raw else ''}_saved_{self._name}"
        raise AttributeError(f"'{owner.__name__}' object has no attribute '{name}'")


class AlwaysSaved:
    """A descriptor for a value that all nodes of an operation save alike."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __get__(self, node: Node | None, owner: type[Node]) -> Any:
        return self if node is None else self._value


def saved_names(node_name: str, operation: str, names: Iterable[str]) -> dict[str, Any]:
    """The descriptors for the nodes of an operation.

    Args:
        node_name: PyTorch's name of the node.
        operation: the name of the operation.
        names: the names of its inputs, outputs and settings.
    """
    saved: dict[str, Any] = {}
    for name in names:
        for each in (name, f"{name}_shape"):
            if known := name_in_pytorch(operation, each):
                saved |= _both(known)
    always = always_kept(operation).items()
    if operation in SAVES_COUNT:
        saved |= _both(COUNT)
    saved |= {f"_saved_{name}": AlwaysSaved(value) for name, value in always}
    return saved | _cpp_name(node_name)


@cache
def _both(name: str) -> dict[str, SavedName]:
    """Both descriptors for a name, shared by all operations that have it."""
    return {
        f"_saved_{name}": SavedName(name, is_raw=False),
        f"_raw_saved_{name}": SavedName(name, is_raw=True),
    }


def _settings(node: Node) -> dict[str, Any]:
    """The shapes and settings that a node saves, by our names."""
    if node.details is None:
        return {}
    names = node.plan.known[len(node.plan.saved) :]
    return dict(zip(names, node.details.known, strict=True))


def _known(node: Node) -> dict[str, Any]:
    """The same by PyTorch's names, with the values as PyTorch saves them."""
    known = {}
    for name, value in _settings(node).items():
        if in_pytorch := name_in_pytorch(node.op.name, name):
            is_shape = in_pytorch.endswith(SHAPE)
            known[in_pytorch] = tuple(value) if is_shape else value_in_pytorch(name, value)
            if is_shape and node.op.name in SAVES_COUNT:
                known[COUNT] = math.prod(value)
    return known


def _place(node: Node, wanted: str) -> int | None:
    """The index in ``plan.saved`` of PyTorch's name; None where there is none."""
    for at, name in enumerate(node.plan.saved):
        if wanted == name_in_pytorch(node.op.name, name):
            return at
    return None


def _asked_for(node: Node) -> set[str]:
    """PyTorch's names of the operands that some rule asks for, needed here or not."""
    op = node.op
    names = {name for rule in op.rules.values() for name in rule.names}
    return {name_in_pytorch(op.name, name) for name in names if name in op.inputs}


def names_for_dir(node: Node, names: Iterable[str]) -> list[str]:
    """The names of a node's attributes that ``dir`` lists."""
    operation = node.op.name
    kept = {name_in_pytorch(operation, name) for name in node.plan.saved}
    asked = _asked_for(node)
    saved = kept | _known(node).keys() | always_kept(operation).keys() | asked
    has = {f"_saved_{each}" for each in saved} | {f"_raw_saved_{each}" for each in kept | asked}
    return public_names(names, has)


def _tensor(node: Node, at: int) -> Any:
    node.check_versions()
    saved = node.saved_values[at]
    if isinstance(saved, StandIn):
        return None
    if isinstance(saved, Packed):
        return saved.rejoined(node)
    value = node.as_tensor(node.plan.positions[at], saved)
    return wrap(_of_number(saved)) if isinstance(value, int | float | complex) else value


def _of_number(saved: Any) -> Array:
    """A Python number that was an operand, as PyTorch saves it: as float64 or int64.

    Digits that were lost by casting it to the other operand's dtype cannot be restored.
    """
    if saved.dtype.kind == "f" and not constants.was_whole(saved):
        return np.float64(str(saved))
    whole: Array = saved.astype(np.int64 if saved.dtype.kind == "f" else saved.dtype)
    return whole


def _raw(node: Node, at: int) -> SavedTensor:
    def repack(pack: Pack, unpack: Unpack) -> None:
        if node.saved is None:
            raise RuntimeError(errors.FREED_BEFORE_HOOKS)
        node.pack_one(at, _tensor(node, at), lambda tensor: pack(_detached(tensor)), unpack)

    def value() -> Any:
        if node.saved is None:
            return None
        saved = node.saved_values[at]
        if isinstance(saved, Packed) or node.plan.positions[at] >= 0:
            return saved if isinstance(saved, Packed) else _tensor(node, at)
        return _detached(_tensor(node, at))

    return SavedTensor(value, repack)


def _all_indices(node: Node, at: int, is_raw: bool) -> tuple[Any, ...]:
    """All indices that a node saved; only the first tensor, in ``at``, is an operand."""
    first = _tensor(node, at)
    arrays = _settings(node)["indices"]
    before = next(place for place, each in enumerate(arrays) if each is not None)
    taken = first.ndim if first.dtype is dtypes.bool else 1
    others = [each if each is None else wrap(each) for each in arrays[before + taken :]]
    indices = (*arrays[:before], first, *others)
    if not is_raw:
        return indices
    return tuple(_raw(node, at) if each is first else no_tensor() for each in indices)


def _detached(saved: Any) -> Any:
    return traced.detach(saved) if isinstance(saved, Tensor) else saved


_OF_CPP = ("CopyBackwards", "NotImplemented")
"""Nodes that PyTorch implements by hand in C++, whose ``name()`` is qualified."""


def _cpp_name(node_name: str) -> dict[str, Any]:
    """The method ``name`` of a node with a qualified C++ name."""
    if node_name not in _OF_CPP:
        return {}
    return {"name": lambda node: f"torch::autograd::{type(node).__name__}"}
