"""Rare attributes of tensors, kept apart so that most tensors stay small."""

from __future__ import annotations

from engine.hooks import HookTable
from engine.storage import View


class Extra:
    """The rare attributes of one tensor.

    Attributes:
        output_nr: which output of its grad_fn's operation the tensor is.
        view: whose memory it is a part of; None for a tensor with memory of its own.
        hooks: called with the gradient of a leaf.
        after_accumulation: called with a leaf whose ``.grad`` was filled.
        is_one_of_several: whether that operation has several.
        retains_grad: whether ``.grad`` is filled although it is no leaf.
        is_inference: whether it was made in inference mode.
        is_overriding: whether its type has a ``__torch_function__`` of its own.
    """

    __slots__ = (
        "after_accumulation",
        "hooks",
        "is_inference",
        "is_one_of_several",
        "is_overriding",
        "output_nr",
        "retains_grad",
        "view",
    )

    def __init__(self) -> None:
        self.output_nr = 0
        self.is_one_of_several = False
        self.view: View | None = None
        self.hooks: HookTable | None = None
        self.after_accumulation: HookTable | None = None
        self.retains_grad = False
        self.is_inference = False
        self.is_overriding = False
