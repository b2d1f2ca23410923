"""Optimisers with adaptive steps per element, by moving averages or by signs.

Source: torch.optim, PyTorch 2.13 (the single-tensor versions).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops.elementwise import arithmetic, combined, elementary
from engine.ops.reductions import extremes
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements
from engine.torch.optim.optimizer import (
    Group,
    Optimizer,
    check_at_least_0,
    check_betas,
    refuse,
)
from engine.torch.optim.state import State, count, decayed, raised, started, zeros
from engine.torch.routines import dimensions, joining, operands, reductions
from engine.torch.tensors import in_place


def _averaged(grad: Tensor, state: State, betas: tuple[float, float]) -> tuple[Tensor, Tensor]:
    """The moving averages of gradients and their squares, updated by a gradient."""
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    combined.lerp_number.apply_in_place(mean, grad, weight=1 - betas[0])
    arithmetic.mul.apply_in_place(square, betas[1])
    combined.addcmul.apply_in_place(square, grad, grad, value=1 - betas[1])
    return mean, square


def _shrunk(param: Tensor, grad: Tensor, group: Group) -> Tensor:
    """The gradient with weight decay, unless that is decoupled."""
    if group["decoupled_weight_decay"] and group["weight_decay"]:
        arithmetic.mul.apply_in_place(param, 1 - group["lr"] * group["weight_decay"])
        return grad
    return decayed(param, grad, group)


class Adamax(Optimizer):
    """AdaMax: ``Adam`` with a decaying maximum of magnitudes in place of the mean of squares.

    Source: Kingma and Ba 2014.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_at_least_0(learning_rate=lr, epsilon_value=eps)
        check_betas(betas)
        check_at_least_0(weight_decay_value=weight_decay)
        settings = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, settings)

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        if not state:
            state.update(step=started(), exp_avg=zeros(param), exp_inf=zeros(param))
        step, (beta1, beta2) = count(state), group["betas"]
        grad = decayed(param, grad, group)
        combined.lerp_number.apply_in_place(state["exp_avg"], grad, weight=1 - beta1)
        largest = state["exp_inf"]
        arithmetic.mul.apply_in_place(largest, beta2)
        magnitude = elementary.abs(grad)
        in_place.add_(magnitude, group["eps"])
        if group["differentiable"]:
            both = [dimensions.unsqueeze(each, 0) for each in (largest, magnitude)]
            in_place.copy_(largest, reductions.amax(joining.cat(both, 0), 0))
        else:
            extremes.maximum.apply_in_place(largest, magnitude)
        size = group["lr"] / (1 - beta1**step)
        combined.addcdiv.apply_in_place(param, state["exp_avg"], largest, value=-size)


class NAdam(Optimizer):
    """NAdam: ``Adam`` with Nesterov momentum.

    Source: Dozat 2016.
    """

    _bound_to_devices = "params, mu_products and state_steps"

    def __init__(
        self,
        params: Any,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_at_least_0(learning_rate=lr, epsilon_value=eps)
        check_betas(betas)
        check_at_least_0(weight_decay_value=weight_decay, momentum_decay_value=momentum_decay)
        settings = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, settings)

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        if not state:
            means = {"exp_avg": zeros(param), "exp_avg_sq": zeros(param)}
            state.update(step=started(), mu_product=wrap(np.float32(1)), **means)
        step, (beta1, beta2), lr = count(state), group["betas"], group["lr"]
        grad = _shrunk(param, grad, group)
        decay = group["momentum_decay"]
        now, then = (beta1 * (1 - 0.5 * 0.96 ** (at * decay)) for at in (step, step + 1))
        arithmetic.mul.apply_in_place(state["mu_product"], now)
        product = float(state["mu_product"]._data)
        mean, square = _averaged(grad, state, group["betas"])
        spread = elementary.sqrt(arithmetic.div(square, 1 - beta2**step))
        spread = raised(spread, group["eps"], group)
        own = -lr * (1 - now) / (1 - product)
        ahead = -lr * then / (1 - product * then)
        if group["differentiable"]:
            grad, mean, own, ahead = operands.mul(grad, own), operands.mul(mean, ahead), 1, 1
        combined.addcdiv.apply_in_place(param, grad, spread, value=own)
        combined.addcdiv.apply_in_place(param, mean, spread, value=ahead)


class RAdam(Optimizer):
    """RAdam: ``Adam`` that rectifies the variance of its adaptive learning rate.

    Source: Liu et al. 2019.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_at_least_0(learning_rate=lr, epsilon_value=eps)
        check_betas(betas)
        check_at_least_0(weight_decay_value=weight_decay)
        settings = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        super().__init__(params, settings)

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        if not state:
            state.update(step=started(), exp_avg=zeros(param), exp_avg_sq=zeros(param))
        step, (beta1, beta2) = count(state), group["betas"]
        grad = _shrunk(param, grad, group)
        mean, square = _averaged(grad, state, group["betas"])
        move = operands.mul(arithmetic.div(mean, 1 - beta1**step), group["lr"])
        rest = 1 - beta2**step
        most = 2 / (1 - beta2) - 1
        length = most - 2 * step * beta2**step / rest
        if length > 5:
            spread = raised(elementary.sqrt(square), group["eps"], group)
            rate = operands.mul(arithmetic.reciprocal(spread), rest**0.5)
            ratio = (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length)
            move = operands.mul(operands.mul(move, rate), ratio**0.5)
        in_place.add_(param, move, alpha=-1.0)


class ASGD(Optimizer):
    """Averaged stochastic gradient descent.

    Source: Polyak and Juditsky 1992.
    """

    _bound_to_devices = "params, mus, etas, and state_steps"

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_at_least_0(learning_rate=lr)
        check_at_least_0(weight_decay_value=weight_decay)
        settings = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, settings)

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        if not state:
            eta, mu = (wrap(np.float32(each)) for each in (group["lr"], 1))
            state.update(step=started(), eta=eta, mu=mu, ax=zeros(param))
        step = count(state)
        grad = decayed(param, grad, group)
        rate, lambd = float(state["eta"]._data), group["lambd"]
        arithmetic.mul.apply_in_place(param, 1 - lambd * rate)
        in_place.add_(param, grad, alpha=-rate)
        mean, share = state["ax"], float(state["mu"]._data)
        if share == 1:
            in_place.copy_(mean, param)
        else:
            in_place.add_(mean, operands.mul(operands.sub(param, mean), share))
        rate = group["lr"] / (1 + lambd * group["lr"] * step) ** group["alpha"]
        in_place.fill_(state["eta"], rate)
        in_place.fill_(state["mu"], 1 / max(1, step - group["t0"]))


class Rprop(Optimizer):
    """Rprop: steps by the signs of gradients; longer while a sign stays, shorter when it flips.

    Source: Riedmiller and Braun 1993.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_at_least_0(learning_rate=lr)
        if not 0 < etas[0] < 1 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        refuse("Rprop", differentiable=differentiable)
        settings = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, settings)

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        if not state:
            sizes = wrap(np.full_like(np.asarray(param._data), group["lr"]))
            state.update(step=started(), prev=zeros(param), step_size=sizes)
        count(state)
        turns = elements(operands.mul(grad, state["prev"]))
        shorter, longer = group["etas"]
        factors = np.where(turns > 0, longer, np.where(turns < 0, shorter, 1.0))
        sizes = state["step_size"]
        arithmetic.mul.apply_in_place(sizes, wrap(factors.astype(turns.dtype)[()]))
        least, most = group["step_sizes"]
        extremes.clamp.apply_in_place(sizes, min=least, max=most)
        kept = wrap(np.where(factors == shorter, 0, grad._data).astype(turns.dtype)[()])
        combined.addcmul.apply_in_place(param, elementary.sign(kept), sizes, value=-1)
        in_place.copy_(state["prev"], kept)
