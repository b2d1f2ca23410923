"""What a node saved, as scripts ask for it: ``y.grad_fn._saved_self``.

Source: the attributes of nodes in PyTorch 2.13; for its names of parameters ours are taken where it
has others than ``self``, ``other`` and ``result``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.saving_hooks import Pack, Packed, SavedTensor, Unpack

if TYPE_CHECKING:
    from engine.node import Node

_PLACES = {"self": 0, "other": 1, "result": ~0}


class Saved:
    """An attribute of nodes: what was saved under a name.

    A ``__getattr__`` would slow down every other attribute.
    """

    __slots__ = ("_is_raw", "_name")

    def __init__(self, name: str, is_raw: bool) -> None:
        self._name, self._is_raw = name, is_raw

    @classmethod
    @cache
    def pair(cls, name: str) -> tuple[Saved, Saved]:
        """The attributes for a tensor, and for what can be asked to pack it."""
        return cls(name, is_raw=False), cls(name, is_raw=True)

    @classmethod
    def named(cls, names: Iterable[str]) -> dict[str, Saved]:
        """The attributes of a class of nodes, by their names."""
        members = {}
        for name in names:
            members[f"_saved_{name}"], members[f"_raw_saved_{name}"] = cls.pair(name)
        return members

    def __get__(self, node: Node | None, owner: type) -> Any:
        """What a node saved.

        Raises:
            AttributeError: nothing under that name.
            RuntimeError: it was freed, or has changed since.
        """
        if node is None:
            return self
        plan, name, at = node.plan, self._name, _place(node, self._name)
        if at is not None:
            return _raw(node, at) if self._is_raw else _tensor(node, at)
        if name in plan.settings and node.details is not None and not self._is_raw:
            return node.details.known[plan.settings.index(name) - len(plan.settings)]
        prefix = "_raw_saved_" if self._is_raw else "_saved_"
        raise AttributeError(f"'{type(node).__name__}' object has no attribute '{prefix}{name}'")


def _place(node: Node, wanted: str) -> int | None:
    """Where among what a node saves something is that is called so."""
    if wanted in node.plan.saved:
        return node.plan.saved.index(wanted)
    position = _PLACES.get(wanted)
    return node.plan.positions.index(position) if position in node.plan.positions else None


def _tensor(node: Node, at: int) -> Any:
    node.check_versions()
    saved = node.saved_values[at]
    if isinstance(saved, Packed):
        return saved.rejoined(node)
    return node.as_tensor(node.plan.positions[at], saved)


def _raw(node: Node, at: int) -> SavedTensor:
    def repack(pack: Pack, unpack: Unpack) -> None:
        node.pack_one(at, _tensor(node, at), pack, unpack)

    return SavedTensor(repack)
