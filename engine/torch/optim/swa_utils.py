"""The module ``torch.optim.swa_utils``: running means of a model's parameters.

Source: Izmailov et al. 2018; torch.optim.swa_utils, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any

from engine import grad_mode
from engine.ops.elementwise import combined
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.names.absent import missing as _missing
from engine.torch.nn.module import Module
from engine.torch.nn.norm_layers import _BatchNorm
from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.schedule import LRScheduler, per_group
from engine.torch.routines import bounds, creation, operands

Tensors = list[Tensor]


def _check_decay(decay: float) -> None:
    if not 0 <= decay <= 1:
        raise ValueError(
            f"Invalid decay value {decay} provided. Please provide a value in [0,1] range."
        )


def _move(means: Tensors, values: Tensors, share: Any) -> None:
    """Move means towards values by a fraction of the difference."""
    with grad_mode.no_grad():
        for mean, value in zip(means, values, strict=True):
            if mean.dtype.is_floating_point:
                moved = bounds.lerp(mean, value, share)
            else:
                change = operands.mul(operands.sub(value, mean), share)
                moved = operands.add(mean, change)
            combined.copy_from.apply_in_place(mean, moved)


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[..., None]:
    """A function that updates exponential moving averages of all parameters.

    Raises:
        ValueError: a decay outside of [0, 1].
    """
    _check_decay(decay)

    def update(means: Tensors, values: Tensors, count: Any) -> None:
        _move(means, values, 1 - decay)

    return update


def get_swa_multi_avg_fn() -> Callable[..., None]:
    """A function that updates arithmetic means of all parameters."""

    def update(means: Tensors, values: Tensors, count: Any) -> None:
        _move(means, values, 1 / (int(count) + 1))

    return update


def get_ema_avg_fn(decay: float = 0.999) -> Callable[..., Any]:
    """A function that returns the next exponential moving average of one parameter.

    Raises:
        ValueError: a decay outside of [0, 1].
    """
    _check_decay(decay)

    def update(mean: Any, value: Any, count: Any) -> Any:
        return decay * mean + (1 - decay) * value

    return update


def get_swa_avg_fn() -> Callable[..., Any]:
    """A function that returns the next arithmetic mean of one parameter."""

    def update(mean: Any, value: Any, count: Any) -> Any:
        return mean + (value - mean) / (count + 1)

    return update


class AveragedModel(Module):
    """A copy of a model whose parameters are averages of the model's over training (SWA, EMA).

    Attributes:
        module: the copy.
        n_averaged: the number of updates so far, as a tensor.

    Raises:
        AssertionError: both averaging functions are given.
    """

    def __init__(
        self,
        model: Any,
        device: Any = None,
        avg_fn: Callable[..., Any] | None = None,
        multi_avg_fn: Callable[..., None] | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model).to(device)
        self.register_buffer("n_averaged", creation.tensor(0))
        self.avg_fn, self.multi_avg_fn = avg_fn, multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Call the copy."""
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Any) -> None:
        """Update the means by a model's present parameters."""
        means, values = (self._averaged(each) for each in (self.module, model))
        if int(self.n_averaged) == 0:
            _move(means, values, 1.0)
        elif self.avg_fn is None:
            (self.multi_avg_fn or get_swa_multi_avg_fn())(means, values, self.n_averaged)
        else:
            for mean, value in zip(means, values, strict=True):
                moved = self.avg_fn(mean, value, self.n_averaged)
                combined.copy_from.apply_in_place(mean, moved)
        if not self.use_buffers:
            _move([*self.module.buffers()], [*model.buffers()], 1.0)
        self.n_averaged += 1

    def _averaged(self, model: Any) -> Tensors:
        buffers = model.buffers() if self.use_buffers else ()
        return [shape.detach(each) for each in chain(model.parameters(), buffers)]


def update_bn(loader: Iterable[Any], model: Any, device: Any = None) -> None:
    """Compute a model's running batch statistics anew, as means over all batches."""
    layers = [each for each in model.modules() if isinstance(each, _BatchNorm)]
    if not layers:
        return
    momenta = [each.momentum for each in layers]
    was_training = model.training
    model.train()
    for each in layers:
        each.reset_running_stats()
        each.momentum = None
    with grad_mode.no_grad():
        for batch in loader:
            model(batch[0] if isinstance(batch, list | tuple) else batch)
    for each, momentum in zip(layers, momenta, strict=True):
        each.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """Anneals the learning rate to a fixed one, at which it stays.

    Raises:
        ValueError: another strategy than "cos" and "linear", or a negative number of steps.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: Any,
        anneal_epochs: int = 10,
        anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ) -> None:
        rates = per_group("swa_lr", optimizer, swa_lr)
        for rate, group in zip(rates, optimizer.param_groups):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self._anneal_strategy = anneal_strategy
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _progress(self, step: int) -> float:
        """The fraction of the way to the fixed rate that is done after some steps."""
        done = max(0, min(1, step / max(1, self.anneal_epochs)))
        return (1 - math.cos(math.pi * done)) / 2 if self._anneal_strategy == "cos" else done

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        step = max(1, self._step_count - 1) if not self.anneal_epochs else self._step_count - 1
        before, now = self._progress(step - 1), self._progress(step)
        rates = []
        for group in self.optimizer.param_groups:
            goal = group["swa_lr"]
            start = goal if before == 1 else (group["lr"] - before * goal) / (1 - before)
            rates.append(goal * now + start * (1 - now))
        return rates


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.optim.swa_utils", name, ["AveragedModel", "SWALR", "update_bn"])
