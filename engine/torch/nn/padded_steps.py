"""Where PyTorch's encoder skips padded steps, and returns 0 for them.

Source: torch.nn.TransformerEncoder.forward, PyTorch 2.13: its fast path with nested tensors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import grad_mode
from engine.script_warnings import warn_once
from engine.tensor import Tensor

_PROTOTYPE = (
    "The PyTorch API of nested tensors is in prototype stage and will change in the near future. "
    "We recommend specifying layout=torch.jagged when constructing a nested tensor, as this layout "
    "receives active development, has better operator coverage, and works with torch.compile."
)


def skipped_steps(encoder: Any, src: Tensor, mask: Tensor | None, padding: Any) -> Any:
    """The skipped steps as a mask (batch, steps); None if all are computed. Warns as PyTorch does.

    Args:
        encoder: the encoder, whose layers must be in evaluation mode.
        mask, padding: the masks to add to scores, or None.
    """
    layer = encoder.layers[0]
    if not encoder.use_nested_tensor or layer.training or src.ndim != 3:
        return None
    if padding is None or mask is not None:
        return None
    kept = np.asarray(padding._data) == 0
    if encoder.mask_check and (kept[:, 1:] > kept[:, :-1]).any():
        return None
    learns = any(each.requires_grad for each in (src, *layer.parameters()))
    if learns and grad_mode.is_grad_enabled():
        return None
    warn_once(_PROTOTYPE)
    return padding != 0
