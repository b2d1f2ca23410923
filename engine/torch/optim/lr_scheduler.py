"""The module ``torch.optim.lr_scheduler``: learning rate schedules.

Source: torch.optim.lr_scheduler, PyTorch 2.13; each rate follows from the one before, as there.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence
from types import FunctionType
from typing import Any

from engine.torch.names.absent import missing as _missing
from engine.torch.optim.compound import ChainedScheduler as ChainedScheduler
from engine.torch.optim.compound import SequentialLR as SequentialLR
from engine.torch.optim.cycles import CosineAnnealingLR as CosineAnnealingLR
from engine.torch.optim.cycles import CosineAnnealingWarmRestarts as CosineAnnealingWarmRestarts
from engine.torch.optim.cycles import CyclicLR as CyclicLR
from engine.torch.optim.cycles import OneCycleLR as OneCycleLR
from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.plateau import ReduceLROnPlateau as ReduceLROnPlateau
from engine.torch.optim.schedule import LRScheduler
from engine.torch.optim.schedule import _LRScheduler as _LRScheduler


class LambdaLR(LRScheduler):
    """The initial learning rate times a function of the number of steps.

    Raises:
        ValueError: a list of other than one function per group.
    """

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        count = len(optimizer.param_groups)
        if not isinstance(lr_lambda, list | tuple):
            lr_lambda = [lr_lambda] * count
        if len(lr_lambda) != count:
            raise ValueError(f"Expected {count} lr_lambdas, but got {len(lr_lambda)}")
        self.lr_lambdas = list(lr_lambda)
        super().__init__(optimizer, last_epoch)

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimiser; of functions only those that are callable objects."""
        states = [
            None if isinstance(each, FunctionType) else each.__dict__.copy()
            for each in self.lr_lambdas
        ]
        state = super().state_dict()
        del state["lr_lambdas"]
        return state | {"lr_lambdas": states}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load what ``state_dict`` returned, with the current functions."""
        super().load_state_dict(state_dict | {"lr_lambdas": self.lr_lambdas})
        for each, state in zip(self.lr_lambdas, state_dict["lr_lambdas"]):
            if state is not None:
                each.__dict__.update(state)

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        return [
            base * factor(self.last_epoch) for factor, base in zip(self.lr_lambdas, self.base_lrs)
        ]


class MultiplicativeLR(LambdaLR):
    """The previous learning rate times a function of the number of steps.

    Raises:
        TypeError: something that is not a function.
        ValueError: a list of other than one function per group.
    """

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        super().__init__(optimizer, lr_lambda, last_epoch)
        for each in self.lr_lambdas:
            if not callable(each):
                raise TypeError(f"lr_lambda should be a function, but got {type(each).__name__}")

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        if self._is_initial:
            return self._group_lrs
        return [
            lr * factor(self.last_epoch) for factor, lr in zip(self.lr_lambdas, self._group_lrs)
        ]


class StepLR(LRScheduler):
    """The learning rate times ``gamma`` every ``step_size`` steps."""

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        if self.last_epoch == 0 or self.last_epoch % self.step_size:
            return self._group_lrs
        return [lr * self.gamma for lr in self._group_lrs]

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The learning rates for an epoch, in closed form."""
        return [base * self.gamma ** (epoch // self.step_size) for base in self.base_lrs]


class MultiStepLR(LRScheduler):
    """The learning rate times ``gamma`` at given steps."""

    def __init__(
        self,
        optimizer: Optimizer,
        milestones: Sequence[int],
        gamma: float = 0.1,
        last_epoch: int = -1,
    ) -> None:
        self.milestones, self.gamma = Counter(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        return [lr * self.gamma ** self.milestones[self.last_epoch] for lr in self._group_lrs]

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The learning rates for an epoch, in closed form."""
        return [
            base * self.gamma ** bisect.bisect_right(sorted(self.milestones.elements()), epoch)
            for base in self.base_lrs
        ]


class ConstantLR(LRScheduler):
    """The learning rate times a constant factor for the first ``total_iters`` steps.

    Raises:
        ValueError: a factor outside of [0, 1].
    """

    def __init__(
        self,
        optimizer: Optimizer,
        factor: float = 1.0 / 3,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if factor > 1.0 or factor < 0:
            raise ValueError("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        if self.last_epoch == 0:
            return [lr * self.factor for lr in self._group_lrs]
        if self.last_epoch != self.total_iters:
            return self._group_lrs
        return [lr * (1.0 / self.factor) for lr in self._group_lrs]

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The learning rates for an epoch, in closed form."""
        return [
            base * (self.factor + (epoch >= self.total_iters) * (1 - self.factor))
            for base in self.base_lrs
        ]


class LinearLR(LRScheduler):
    """The learning rate times a factor that changes linearly over ``total_iters`` steps.

    Raises:
        ValueError: a start factor outside of (0, 1], or an end factor outside of [0, 1].
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if start_factor > 1.0 or start_factor <= 0:
            raise ValueError(
                "Starting multiplicative factor expected to be greater than 0 and less or equal to "
                "1."
            )
        if end_factor > 1.0 or end_factor < 0:
            raise ValueError("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor, self.end_factor = start_factor, end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        if self.last_epoch == 0:
            return [lr * self.start_factor for lr in self._group_lrs]
        if self._is_initial or self.last_epoch > self.total_iters:
            return self._group_lrs
        change = self.end_factor - self.start_factor
        before = self.total_iters * self.start_factor + (self.last_epoch - 1) * change
        return [lr * (1.0 + change / before) for lr in self._group_lrs]

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The learning rates for an epoch, in closed form."""
        return [
            base
            * (
                self.start_factor
                + (self.end_factor - self.start_factor)
                * min(self.total_iters, epoch)
                / self.total_iters
            )
            for base in self.base_lrs
        ]


class ExponentialLR(LRScheduler):
    """The learning rate times ``gamma`` at each step."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        return self._group_lrs if self._is_initial else [lr * self.gamma for lr in self._group_lrs]

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The learning rates for an epoch, in closed form."""
        return [base * self.gamma**epoch for base in self.base_lrs]


class PolynomialLR(LRScheduler):
    """Polynomial decay: the learning rate times a power of the remaining fraction of steps."""

    def __init__(
        self,
        optimizer: Optimizer,
        total_iters: int = 5,
        power: float = 1.0,
        last_epoch: int = -1,
    ) -> None:
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        if self._is_initial or self.last_epoch > self.total_iters:
            return self._group_lrs
        left = 1.0 - self.last_epoch / self.total_iters
        before = 1.0 - (self.last_epoch - 1) / self.total_iters
        return [lr * (left / before) ** self.power for lr in self._group_lrs]

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The learning rates for an epoch, in closed form."""
        return [
            base * (1.0 - min(self.total_iters, epoch) / self.total_iters) ** self.power
            for base in self.base_lrs
        ]


_NAMES = [each for each in globals() if "LR" in each or "Scheduler" in each]


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.optim.lr_scheduler", name, _NAMES)
