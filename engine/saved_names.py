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


class SavedName:
    """One saved tensor or setting as an attribute of the nodes of an operation.

    A ``__getattr__`` that looked for all of them would slow down every other attribute.
    """

    def __init__(self, name: str, is_raw: bool) -> None:
        self._name, self._is_raw = name, is_raw

    def __get__(self, node: Node | None, owner: type[Node]) -> Any:
        """What the node saved, or to pack it the ``SavedTensor``.

        Raises:
            AttributeError: nothing was saved under that name.
            RuntimeError: it was freed, or has changed since.
        """
        if node is None:
            return self
        plan, at = node.plan, _place(node, self._name)
        if at is not None:
            return _raw(node, at) if self._is_raw else _tensor(node, at)
        if self._name in plan.settings and node.details is not None and not self._is_raw:
            return node.details.known[plan.settings.index(self._name) - len(plan.settings)]
        name = f"{'_raw' if self._is_raw else ''}_saved_{self._name}"
        raise AttributeError(f"'{owner.__name__}' object has no attribute '{name}'")


def saved_names(names: Iterable[str]) -> dict[str, Any]:
    """The attributes of the nodes of an operation with inputs, outputs and settings called so."""
    saved: dict[str, Any] = {}
    for name in (*names, *_PLACES):
        saved |= _both(name)
    return saved


@cache
def _both(name: str) -> dict[str, SavedName]:
    """The attributes for a name, which serve the nodes of all operations that have it."""
    return {
        f"_saved_{name}": SavedName(name, is_raw=False),
        f"_raw_saved_{name}": SavedName(name, is_raw=True),
    }


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
