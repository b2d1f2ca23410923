"""The base of learning rate schedules.

Source: torch.optim.lr_scheduler.LRScheduler, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from engine import grad_mode
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap
from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.state import Group
from engine.torch.tensors import in_place_writing
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
    """Warn that a script passed ``epoch`` to ``step``."""
    warn(_EPOCH)


def setting_of_groups(optimizer: Optimizer, name: str) -> list[Any]:
    """A setting of each group, such as its learning rate; of those that are tensors, copies."""
    given = [group[name] for group in optimizer.param_groups]
    return [wrap(np.array(each._data)[()]) if isinstance(each, Tensor) else each for each in given]


def per_group(name: str, optimizer: Optimizer, given: Any) -> list[Any]:
    """A schedule's setting for each group: one for all, or a list of one per group.

    Args:
        name: what errors call it.
        optimizer: the optimiser with the groups.
        given: the setting, or the list.

    Raises:
        ValueError: the list has another length.
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
    """A ``get_lr`` that warns if a script calls it, rather than ``step``."""

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
    """The base of schedules; a subclass defines ``get_lr``.

    Attributes:
        optimizer: the optimiser whose learning rates it sets.
        base_lrs: for each group the initial learning rate.
        last_epoch: the number of steps so far.

    Raises:
        TypeError: the optimizer is none.
        KeyError: ``last_epoch`` is given, but a group has no initial learning rate.
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
        self.base_lrs = setting_of_groups(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        if optimizer._watched_from is None:
            optimizer._watched_from = optimizer._step_count
        self._initial_step()

    def _initial_step(self) -> None:
        """The step with which a schedule begins, for the rates of epoch 0."""
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def get_lr(self) -> list[float]:
        """The learning rates for ``last_epoch``, one per group, from those before it.

        Raises:
            NotImplementedError: a subclass does not define them.
        """
        raise NotImplementedError

    def _get_lr_at(self, epoch: int) -> list[float]:
        """The learning rates for an epoch, in closed form; where there is none, as ``get_lr``."""
        closed: Callable[[], list[float]] = getattr(self, "_get_closed_form_lr", self.get_lr)
        return closed()

    def get_last_lr(self) -> list[float]:
        """The learning rates that the last step set."""
        return self._last_lr

    @property
    def _group_lrs(self) -> list[Any]:
        return setting_of_groups(self.optimizer, "lr")

    def step(self, epoch: int | None = None) -> None:
        """Set the next learning rates, or those of an epoch."""
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
        """As ``step``, without counting it."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        self._set_rates(self.get_lr if epoch is None else lambda: self._get_lr_at(epoch))

    def _set_rates(self, rates: Callable[[], list[float]]) -> None:
        """Compute the learning rates and set those of all groups."""
        self._get_lr_called_within_step = True
        try:
            computed = rates()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, computed, strict=True):
            self._set_rate(group, rate)
        self._last_lr = self._group_lrs

    def _set_rate(self, group: Group, rate: Any) -> None:
        """Set the learning rate of one group; a tensor is overwritten in place."""
        lr = group["lr"]
        if not isinstance(lr, Tensor):
            group["lr"] = rate
            return
        with grad_mode.no_grad(), rewriting(type(self).__name__, lr):
            in_place_writing.fill_(lr, rate.item() if isinstance(rate, Tensor) else rate)

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimiser."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load what ``state_dict`` returned."""
        self.__dict__.update(state_dict)


class _LRScheduler(LRScheduler):
    """The base under its older name."""

    __module__ = "torch.optim.lr_scheduler"
