"""The optimisers Adam and AdamW.

In the formulas ``p`` is a parameter, ``g`` its gradient and ``t`` the number of the step, from 1.

Source: torch.optim, PyTorch 2.13 (the single-tensor versions).
"""

from __future__ import annotations

from typing import Any

from engine import grad_mode
from engine.ops.elementwise import arithmetic, combined, elementary
from engine.ops.reductions import extremes
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.optim.optimizer import (
    Optimizer,
    check_at_least_0,
    check_betas,
    check_fused,
)
from engine.torch.optim.state import (
    Group,
    State,
    as_number,
    count_step,
    decay_weights,
    step_counter,
    update_moments,
    zeros,
)
from engine.torch.routines import dimensions
from engine.torch.tensors import in_place, in_place_writing
from engine.unobserved import unobserved


def _check_no_tensor(name: str, value: Any, foreach: bool | None, capturable: bool) -> None:
    """Check that a setting is not a tensor in the ``foreach`` implementation.

    Raises:
        ValueError: it is.
    """
    if isinstance(value, Tensor) and foreach and not capturable:
        raise ValueError(
            f"{name} as a Tensor is not supported for capturable=False and foreach=True"
        )


def _checked_betas(
    betas: tuple[Any, Any], foreach: bool | None, capturable: bool
) -> tuple[Any, Any]:
    """The betas, as numbers or zero-dimensional tensors.

    Raises:
        ValueError: they are neither two numbers nor two one-element tensors.
    """
    if not any(all(isinstance(each, kind) for each in betas) for kind in (float, Tensor)):
        raise ValueError("betas must be either both floats or both Tensors")
    for at, each in enumerate(betas):
        _check_no_tensor(f"betas[{at}]", each, foreach, capturable)
        if isinstance(each, Tensor) and each._data.size != 1:
            raise ValueError(f"Tensor betas[{at}] must be 1-element")
    first, second = (dimensions.squeeze(b) if isinstance(b, Tensor) else b for b in betas)
    return first, second


class Adam(Optimizer):
    """Adam: steps by exponential moving averages of gradients and of their squares.

    ``m = beta1 m + (1 - beta1) g``, ``v = beta2 v + (1 - beta2) g^2``, then
    ``p -= lr / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + eps)``.

    Raises:
        ValueError: a negative setting, betas outside of [0, 1), or betas of two kinds.

    Source: torch.optim.Adam; Kingma and Ba 2014, algorithm 1.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        _check_no_tensor("lr", lr, foreach, capturable)
        check_at_least_0(learning_rate=lr, epsilon_value=eps)
        check_betas(betas)
        check_at_least_0(weight_decay_value=weight_decay)
        betas = _checked_betas(betas, foreach, capturable)
        settings = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, settings)
        check_fused(settings)

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        if not state:
            names = ["exp_avg", "exp_avg_sq"] + ["max_exp_avg_sq"] * group["amsgrad"]
            state.update(step=step_counter(), **{name: zeros(param) for name in names})
        beta1, beta2 = map(as_number, group["betas"])
        lr, step = group["lr"], count_step(state)
        grad = decay_weights(param, grad, group)
        mean, square = update_moments(grad, state, (beta1, beta2))
        if group["differentiable"]:
            _update_differentiably(param, state, group, (beta1, beta2))
            return
        if group["amsgrad"]:
            largest = state["max_exp_avg_sq"]
            extremes.maximum.apply_in_place(largest, square)
            square = largest
        root = (1 - beta2**step) ** 0.5
        denominator = arithmetic.div(elementary.sqrt(square), root)
        in_place.add_(denominator, group["eps"])
        size = lr / (1 - beta1**step)
        combined.addcdiv.apply_in_place(param, mean, denominator, value=-size)


def _update_differentiably(
    param: Any, state: State, group: Group, betas: tuple[float, float]
) -> None:
    """Update a parameter differentiably by its moving averages."""
    with unobserved(), grad_mode.no_grad():
        step: Any = state["step"]
        correction1, correction2 = 1 - betas[0] ** step, (1 - betas[1] ** step).sqrt()
    lr, mean, square = group["lr"], state["exp_avg"], state["exp_avg_sq"]
    size = -(lr / correction1)
    if group["amsgrad"]:
        largest = state["max_exp_avg_sq"]
        before: Any = shape.clone(largest)
        square = in_place_writing.copy_(largest, before.maximum(square))
    denominator = (square.sqrt() / (correction2 * size)).add_(group["eps"] / size)
    param.addcdiv_(shape.clone(mean), denominator)


class AdamW(Adam):
    """AdamW: ``Adam`` with decoupled weight decay: first ``p -= lr weight_decay p``.

    Raises:
        ValueError: as ``Adam``.

    Source: torch.optim.AdamW; Loshchilov and Hutter 2017, algorithm 2.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )
