"""Optimisers with adaptive steps per element, by moving averages or by signs.

In the formulas ``p`` is a parameter, ``g`` its gradient and ``t`` the number of the step, from 1.

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
    Optimizer,
    check_at_least_0,
    check_betas,
    refuse,
)
from engine.torch.optim.state import (
    Group,
    State,
    count_step,
    decay_weights,
    plus_eps,
    step_counter,
    update_moments,
    with_l2_penalty,
    zeros,
)
from engine.torch.routines import dimensions, joining, operands, reductions
from engine.torch.tensors import in_place, in_place_writing


class Adamax(Optimizer):
    """AdaMax: ``Adam`` with a decaying maximum of magnitudes in place of the mean of squares.

    ``m = beta1 m + (1 - beta1) g``, ``u = max(beta2 u, |g| + eps)``, then
    ``p -= lr / (1 - beta1^t) m / u``.

    Raises:
        ValueError: a negative setting, or betas outside of [0, 1).

    Source: torch.optim.Adamax; Kingma and Ba 2014, section 7.1.
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
            state.update(step=step_counter(), exp_avg=zeros(param), exp_inf=zeros(param))
        step, (beta1, beta2) = count_step(state), group["betas"]
        grad = with_l2_penalty(param, grad, group)
        combined.lerp_number.apply_in_place(state["exp_avg"], grad, weight=1 - beta1)
        largest = state["exp_inf"]
        arithmetic.mul.apply_in_place(largest, beta2)
        magnitude = elementary.abs(grad)
        in_place.add_(magnitude, group["eps"])
        if group["differentiable"]:
            both = [dimensions.unsqueeze(each, 0) for each in (largest, magnitude)]
            in_place_writing.copy_(largest, reductions.amax(joining.cat(both, 0), 0))
        else:
            extremes.maximum.apply_in_place(largest, magnitude)
        size = group["lr"] / (1 - beta1**step)
        combined.addcdiv.apply_in_place(param, state["exp_avg"], largest, value=-size)


class NAdam(Optimizer):
    """NAdam: ``Adam`` with Nesterov momentum.

    With ``mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2)``, the mean of ``Adam``'s update is
    ``mu_(t+1) m / (1 - mu_1 ... mu_(t+1)) + (1 - mu_t) g / (1 - mu_1 ... mu_t)``.

    Raises:
        ValueError: a negative setting, or betas outside of [0, 1).

    Source: torch.optim.NAdam; Dozat 2016.
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
            state.update(step=step_counter(), mu_product=wrap(np.float32(1)), **means)
        step, (beta1, beta2), lr = count_step(state), group["betas"], group["lr"]
        grad = decay_weights(param, grad, group)
        decay = group["momentum_decay"]
        mu, next_mu = (beta1 * (1 - 0.5 * 0.96 ** (at * decay)) for at in (step, step + 1))
        arithmetic.mul.apply_in_place(state["mu_product"], mu)
        product = float(state["mu_product"]._data)
        mean, square = update_moments(grad, state, group["betas"])
        denominator = elementary.sqrt(arithmetic.div(square, 1 - beta2**step))
        denominator = plus_eps(denominator, group["eps"], group)
        of_grad = -lr * (1 - mu) / (1 - product)
        of_mean = -lr * next_mu / (1 - product * next_mu)
        if group["differentiable"]:
            grad, mean = operands.mul(grad, of_grad), operands.mul(mean, of_mean)
            of_grad = of_mean = 1
        combined.addcdiv.apply_in_place(param, grad, denominator, value=of_grad)
        combined.addcdiv.apply_in_place(param, mean, denominator, value=of_mean)


class RAdam(Optimizer):
    """RAdam: ``Adam`` that rectifies the variance of its adaptive learning rate.

    While the variance cannot be estimated, in the first steps, it moves by the mean gradient alone.

    Raises:
        ValueError: a negative setting, or betas outside of [0, 1).

    Source: torch.optim.RAdam; Liu et al. 2019, algorithm 2.
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
            state.update(step=step_counter(), exp_avg=zeros(param), exp_avg_sq=zeros(param))
        step, (beta1, beta2) = count_step(state), group["betas"]
        grad = decay_weights(param, grad, group)
        mean, square = update_moments(grad, state, group["betas"])
        update = operands.mul(arithmetic.div(mean, 1 - beta1**step), group["lr"])
        correction = 1 - beta2**step
        rho_inf = 2 / (1 - beta2) - 1
        rho = rho_inf - 2 * step * beta2**step / correction
        if rho > 5:  # the variance of the adaptive rate is tractable
            denominator = plus_eps(elementary.sqrt(square), group["eps"], group)
            rate = operands.mul(arithmetic.reciprocal(denominator), correction**0.5)
            ratio = (rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)
            update = operands.mul(operands.mul(update, rate), ratio**0.5)
        in_place.add_(param, update, alpha=-1.0)


class ASGD(Optimizer):
    """Averaged stochastic gradient descent: the state's ``"ax"`` is the mean of the parameter.

    Raises:
        ValueError: a negative learning rate or weight decay.

    Source: torch.optim.ASGD; Polyak and Juditsky 1992.
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
            state.update(
                step=step_counter(),
                eta=wrap(np.float32(group["lr"])),
                mu=wrap(np.float32(1)),
                ax=zeros(param),
            )
        step = count_step(state)
        grad = with_l2_penalty(param, grad, group)
        eta, lambd = float(state["eta"]._data), group["lambd"]
        arithmetic.mul.apply_in_place(param, 1 - lambd * eta)
        in_place.add_(param, grad, alpha=-eta)
        mean, mu = state["ax"], float(state["mu"]._data)
        if mu == 1:
            in_place_writing.copy_(mean, param)
        else:
            in_place.add_(mean, operands.mul(operands.sub(param, mean), mu))
        next_eta = group["lr"] / (1 + lambd * group["lr"] * step) ** group["alpha"]
        in_place_writing.fill_(state["eta"], next_eta)
        in_place_writing.fill_(state["mu"], 1 / max(1, step - group["t0"]))


class Rprop(Optimizer):
    """Rprop: steps by the signs of gradients; longer while a sign stays, shorter when it flips.

    Raises:
        ValueError: a negative learning rate, or not ``0 < etas[0] < 1 < etas[1]``.
        MissingOperationError: ``differentiable=True``.

    Source: torch.optim.Rprop; Riedmiller and Braun 1993.
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
            state.update(step=step_counter(), prev=zeros(param), step_size=sizes)
        count_step(state)
        products = elements(operands.mul(grad, state["prev"]))
        eta_minus, eta_plus = group["etas"]
        factors = np.where(products > 0, eta_plus, np.where(products < 0, eta_minus, 1.0))
        sizes = state["step_size"]
        arithmetic.mul.apply_in_place(sizes, wrap(factors.astype(products.dtype)[()]))
        smallest, largest = group["step_sizes"]
        extremes.clamp.apply_in_place(sizes, min=smallest, max=largest)
        is_flipped = factors == eta_minus  # such an element stays where it is for one step
        used = wrap(np.where(is_flipped, 0, grad._data).astype(products.dtype)[()])
        combined.addcmul.apply_in_place(param, elementary.sign(used), sizes, value=-1)
        in_place_writing.copy_(state["prev"], used)
