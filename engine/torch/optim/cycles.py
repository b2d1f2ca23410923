"""Periodic learning rate schedules.

Source: torch.optim.lr_scheduler, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.schedule import LRScheduler, check_optimizer, per_group

_NO_MOMENTUM = "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"


class CosineAnnealingLR(LRScheduler):
    """Cosine annealing of the learning rate, down to a minimum after ``T_max`` steps.

    ``eta_min + (base_lr - eta_min) (1 + cos(pi t / T_max)) / 2``

    Source: torch.optim.lr_scheduler.CosineAnnealingLR; Loshchilov and Hutter 2016, equation 5.
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
        """The next learning rates."""
        epoch, half, low = self.last_epoch, self.T_max, self.eta_min
        if self._is_initial:
            return self._group_lrs
        if self._step_count == 1 and epoch > 0:
            return [
                low + (base - low) * (1 + math.cos(epoch * math.pi / half)) / 2
                for base in self.base_lrs
            ]
        if (epoch - 1 - half) % (2 * half) == 0:
            rise = (1 - math.cos(math.pi / half)) / 2
            return [lr + (base - low) * rise for base, lr in zip(self.base_lrs, self._group_lrs)]
        ratio = (1 + math.cos(math.pi * epoch / half)) / (
            1 + math.cos(math.pi * (epoch - 1) / half)
        )
        return [ratio * (lr - low) + low for lr in self._group_lrs]

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The learning rates for an epoch, in closed form."""
        return [
            self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * epoch / self.T_max)) / 2
            for base in self.base_lrs
        ]


class CosineAnnealingWarmRestarts(LRScheduler):
    """Cosine annealing of the learning rate with warm restarts.

    The first period has ``T_0`` steps, each further one ``T_mult`` times as many.

    Raises:
        ValueError: ``T_0`` or ``T_mult`` is not a positive integer, or ``eta_min`` not a number.

    Source: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts; Loshchilov and Hutter 2016.
    """

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
        if not isinstance(eta_min, float | int):
            raise ValueError(
                f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}"
            )
        self.T_0 = self.T_i = T_0
        self.T_mult, self.eta_min = T_mult, eta_min
        self.T_cur: float = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The next learning rates."""
        fraction = (1 + math.cos(math.pi * self.T_cur / self.T_i)) / 2
        return [self.eta_min + (base - self.eta_min) * fraction for base in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Set the next learning rates; after a full period restart, perhaps with a longer one.

        Raises:
            ValueError: a negative epoch.
        """
        if epoch is None and self.last_epoch >= 0:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur -= self.T_i
                self.T_i *= self.T_mult
        else:
            epoch = 0 if epoch is None else epoch
            if epoch < 0:
                raise ValueError(f"Expected non-negative epoch, but got {epoch}")
            self._go_to(epoch)
        self.last_epoch = math.floor(epoch)
        self._set_rates(self.get_lr)

    def _go_to(self, epoch: float) -> None:
        """Find the period of an epoch, which may be fractional."""
        first, growth = self.T_0, self.T_mult
        self.T_i, self.T_cur = first, epoch
        if epoch >= first and growth == 1:
            self.T_cur = epoch % first
        elif epoch >= first:
            restarts = int(math.log(epoch / first * (growth - 1) + 1, growth))
            self.T_cur = epoch - first * (growth**restarts - 1) / (growth - 1)
            self.T_i = first * growth**restarts


def _set_momentum(group: dict[str, Any], momentum: float) -> None:
    """Set a group's momentum, or its first beta."""
    if "betas" in group:
        group["betas"] = (momentum, *group["betas"][1:])
    else:
        group["momentum"] = momentum


class CyclicLR(LRScheduler):
    """Cyclical learning rates: linearly up to a maximum and down again.

    Raises:
        ValueError: an unknown ``mode``, lists of other lengths than groups, or an optimiser that
            has no momentum to cycle.

    Source: torch.optim.lr_scheduler.CyclicLR; Smith 2015.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.8,
        max_momentum: float | list[float] = 0.9,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        low = per_group("base_lr", optimizer, base_lr)
        self.max_lrs = per_group("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        self.total_size = up + (up if step_size_down is None else float(step_size_down))
        self.step_ratio = up / self.total_size
        if scale_fn is None and mode not in ("triangular", "triangular2", "exp_range"):
            raise ValueError("mode is invalid and scale_fn is None")
        self.mode, self.gamma, self._scale_fn_custom = mode, gamma, scale_fn
        self.scale_mode = scale_mode
        if scale_fn is None:
            self.scale_mode = "iterations" if mode == "exp_range" else "cycle"
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            if not {"momentum", "betas"} & optimizer.defaults.keys():
                raise ValueError(_NO_MOMENTUM)
            self.use_beta1 = "betas" in optimizer.defaults
            self.base_momentums = per_group("base_momentum", optimizer, base_momentum)
            self.max_momentums = per_group("max_momentum", optimizer, max_momentum)
        if last_epoch == -1:
            for at, group in enumerate(optimizer.param_groups):
                self._set_rate(group, low[at])
                if cycle_momentum:
                    _set_momentum(group, self.max_momentums[at])
                    group["max_momentum"] = self.max_momentums[at]
                    group["base_momentum"] = self.base_momentums[at]
        super().__init__(optimizer, last_epoch)
        self.base_lrs = low

    def scale_fn(self, x: float) -> float:
        """The factor of the amplitude, given the number of the cycle or of the step."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        if self.mode == "exp_range":
            return math.pow(self.gamma, x)
        return 1.0 if self.mode == "triangular" else 1 / (2.0 ** (x - 1))

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimiser and a custom scaling function."""
        state = super().state_dict()
        del state["_scale_fn_custom"]
        return state | {"_scale_fn_custom": None}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load a state, with the current scaling function."""
        super().load_state_dict(state_dict | {"_scale_fn_custom": self._scale_fn_custom})

    def get_lr(self) -> list[float]:
        """The next learning rates; the momenta cycle inversely."""
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        rises = x <= self.step_ratio
        fraction = x / self.step_ratio if rises else (x - 1) / (self.step_ratio - 1)
        scale = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            ends = zip(self.optimizer.param_groups, self.base_momentums, self.max_momentums)
            for group, low, high in ends:
                _set_momentum(group, high - (high - low) * fraction * scale)
        return [
            low + (high - low) * fraction * scale for low, high in zip(self.base_lrs, self.max_lrs)
        ]


def _total_steps(total_steps: Any, epochs: Any, steps_per_epoch: Any) -> int:
    """The number of steps of a cycle.

    Raises:
        ValueError: it is missing, or not a positive integer.
    """
    if total_steps is None and (epochs is None or steps_per_epoch is None):
        raise ValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
    factors = {"total_steps": total_steps}
    if total_steps is None:
        factors = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    for name, count in factors.items():
        if count <= 0 or not isinstance(count, int):
            raise ValueError(f"Expected positive integer {name}, but got {count}")
    return math.prod(factors.values())


def _phases(total_steps: int, pct_start: float, three_phase: bool) -> list[dict[str, Any]]:
    """The phases: their last steps, and initial and final learning rates and momenta."""
    turns = [float(pct_start * total_steps) - 1, total_steps - 1]
    if three_phase:
        turns.insert(1, float(2 * pct_start * total_steps) - 2)
    levels = ["initial_lr", "max_lr", "initial_lr", "min_lr"]
    momenta = ["max_momentum", "base_momentum", "max_momentum", "max_momentum"]
    if not three_phase:
        del levels[2], momenta[3]
    return [
        {
            "end_step": turn,
            "start_lr": levels[at],
            "end_lr": levels[at + 1],
            "start_momentum": momenta[at],
            "end_momentum": momenta[at + 1],
        }
        for at, turn in enumerate(turns)
    ]


class OneCycleLR(LRScheduler):
    """The 1cycle policy: the learning rate rises to a maximum, then falls to almost 0.

    Raises:
        ValueError: the number of steps is missing or not positive, a setting is out of its range,
            or an optimiser has no momentum to cycle; at a step, all steps are done.

    Source: torch.optim.lr_scheduler.OneCycleLR; Smith and Topin 2017.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        self.total_steps = _total_steps(total_steps, epochs, steps_per_epoch)
        if not isinstance(pct_start, float) or not 0 <= pct_start <= 1:
            raise ValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self._schedule_phases = _phases(self.total_steps, pct_start, three_phase)
        self._anneal_func_type = anneal_strategy
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            if not {"momentum", "betas"} & optimizer.defaults.keys():
                raise ValueError(_NO_MOMENTUM)
            self.use_beta1 = "betas" in optimizer.defaults
            ends = list(
                zip(
                    per_group("max_momentum", optimizer, max_momentum),
                    per_group("base_momentum", optimizer, base_momentum),
                )
            )
        tops = per_group("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for at, (group, top) in enumerate(zip(optimizer.param_groups, tops)):
                group["initial_lr"], group["max_lr"] = top / div_factor, top
                group["min_lr"] = group["initial_lr"] / final_div_factor
                if cycle_momentum:
                    _set_momentum(group, ends[at][0])
                    group["max_momentum"], group["base_momentum"] = ends[at]
        super().__init__(optimizer, last_epoch)

    def _between(self, start: float, end: float, fraction: float) -> float:
        if self._anneal_func_type == "cos":
            return end + (start - end) / 2.0 * (math.cos(math.pi * fraction) + 1)
        return (end - start) * fraction + start

    def get_lr(self) -> list[float]:
        """The next learning rates; the momenta change inversely.

        Raises:
            ValueError: all steps are done.
        """
        step, phases = self.last_epoch, self._schedule_phases
        if step > self.total_steps:
            raise ValueError(
                f"Tried to step {step} times. The specified number of total steps is "
                f"{self.total_steps}"
            )
        ends = [phase["end_step"] for phase in phases]
        at = next((at for at, end in enumerate(ends) if step <= end), len(ends) - 1)
        before = ends[at - 1] if at else 0
        fraction = (step - before) / (ends[at] - before)
        rates, phase = [], phases[at]
        for group in self.optimizer.param_groups:
            rates.append(self._between(group[phase["start_lr"]], group[phase["end_lr"]], fraction))
            if self.cycle_momentum:
                start, end = group[phase["start_momentum"]], group[phase["end_momentum"]]
                _set_momentum(group, self._between(start, end, fraction))
        return rates
