"""Rare attributes of tensors, kept apart so that most tensors stay small."""

from __future__ import annotations

from typing import Any

from engine.hooks import HookTable
from engine.storage import View

OWN = object()
"""Stands for the leaf's own dtype."""


class Extra:
    """The rare attributes of one tensor.

    Attributes:
        output_nr: the number of the tensor among the outputs of its operation.
        is_one_of_several: whether the operation has several outputs with gradients.
        view: what makes it a differentiable view; None where it is none.
        hooks: the hooks of a leaf, called with its gradient.
        after_accumulation: the post-accumulate-grad hooks of a leaf.
        grad_dtype: the dtype that a leaf's ``.grad`` must have, None for any; ``OWN``, the leaf's
            own dtype, unless a script set it.
        retains_grad: whether ``.grad`` is also filled for a non-leaf.
        is_inference: whether it was made in inference mode, or shares memory with such a tensor.
        counts_writes: whether it has a version counter even so, as what ``detach`` returns has.
        is_overriding: whether its type overrides ``__torch_function__``.
    """

    __slots__ = (
        "after_accumulation",
        "counts_writes",
        "grad_dtype",
        "hooks",
        "is_inference",
        "is_one_of_several",
        "is_overriding",
        "output_nr",
        "retains_grad",
        "view",
    )

    def __init__(self, view: View | None = None) -> None:
        self.output_nr = 0
        self.is_one_of_several = False
        self.view = view
        self.hooks: HookTable | None = None
        self.after_accumulation: HookTable | None = None
        self.grad_dtype: Any = OWN
        self.retains_grad = False
        self.is_inference = self.counts_writes = False
        self.is_overriding = False
