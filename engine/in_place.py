"""In-place writes to tensors in a graph: what is refused, and whose history changes."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

from engine import errors, grad_mode
from engine.copy_slices import CopySlices, Path
from engine.node import AnyNode
from engine.storage import Creation, View
from engine.strides import strides_of
from engine.tensor import Tensor


def refuse_operands(target: Tensor, operands: Sequence[Any]) -> bool:
    """Refuse a write that PyTorch refuses; return whether it will be taped.

    Raises:
        RuntimeError: as ``refuse``.
    """
    taped = grad_mode.here().enabled and any(
        isinstance(each, Tensor) and each.requires_grad for each in operands
    )
    if taped or target._extra is not None:
        refuse(target, taped)
    return taped


def refuse(target: Tensor, taped: bool) -> None:
    """Refuse a write that PyTorch refuses.

    Raises:
        RuntimeError: to a leaf that requires grad, a view of one, or a view that cannot take
            another history.
    """
    if not taped:
        return
    view = target._view
    if view is not None:
        refuse_rebase(target, view, is_indirect=False)
        if target.requires_grad and view.base._is_leaf:
            raise RuntimeError(errors.LEAF_VIEW_IN_PLACE)
    if target.requires_grad and target._is_leaf:
        raise RuntimeError(errors.LEAF_IN_PLACE)


def refuse_inference(target: Tensor) -> None:
    """Refuse, after the fact, a write outside inference mode to a tensor made inside it.

    Raises:
        RuntimeError: it was such a write.
    """
    if target.is_inference() and not grad_mode.here().inference:
        raise RuntimeError(errors.INFERENCE_IN_PLACE)


def refuse_rebase(target: Tensor, view: View, is_indirect: bool) -> None:
    """Refuse to give a view another history where that is ambiguous.

    Args:
        is_indirect: the base was written to, or another view of it.

    Raises:
        RuntimeError: it was made outside of grad mode, or as one of several views.
    """
    if view.creation == Creation.DEFAULT:
        return
    written = "its base or another view of its base has been" if is_indirect else "is being"
    node, mode = target._node, errors.VIEW_MODES.get(view.creation)
    if mode is not None or node is None:
        made = "A view was"
        if node is not None:
            output = f"Output {target.output_nr} of {errors.plain_name(node)}"
            made = f"{output} is a view of a view which was"
        made = f"{made} created in {mode or 'no_grad'} mode"
        outside = "in normal mode" if mode == "inference" else "with grad mode enabled"
        what = f"{made} and {written} modified inplace {outside}."
    else:
        output = f"Output {target.output_nr} of {errors.plain_name(node)}"
        what = f"{output} is a view and {written} modified inplace."
    raise RuntimeError(f"{what} {errors.VIEW_REASONS[view.creation]}")


def rebase(target: Tensor, node: AnyNode | None) -> None:
    """Make ``node`` the history of a tensor that was written to; of a view, that of its base."""
    view = target._view
    if view is None or node is None:
        set_history(target, node)
        return
    slices = CopySlices(view.base, node, path(view.base, target))
    set_history(view.base, slices)
    target.grad_fn  # noqa: B018 (makes it anew)


def set_history(tensor: Tensor, node: AnyNode | None) -> None:
    """Give a tensor another node; what keeps its gradient moves along."""
    older: Any = tensor._node
    output_nr = tensor.output_nr
    tensor._node = node  # type: ignore[assignment]
    if tensor._extra is None:
        return
    tensor._extra.output_nr, tensor._extra.is_one_of_several = 0, False
    if tensor._extra.retains_grad and node is not None:
        older.hooks.retained.pop(output_nr, None)
        node.own_hooks().retained[0] = weakref.ref(tensor)


def path(base: Tensor, view: Tensor) -> Path:
    """The operations that lead from a base to a view of it: mostly one, ``as_strided``."""
    whole, part = base._array(), view._array()
    size, stride = part.shape, strides_of(part)
    offset = (part.ctypes.data - whole.ctypes.data) // min(part.itemsize, whole.itemsize)
    own = strides_of(whole)
    before: Path = []
    after: Path = []
    if whole.itemsize > part.itemsize:
        before = [("view_as_real", {})]
        own = (*[2 * by for by in own], 1)
    elif part.itemsize > whole.itemsize:
        after = [("view_as_complex", {})]
        size, stride = (*size, 2), (*[2 * by for by in stride], 1)
    settings = {"size": size, "stride": stride, "offset": offset, "own": own}
    return [*before, ("as_strided", settings), *after]
