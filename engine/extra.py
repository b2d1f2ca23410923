"""Rare attributes of tensors, kept apart so that most tensors stay small."""

from __future__ import annotations

from typing import Any

from engine.hooks import HookTable
from engine.storage import View

OWN = object()
"""Stands for a leaf's own dtype."""


class Extra:
    """The rare attributes of one tensor.

    Attributes:
        output_nr: the number of the tensor among the outputs of its operation.
        is_one_of_several: whether the operation has several outputs with gradients.
        view: the base that it is a view of; None where it is no differentiable view.
        hooks: the hooks of a leaf, called with its gradient.
        after_accumulation: the hooks of a leaf that are called once ``.grad`` was filled.
        grad_dtype: the dtype that a leaf's ``.grad`` is to have, None for any; where a script set
            none, ``OWN``: the leaf's own.
        retains_grad: whether ``.grad`` is filled although it is no leaf.
        is_inference: whether it was made in inference mode.
        is_overriding: whether its type has a ``__torch_function__`` of its own.
    """

    __slots__ = (
        "after_accumulation",
        "grad_dtype",
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
        self.grad_dtype: Any = OWN
        self.retains_grad = False
        self.is_inference = False
        self.is_overriding = False
