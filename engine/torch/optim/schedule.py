"""The base of schedules of learning rates."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from engine import grad_mode
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap
from engine.torch.optim.optimizer import Group, Optimizer
from engine.torch.tensors import in_place
from engine.unobserved import rewriting

_EPOCH = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where "
    "possible. Please use `scheduler.step()` to step the scheduler. During the deprecation, if "
    "epoch is different from None, the closed form is used instead of the new chainable form, "
    "where available. Please open an issue if you are unable to replicate your use case: "
    "https://github.com/pytorch/pytorch/issues/new/choose."
)


def check_optimizer(given: object) -> None:
    """Check that a schedule is for an optimizer.

    Raises:
        TypeError: it is for something else.
    """
    if not isinstance(given, Optimizer):
        raise TypeError(f"{type(given).__name__} is not an Optimizer")


def warn_of_epoch() -> None:
    """Warn that a script says itself how many steps there were."""
    warn(_EPOCH)


def rates_of(optimizer: Optimizer, name: str = "lr") -> list[Any]:
    """The rates of the groups; of those that are tensors, copies."""
    given = [group[name] for group in optimizer.param_groups]
    return [wrap(np.array(each._data)[()]) if isinstance(each, Tensor) else each for each in given]


def of_groups(name: str, optimizer: Optimizer, given: Any) -> list[Any]:
    """A setting for each group.

    Raises:
        ValueError: there are others than groups.
    """
    count = len(optimizer.param_groups)
    if not isinstance(given, list | tuple):
        return [given] * count
    if len(given) != count:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(given)} "
            f"values, param_groups has {count}."
        )
    return list(given)


def _warning(get_lr: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What computes the next rates, and warns a script that calls it."""

    @wraps(get_lr)
    def warns(self: LRScheduler) -> Any:
        if not self._get_lr_called_within_step:
            warn(
                "To get the last learning rate computed by the scheduler, please use "
                "`get_last_lr()`."
            )
        return get_lr(self)

    return warns


class LRScheduler:
    """The base of schedules; a subclass says ``get_lr``.

    Attributes:
        base_lrs: the rates that it started from.
        last_epoch: how many steps there were.
    """

    _is_initial = False
    _get_lr_called_within_step = False

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if cls.__module__.startswith(f"{__package__}.") and "get_lr" in cls.__dict__:
            cls.get_lr = _warning(cls.get_lr)  # type: ignore[method-assign,assignment]

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for number, (group, rate) in enumerate(zip(optimizer.param_groups, self._group_lrs)):
            if last_epoch == -1:
                group.setdefault("initial_lr", rate)
            elif "initial_lr" not in group:
                raise KeyError(
                    "param 'initial_lr' is not specified in param_groups"
                    f"[{number}] when resuming scheduler with last_epoch >= 0.\nThis typically "
                    "happens when:\n1. You're trying to resume training from a checkpoint but "
                    "haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0 "
                    "for a fresh training run (not recommended)"
                )
        self.base_lrs = rates_of(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        if optimizer._watched_from is None:
            optimizer._watched_from = optimizer._step_count
        self._initial_step()

    def _initial_step(self) -> None:
        """The step that a schedule begins with."""
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def get_lr(self) -> list[float]:
        """The next learning rates.

        Raises:
            NotImplementedError: a subclass does not say them.
        """
        raise NotImplementedError

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The rates after a number of steps; by default as if it was the next one."""
        closed: Callable[[], list[float]] = getattr(self, "_get_closed_form_lr", self.get_lr)
        return closed()

    def get_last_lr(self) -> list[float]:
        """The present rates."""
        return self._last_lr

    @property
    def _group_lrs(self) -> list[Any]:
        return rates_of(self.optimizer)

    def step(self, epoch: int | None = None) -> None:
        """Set the next rates, or those of another step."""
        if self._step_count == 1 and self.optimizer._step_count == self.optimizer._watched_from:
            warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch "
                "1.1.0 and later, you should call them in the opposite order: `optimizer.step()` "
                "before `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping "
                "the first value of the learning rate schedule. See more details at "
                "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
            )
        self._step_count += 1
        if epoch is not None:
            warn_of_epoch()
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        """Set the next rates, or those of another step, without counting it."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        self._set_rates(self.get_lr if epoch is None else lambda: self._get_lr_at(epoch))

    def _set_rates(self, rates: Callable[[], list[float]]) -> None:
        """Set rates that are computed."""
        self._get_lr_called_within_step = True
        try:
            computed = rates()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, computed, strict=True):
            self._set_rate(group, rate)
        self._last_lr = self._group_lrs

    def _set_rate(self, group: Group, rate: Any) -> None:
        """Set the rate of one group; one that is a tensor stays the same tensor."""
        known = group["lr"]
        if not isinstance(known, Tensor):
            group["lr"] = rate
            return
        with grad_mode.no_grad(), rewriting(type(self).__name__, known):
            in_place.fill_(known, rate.item() if isinstance(rate, Tensor) else rate)

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimiser."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load a state."""
        self.__dict__.update(state_dict)


class _LRScheduler(LRScheduler):
    """The base under its older name."""

    __module__ = "torch.optim.lr_scheduler"
