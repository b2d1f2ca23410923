"""In-place operations in a graph: which of them are refused, and which grad_fns they change."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

from engine import errors, grad_mode, operand_checks
from engine.nodes.any_node import AnyNode
from engine.nodes.copy_slices import CopySlices, Path
from engine.storage import Creation, View
from engine.strides import strides_of
from engine.tensor import Tensor, current_node


def refuse_operands(target: Tensor, operands: Sequence[Any]) -> bool:
    """Refuse an in-place operation where PyTorch does; return whether it will be taped.

    Raises:
        RuntimeError: as ``refuse``.
    """
    mode = grad_mode.current_modes()
    taped = mode.enabled and any(
        isinstance(each, Tensor) and each.requires_grad for each in operands
    )
    taped = taped and not operand_checks.are_apart(operands, target)
    taped = taped and not (mode.no_grad_requested and _is_left_alone(target, mode.forward))
    if taped:
        refuse(target)
    return taped


def _is_left_alone(target: Tensor, level: Any) -> bool:
    """Whether ``no_grad`` may change a tensor that forward mode tapes: a leaf that is no dual."""
    written = target if target._view is None else target._view.base
    is_dual = level is not None and any(each is written for each in level.inputs)
    return written.requires_grad and written._is_leaf and not is_dual


def refuse(target: Tensor) -> None:
    """Refuse a taped in-place write where PyTorch does.

    Raises:
        RuntimeError: the target is a leaf that requires grad or a view of one, or a view that
            cannot get another grad_fn.
    """
    view = target._view
    if view is not None:
        refuse_rebase(target, view, is_indirect=False)
        if target.requires_grad and view.base._is_leaf:
            raise RuntimeError(errors.LEAF_VIEW_IN_PLACE)
    if target.requires_grad and target._is_leaf:
        raise RuntimeError(errors.LEAF_IN_PLACE)


def counts_writes(tensor: Tensor) -> bool:
    """Whether a tensor has a version counter."""
    extra = tensor._extra
    return extra is None or not extra.is_inference or extra.counts_writes


def refuse_inference(target: Tensor) -> None:
    """Refuse, outside of inference mode, to have modified an inference tensor in place.

    Like PyTorch, this refuses only after the elements were written.

    Raises:
        RuntimeError: the tensor is an inference tensor.
    """
    if not (counts_writes(target) or grad_mode.current_modes().inference):
        raise RuntimeError(errors.INFERENCE_IN_PLACE)


def refuse_rebase(target: Tensor, view: View, is_indirect: bool) -> None:
    """Refuse to give a view a new grad_fn where PyTorch forbids it.

    Args:
        is_indirect: whether the write went to the base or to another view of it.

    Raises:
        RuntimeError: the view was made with grad mode off, as one of several outputs, or by a
            custom function.
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
    """Give a tensor that was overwritten its new grad_fn; for a view, its base gets one, too."""
    view = target._view
    if view is None or node is None:
        set_history(target, node)
        return
    slices = CopySlices(view.base, node, path(view.base, target))
    set_history(view.base, slices)
    current_node(target)  # which gives the view its new one


def set_history(tensor: Tensor, node: AnyNode | None) -> None:
    """Set a tensor's grad_fn; if the tensor retains its gradient, it continues to do so.

    Raises:
        RuntimeError: it retains its gradient but has no grad_fn, since ``detach_`` removed it.
    """
    older = tensor._node
    output_nr = tensor.output_nr
    tensor._node = node
    if tensor._extra is None:
        return
    tensor._extra.output_nr, tensor._extra.is_one_of_several = 0, False
    if tensor._extra.retains_grad and node is not None:
        if older is None:
            raise RuntimeError(errors.RETAINED_WITHOUT_GRAD_FN)
        older.ensure_hooks().retained.pop(output_nr, None)
        node.ensure_hooks().retained[0] = weakref.ref(tensor)


def path(base: Tensor, view: Tensor) -> Path:
    """The operations that lead from a base to one of its views: an ``as_strided``.

    If only one of them is complex, with ``view_as_real`` before or ``view_as_complex`` after it.
    """
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
