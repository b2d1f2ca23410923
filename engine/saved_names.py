"""What a node saved, as scripts ask for it: ``y.grad_fn._saved_self``.

Source: the attributes of nodes in PyTorch 2.13; for its names of parameters ours are taken where it
has others than ``self``, ``other`` and ``result``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.saving_hooks import Pack, Packed, SavedTensor, Unpack

if TYPE_CHECKING:
    from engine.node import Node

_PLACES = {"self": 0, "other": 1, "result": ~0}


def saved_by_name(node: Node, name: str) -> Any:
    """A saved tensor by ``_saved_`` and its name, or ``_raw_saved_``; also a setting.

    Raises:
        AttributeError: nothing was saved under that name.
        RuntimeError: it was freed, or has changed since.
    """
    is_raw = name.startswith("_raw_saved_")
    wanted = name.removeprefix("_raw" if is_raw else "").removeprefix("_saved_")
    if wanted != name:
        plan, at = node.plan, _place(node, wanted)
        if at is not None:
            return _raw(node, at) if is_raw else _tensor(node, at)
        if wanted in plan.settings and node.details is not None and not is_raw:
            return node.details.known[plan.settings.index(wanted) - len(plan.settings)]
    raise AttributeError(f"'{type(node).__name__}' object has no attribute '{name}'")


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
