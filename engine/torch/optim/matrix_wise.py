"""Optimisers that treat parameters as matrices.

Source: torch.optim.Adafactor and torch.optim.Muon, PyTorch 2.13.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements
from engine.torch.finfo import finfo
from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.state import Group, State, as_number, count_step, step_counter, zeros


class Adafactor(Optimizer):
    """Adafactor: steps by mean squares that are kept factored, for rows and columns.

    Raises:
        ValueError: a setting out of its range.
        RuntimeError: at a step, a complex parameter.

    Source: torch.optim.Adafactor; Shazeer and Stern 2018, algorithms 4 and 5.
    """

    _updates_parts = False

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        for is_right, words in (
            (lr >= 0, f"Learning rate should be >= 0 but is: {lr}"),
            (beta2_decay <= 0, f"beta2_decay should be <= 0 but is: {beta2_decay}"),
            (eps[0] is None or eps[0] >= 0, f"epsilon1 should be >= 0 but is: {eps[0]}"),
            (eps[1] >= 0, f"epsilon2 should be >= 0 but is: {eps[1]}"),
            (d >= 1, f"Clipping threshold d should be >= 1 but is: {d}"),
            (weight_decay >= 0, f"weight_decay should be >= 0 but is: {weight_decay}"),
        ):
            if not is_right:
                raise ValueError(words)
        settings = {
            "lr": lr,
            "beta2_decay": beta2_decay,
            "eps": eps,
            "d": d,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _update_param(self, param: Any, grad: Any, state: State, group: Group) -> None:
        """Update one parameter."""
        _refuse_complex("Adafactor", param)
        if not state:
            if grad.ndim > 1:
                kept = {"row_var": zeros(grad[..., :1]), "col_var": zeros(grad[..., :1, :])}
            else:
                kept = {"variance": zeros(grad)}
            state.update(step=step_counter(), **kept)
        step, (least, least_scale) = count_step(state), group["eps"]
        least = finfo(param.dtype).eps if least is None else least
        lr = as_number(group["lr"])
        step_size = max(least_scale, _root_mean_square(param)) * min(lr, 1 / step**0.5)
        if group["weight_decay"]:
            param.mul_(1 - lr * group["weight_decay"])
        squares = self._squares(grad, state, step ** group["beta2_decay"], least)
        update = squares.clamp_(min=least * least).rsqrt_()
        update.mul_(grad)
        clipping = max(1.0, _root_mean_square(update) / group["d"])
        param.add_(update, alpha=-step_size / clipping)

    @staticmethod
    def _squares(grad: Any, state: State, share: float, least: float) -> Any:
        """The factored estimate of the squared gradients, updated by a gradient."""
        if grad.ndim <= 1:
            state["variance"].lerp_(grad * grad, share)
            return state["variance"].clone()
        rows, columns = state["row_var"], state["col_var"]
        for kept, dim in ((rows, -1), (columns, -2)):
            mean = grad.norm(dim=dim, keepdim=True).square_().div_(grad.shape[dim])
            kept.lerp_(mean, share)
        product = rows @ columns
        return product.div_(rows.mean(dim=-2, keepdim=True).clamp_(min=least))


def _refuse_complex(optimizer: str, param: Tensor) -> None:
    if param.dtype.is_complex:
        raise RuntimeError(f"{optimizer} does not support complex parameters")


def _root_mean_square(tensor: Any) -> float:
    root: float = tensor.norm(2).item() / tensor.numel() ** 0.5
    return root


_MOST_ITERATIONS = 100
_ADJUSTMENTS = ("original", "match_rms_adamw")


class Muon(Optimizer):
    """Muon: momentum, orthogonalised so that all directions have the same step size.

    Raises:
        ValueError: a negative setting, an unknown ``adjust_lr_fn``, or a parameter that is not a
            matrix; at a step, too many iterations.
        RuntimeError: at a step, a complex parameter.

    Source: torch.optim.Muon; Jordan et al. 2024; Liu et al. 2025.
    """

    _updates_parts = False

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.7750, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        for name, value in (
            ("Learning rate", lr),
            ("momentum", momentum),
            ("weight decay", weight_decay),
        ):
            if not value >= 0:
                raise ValueError(f"{name} should be >= 0 but is: {value}")
        if adjust_lr_fn is not None and adjust_lr_fn not in _ADJUSTMENTS:
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        settings = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, settings)
        for group in self.param_groups:
            for each in group["params"]:
                if each.ndim != 2:
                    raise ValueError(
                        "Muon only supports 2D parameters whereas we found a parameter with size: "
                        f"{each.shape}"
                    )

    def _update_param(self, param: Any, grad: Any, state: State, group: Group) -> None:
        """Update one parameter."""
        _refuse_complex("Muon", param)
        if not state:
            state.update(momentum_buffer=zeros(grad))
        momentum, buffer, lr = group["momentum"], state["momentum_buffer"], as_number(group["lr"])
        buffer.lerp_(grad, 1 - momentum)
        update = grad.lerp(buffer, momentum) if group["nesterov"] else buffer
        update = _orthogonal(update, group["ns_coefficients"], group["ns_steps"], group["eps"])
        param.mul_(1 - lr * group["weight_decay"])
        param.add_(update, alpha=-lr * _lr_ratio(param.shape, group["adjust_lr_fn"]))


def _lr_ratio(shape: Any, adjustment: str | None) -> float:
    """The factor of the learning rate for a matrix of some shape."""
    rows, columns = shape
    if adjustment == "match_rms_adamw":
        return 0.2 * math.sqrt(max(rows, columns))
    return math.sqrt(max(1, rows / columns))


def _in_bfloat16(array: np.ndarray) -> np.ndarray:
    """float32 numbers rounded to the precision of bfloat16, half to even."""
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32)
    odd = (bits >> np.uint32(16)) & np.uint32(1)
    rounded = (bits + np.uint32(0x7FFF) + odd) & np.uint32(0xFFFF0000)
    return rounded.view(np.float32)


def _orthogonal(
    matrix: Tensor, coefficients: tuple[float, float, float], iterations: int, eps: float
) -> Tensor:
    """The orthogonal factor of a matrix, about, by Newton-Schulz iterations in bfloat16.

    Each is ``X = a X + (b G + c G^2) X`` with ``G = X X^T``.

    Raises:
        ValueError: too many iterations, or not three coefficients.
    """
    if iterations >= _MOST_ITERATIONS:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    a, b, c = coefficients
    given = elements(matrix)
    is_tall = given.shape[0] > given.shape[1]
    x = _in_bfloat16(given.T if is_tall else given)
    length = _in_bfloat16(np.asarray(np.sqrt(np.sum(np.square(x)))))
    x = _in_bfloat16(x / np.maximum(length, _in_bfloat16(np.asarray(eps))))
    for _ in range(iterations):
        gram = _in_bfloat16(x @ x.T)
        mixed = _in_bfloat16(b * gram + c * (gram @ gram))
        x = _in_bfloat16(a * x + mixed @ x)
    return wrap(np.ascontiguousarray(x.T if is_tall else x).astype(given.dtype))
