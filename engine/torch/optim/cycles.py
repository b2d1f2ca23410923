"""Schedules that go in waves."""

from __future__ import annotations

import math

from engine.errors import missing as _missing
from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.schedule import LRScheduler


class CosineAnnealingLR(LRScheduler):
    """The rate along half a wave of a cosine, down to a smallest one.

    Source: Loshchilov and Hutter 2016.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        T_max: int,  # noqa: N803
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next rates."""
        epoch, half, low = self.last_epoch, self.T_max, self.eta_min
        if epoch == 0:
            return self._lrs
        if self._step_count == 1 and epoch > 0:
            return [
                low + (base - low) * (1 + math.cos(epoch * math.pi / half)) / 2
                for base in self.base_lrs
            ]
        if (epoch - 1 - half) % (2 * half) == 0:
            rise = (1 - math.cos(math.pi / half)) / 2
            return [lr + (base - low) * rise for base, lr in zip(self.base_lrs, self._lrs)]
        ratio = (1 + math.cos(math.pi * epoch / half)) / (
            1 + math.cos(math.pi * (epoch - 1) / half)
        )
        return [ratio * (lr - low) + low for lr in self._lrs]

    def get_lr_at(self, epoch: int) -> list[float]:
        """The rates after a number of steps."""
        return [
            self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * epoch / self.T_max)) / 2
            for base in self.base_lrs
        ]


class CosineAnnealingWarmRestarts(LRScheduler):
    """The rate along half a wave of a cosine, again and again."""

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,  # noqa: N803
        T_mult: int = 1,  # noqa: N803
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"Expected integer T_mult >= 1, but got {T_mult}")
        self.T_0 = self.T_i = T_0
        self.T_mult, self.eta_min, self.T_cur = T_mult, eta_min, last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next rates."""
        share = (1 + math.cos(math.pi * self.T_cur / self.T_i)) / 2
        return [self.eta_min + (base - self.eta_min) * share for base in self.base_lrs]

    def step(self, epoch: int | None = None) -> None:
        """Set the next rates; after a whole half wave begin again, perhaps with a longer one."""
        self.T_cur += 1
        if self.T_cur >= self.T_i:
            self.T_cur -= self.T_i
            self.T_i *= self.T_mult
        super().step()


class OneCycleLR(LRScheduler):
    """The rate up to a largest one, then down to almost none.

    Source: Smith and Topin 2017.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float,
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float = 0.85,
        max_momentum: float = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ValueError(
                    "You must define either total_steps OR (epochs AND steps_per_epoch)"
                )
            total_steps = epochs * steps_per_epoch
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        if three_phase:
            raise _missing("OneCycleLR", "three_phase", [])
        self.total_steps, self.anneal_strategy = total_steps, anneal_strategy
        self.cycle_momentum = (cycle_momentum and "momentum" in optimizer.defaults) or (
            cycle_momentum and "betas" in optimizer.defaults
        )
        self.base_momentum, self.max_momentum = base_momentum, max_momentum
        self.turn = float(pct_start * total_steps) - 1
        start = max_lr / div_factor
        self.ends = (start, max_lr, start / final_div_factor)
        for group in optimizer.param_groups:
            group["initial_lr"] = start
        super().__init__(optimizer, last_epoch)

    def _between(self, start: float, end: float, share: float) -> float:
        if self.anneal_strategy == "cos":
            return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)
        return (end - start) * share + start

    def get_lr(self) -> list[float]:
        """The next rates."""
        step = self.last_epoch
        if step > self.total_steps:
            raise ValueError(
                f"Tried to step {step} times. The total number of steps is {self.total_steps}"
            )
        start, top, end = self.ends
        if step <= self.turn:
            share = step / self.turn
            rate = self._between(start, top, share)
            momentum = self._between(self.max_momentum, self.base_momentum, share)
        else:
            share = (step - self.turn) / (self.total_steps - 1 - self.turn)
            rate = self._between(top, end, share)
            momentum = self._between(self.base_momentum, self.max_momentum, share)
        if self.cycle_momentum:
            for group in self.optimizer.param_groups:
                if "betas" in group:
                    group["betas"] = (momentum, *group["betas"][1:])
                else:
                    group["momentum"] = momentum
        return [rate] * len(self.optimizer.param_groups)
