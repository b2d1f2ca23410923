"""Gradient descent optimisers, with the arithmetic of PyTorch in its order.

In the formulas ``p`` is a parameter, ``g`` its gradient and ``t`` the number of the step, from 1.

Source: torch.optim, PyTorch 2.13 (the single-tensor versions).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops.elementwise import arithmetic, combined, elementary
from engine.ops.shapes import shape
from engine.tensor import Tensor, wrap
from engine.torch.optim.optimizer import (
    Optimizer,
    check_at_least_0,
    check_fused,
    check_one_rate,
)
from engine.torch.optim.state import (
    Group,
    State,
    count_step,
    plus_eps,
    step_counter,
    with_l2_penalty,
    zeros,
)
from engine.torch.routines import operands
from engine.torch.tensors import in_place


class SGD(Optimizer):
    """Stochastic gradient descent: ``p -= lr g``.

    With momentum ``b = momentum b + (1 - dampening) g``, then ``p -= lr b``, or with Nesterov
    momentum ``p -= lr (g + momentum b)``.

    Raises:
        ValueError: a negative setting, or Nesterov momentum without momentum or with dampening.

    Source: torch.optim.SGD; Sutskever et al. 2013.
    """

    _updates_parts = False

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_one_rate(lr)
        named = (
            ("learning rate", lr),
            ("momentum value", momentum),
            ("weight_decay value", weight_decay),
        )
        for name, value in named:
            if value < 0.0:  # compared as in PyTorch, whose errors show which
                raise ValueError(f"Invalid {name}: {value}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        settings = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, settings)
        check_fused(settings)

    def _is_one_operation(self, group: Group) -> bool:
        """Whether a step only adds a multiple of the gradient."""
        return not (group["momentum"] or group["weight_decay"])

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        grad = with_l2_penalty(param, grad, group)
        momentum = group["momentum"]
        if momentum:
            buffer = state.get("momentum_buffer")
            if buffer is None:
                buffer = state["momentum_buffer"] = shape.clone(shape.detach(grad))
            else:
                arithmetic.mul.apply_in_place(buffer, momentum)
                in_place.add_(buffer, grad, alpha=1 - group["dampening"])
            grad = operands.add(grad, buffer, alpha=momentum) if group["nesterov"] else buffer
        lr = group["lr"]
        if isinstance(lr, Tensor) and lr.requires_grad:
            combined.addcmul.apply_in_place(param, grad, lr, value=-1)
        else:
            in_place.add_(param, grad, alpha=-lr)


class RMSprop(Optimizer):
    """RMSprop: gradients divided by the root of a moving average of their squares.

    ``v = alpha v + (1 - alpha) g^2``, then ``p -= lr g / (sqrt(v) + eps)``.

    Raises:
        ValueError: a negative setting.

    Source: torch.optim.RMSprop; Hinton 2012, lecture 6.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_at_least_0(
            learning_rate=lr,
            epsilon_value=eps,
            momentum_value=momentum,
            weight_decay_value=weight_decay,
            alpha_value=alpha,
        )
        settings = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, settings)

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        if not state:
            wanted = {
                "square_avg": True,
                "momentum_buffer": group["momentum"] > 0,
                "grad_avg": group["centered"],
            }
            kept = {name: zeros(param) for name, is_wanted in wanted.items() if is_wanted}
            state.update(step=step_counter(), **kept)
        count_step(state)
        grad = with_l2_penalty(param, grad, group)
        alpha, square = group["alpha"], state["square_avg"]
        arithmetic.mul.apply_in_place(square, alpha)
        combined.addcmul.apply_in_place(square, grad, grad, value=1 - alpha)
        if group["centered"]:
            mean = state["grad_avg"]
            combined.lerp_number.apply_in_place(mean, grad, weight=1 - alpha)
            square = combined.addcmul(square, mean, mean, value=-1)
        denominator = plus_eps(elementary.sqrt(square), group["eps"], group)
        if group["momentum"] > 0:
            buffer = state["momentum_buffer"]
            arithmetic.mul.apply_in_place(buffer, group["momentum"])
            combined.addcdiv.apply_in_place(buffer, grad, denominator, value=1)
            in_place.add_(param, buffer, alpha=-group["lr"])
        else:
            combined.addcdiv.apply_in_place(param, grad, denominator, value=-group["lr"])


class Adagrad(Optimizer):
    """Adagrad: gradients divided by the root of the sum of all their squares.

    ``s += g^2``, then ``p -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)``.

    Raises:
        ValueError: a negative setting.

    Source: torch.optim.Adagrad; Duchi, Hazan and Singer 2011.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_at_least_0(learning_rate=lr)
        check_at_least_0(lr_decay_value=lr_decay, weight_decay_value=weight_decay)
        check_at_least_0(initial_accumulator_value_value=initial_accumulator_value)
        check_at_least_0(epsilon_value=eps)
        settings = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, settings)
        check_fused(settings)
        for group in self.param_groups:
            for each in group["params"]:
                total = np.full(each.shape, initial_accumulator_value, each._data.dtype)
                if each.dtype.is_complex:
                    total.imag = total.real
                self.state[each].update(step=step_counter(), sum=wrap(total))

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        step = count_step(state)
        grad = with_l2_penalty(param, grad, group)
        rate = group["lr"] / (1 + (step - 1) * group["lr_decay"])
        combined.addcmul.apply_in_place(state["sum"], grad, grad, value=1)
        denominator = plus_eps(elementary.sqrt(state["sum"]), group["eps"], group)
        combined.addcdiv.apply_in_place(param, grad, denominator, value=-rate)


class Adadelta(Optimizer):
    """Adadelta: gradients scaled by the ratio of the RMS of past steps to that of gradients.

    ``v = rho v + (1 - rho) g^2``, ``d = g sqrt(u + eps) / sqrt(v + eps)``,
    ``u = rho u + (1 - rho) d^2``, then ``p -= lr d``.

    Raises:
        ValueError: a negative setting, or ``rho`` outside of [0, 1].

    Source: torch.optim.Adadelta; Zeiler 2012, algorithm 1.
    """

    _capturing_devices = ("cuda", "xpu", "hpu", "privateuseone")

    def __init__(
        self,
        params: Any,
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_at_least_0(learning_rate=lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        check_at_least_0(epsilon_value=eps, weight_decay_value=weight_decay)
        settings = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, settings)

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter."""
        if not state:
            state.update(step=step_counter(), square_avg=zeros(param), acc_delta=zeros(param))
        count_step(state)
        grad = with_l2_penalty(param, grad, group)
        rho, eps = group["rho"], group["eps"]
        arithmetic.mul.apply_in_place(state["square_avg"], rho)
        combined.addcmul.apply_in_place(state["square_avg"], grad, grad, value=1 - rho)
        denominator = elementary.sqrt(operands.add(state["square_avg"], eps))
        delta = elementary.sqrt(operands.add(state["acc_delta"], eps))
        if group["differentiable"]:
            delta = shape.clone(delta)
        arithmetic.div.apply_in_place(delta, denominator)
        arithmetic.mul.apply_in_place(delta, grad)
        arithmetic.mul.apply_in_place(state["acc_delta"], rho)
        combined.addcmul.apply_in_place(state["acc_delta"], delta, delta, value=1 - rho)
        in_place.add_(param, delta, alpha=-group["lr"])
