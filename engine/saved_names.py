"""What a node saved, as scripts ask for it: ``y.grad_fn._saved_self``.

Source: the attributes of nodes in PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.registry import traced
from engine.saving_hooks import Pack, Packed, SavedTensor, Unpack
from engine.stand_in import StandIn
from engine.tensor import Array, Tensor, wrap

if TYPE_CHECKING:
    from engine.node import Node

_FAMILIES: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("mm", "bmm"), {"b": "mat2"}),
    (("addmm",), {"a": "mat1", "b": "mat2"}),
    (("baddbmm", "addbmm"), {"a": "batch1", "b": "batch2"}),
    (("addmv",), {"a": "mat", "b": "vec"}),
    (("addr",), {"a": "vec1", "b": "vec2"}),
    (("addcmul", "addcdiv"), {"b": "tensor1", "c": "tensor2"}),
    (("mse_loss", "smooth_l1_loss", "huber_loss", "soft_margin_loss"), {"b": "target"}),
    (
        (
            "mse_loss_backward",
            "smooth_l1_loss_backward",
            "huber_loss_backward",
            "soft_margin_loss_backward",
        ),
        {"b": "target"},
    ),
    (("elu_backward", "elu_backward_of_result"), {"a": "self_or_result"}),
    (
        (
            "binary_cross_entropy",
            "binary_cross_entropy_backward",
            "binary_cross_entropy_with_logits",
        ),
        {"b": "target", "w": "weight", "p": "pos_weight"},
    ),
    (("nll_loss", "nll_loss2d"), {"w": "weight"}),
    (("batch_norm", "layer_norm"), {"a": "input", "b": "weight"}),
    (("group_norm",), {"a": "input", "b": "weight", "mean": "result1", "rstd": "result2"}),
    (("convolution", "convolve", "convolution_transposed"), {"a": "input", "b": "weight"}),
    (("dot",), {"b": "tensor"}),
    (("mv",), {"b": "vec"}),
    (("pow_tensor",), {"b": "exponent"}),
    (("prelu",), {"b": "weight"}),
    (("lerp",), {"b": "end", "c": "weight"}),
    (("embedding",), {"index": "indices"}),
    (("index", "index_put", "index_spread"), {"by": "indices"}),
)

_PYTORCH_NAMES = {op: names for ops, names in _FAMILIES for op in ops}

_USUAL_NAMES = {"a": "self", "b": "other", "d": "grad_output", "out": "result"}


def name_in_pytorch(operation: str, name: str) -> str:
    """What PyTorch calls what an operation's nodes keep under a name of its declaration."""
    usual = _USUAL_NAMES.get(name, name)
    return _PYTORCH_NAMES.get(operation, {}).get(name, usual)


_SHAPE = "_sym_sizes"
"""What PyTorch adds to the name of an input whose shape is kept."""

_PUBLIC = {
    "_sequence_nr",
    "metadata",
    "name",
    "next_functions",
    "register_hook",
    "register_prehook",
    "requires_grad",
}
"""What scripts find in every node."""


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
        if self._name.endswith(_SHAPE) and node.details is not None:
            return _shape(node, self._name.removesuffix(_SHAPE))
        if not self._is_raw and _is_asked_for(node, self._name):
            return None
        name = f"{'_raw' if self._is_raw else ''}_saved_{self._name}"
        raise AttributeError(f"'{owner.__name__}' object has no attribute '{name}'")


_UNSCALED = {name: {"alpha": 1} for name in ("add", "sub", "rsub", "rsub_tensor")}
"""What nodes of PyTorch's save that is always the same where ours are of an operation apart."""


class AlwaysSaved:
    """What all nodes of an operation have saved, as an attribute."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __get__(self, node: Node | None, owner: type[Node]) -> Any:
        return self if node is None else self._value


def saved_names(node_name: str, operation: str, names: Iterable[str]) -> dict[str, Any]:
    """The attributes of the nodes of an operation with inputs, outputs and settings called so."""
    saved: dict[str, Any] = {}
    for name in names:
        known = name_in_pytorch(operation, name)
        saved |= _both(known) | _of_shape(known)
    saved |= {
        f"_saved_{name}": AlwaysSaved(value) for name, value in _UNSCALED.get(operation, {}).items()
    }
    return saved | _cpp_name(node_name)


@cache
def _both(name: str) -> dict[str, SavedName]:
    """The attributes for a name, which serve the nodes of all operations that have it."""
    return {
        f"_saved_{name}": SavedName(name, is_raw=False),
        f"_raw_saved_{name}": SavedName(name, is_raw=True),
    }


@cache
def _of_shape(name: str) -> dict[str, SavedName]:
    return {f"_saved_{name}{_SHAPE}": SavedName(f"{name}{_SHAPE}", is_raw=False)}


def _shape(node: Node, wanted: str) -> Any:
    """The shape of an input that a node keeps.

    Raises:
        AttributeError: it keeps none.
    """
    plan, details = node.plan, node.details
    known = () if details is None else details.known
    for name, value in zip(plan.known[len(plan.saved) :], known):
        if name_in_pytorch(node.op.name, name.removesuffix("_shape")) == wanted:
            return tuple(value)
    name = f"_saved_{wanted}{_SHAPE}"
    raise AttributeError(f"'{type(node).__name__}' object has no attribute '{name}'")


def _place(node: Node, wanted: str) -> int | None:
    """Where among what a node saves something is that is called so."""
    for at, name in enumerate(node.plan.saved):
        if wanted == name_in_pytorch(node.op.name, name):
            return at
    return None


def _is_asked_for(node: Node, wanted: str) -> bool:
    """Whether a rule asks for what is called so, perhaps that of an input without a gradient."""
    op = node.op
    names = {name for rule in op.rules.values() for name in rule.names}
    return any(name_in_pytorch(op.name, name) == wanted for name in names)


def told_names(node: Node, names: Iterable[str]) -> list[str]:
    """Of the names of attributes those that a node has something under."""
    plan = node.plan
    kept = {name_in_pytorch(node.op.name, name) for name in plan.saved}
    settings = set() if node.details is None else set(plan.settings)
    settings |= {
        f"{name_in_pytorch(node.op.name, each.removesuffix('_shape'))}{_SHAPE}"
        for each in plan.known[len(plan.saved) :]
        if each.endswith("_shape")
    }
    settings |= _UNSCALED.get(node.op.name, {}).keys()
    has = {f"_saved_{each}" for each in kept | settings} | {f"_raw_saved_{each}" for each in kept}
    return [each for each in names if each in has | _PUBLIC or each.startswith("__")]


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
    """A number that an operand was, as PyTorch keeps it: in double precision, whole ones in int64.

    Whether it was written with a point is no longer known, nor digits that the operation dropped.
    """
    if saved.dtype.kind == "f" and not float(saved).is_integer():
        return np.float64(str(saved))
    whole: Array = saved.astype(np.int64 if saved.dtype.kind == "f" else saved.dtype)
    return whole


def _raw(node: Node, at: int) -> SavedTensor:
    def repack(pack: Pack, unpack: Unpack) -> None:
        if isinstance(node.saved_values[at], Packed):
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: "
                "only one pair of hooks is allowed at a time."
            )
        node.pack_one(at, _tensor(node, at), lambda tensor: pack(_detached(tensor)), unpack)

    return SavedTensor(repack)


def _detached(saved: Any) -> Any:
    return traced.detach(saved) if isinstance(saved, Tensor) else saved


_OF_CPP = ("CopyBackwards", "NotImplemented")
"""Nodes that PyTorch has not generated, whose names tell where they are."""


def _cpp_name(node_name: str) -> dict[str, Any]:
    """The method ``name`` of nodes that are called otherwise in PyTorch's other language."""
    if node_name not in _OF_CPP:
        return {}
    return {"name": lambda node: f"torch::autograd::{type(node).__name__}"}
