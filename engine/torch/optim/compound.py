"""Learning rate schedules made of others.

Source: torch.optim.lr_scheduler, PyTorch 2.13.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Any

from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.plateau import ReduceLROnPlateau
from engine.torch.optim.schedule import LRScheduler


class _CompoundLR(LRScheduler):
    """The base of schedules made of others, whose states are part of its own."""

    _schedulers: Sequence[LRScheduler]

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimiser, with the states of the schedules."""
        own = {name: each for name, each in super().state_dict().items() if name != "_schedulers"}
        return own | {"_schedulers": [each.state_dict() for each in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load what ``state_dict`` returned."""
        own = {name: value for name, value in state_dict.items() if name != "_schedulers"}
        super().load_state_dict(own)
        for each, state in zip(self._schedulers, state_dict["_schedulers"]):
            each.load_state_dict(state)


def _check(kind: str, schedulers: Sequence[LRScheduler], optimizer: Optimizer) -> None:
    """Check that all schedules belong to an optimiser, and need no arguments to ``step``.

    Raises:
        TypeError: something that is not a schedule.
        ValueError: a schedule that needs a metric, or of another optimiser.
    """
    for at, each in enumerate(schedulers):
        if not hasattr(each, "optimizer"):
            raise TypeError(f"{kind} at index {at} should have `optimizer` as its attribute.")
        if isinstance(each, ReduceLROnPlateau):
            raise ValueError(
                f"{kind} does not support `ReduceLROnPlateau` scheduler as it requires additional "
                f"kwargs to be specified when calling `step`, but got one at index {at} in the "
                "given schedulers sequence."
            )
        if each.optimizer is not optimizer:
            raise ValueError(
                f"{kind} expects all schedulers to belong to the same optimizer, but got scheduler "
                f"{type(each).__name__} at index {at} has {each.optimizer}, which is different "
                f"from {type(optimizer).__name__}."
            )


def _undo(scheduler: Any) -> None:
    """Undo the initial step of a schedule and its parts."""
    if hasattr(scheduler, "_schedulers"):
        for each in scheduler._schedulers:
            _undo(each)
    else:
        scheduler.last_epoch -= 1


class SequentialLR(_CompoundLR):
    """Several schedules one after the other: the next one begins at each of ``milestones``.

    Raises:
        TypeError: something that is not a schedule.
        ValueError: no schedules, not one more than milestones, a schedule that needs a metric, or
            one of another optimiser.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler],
        milestones: Sequence[int],
        last_epoch: int = -1,
    ) -> None:
        if not schedulers:
            raise ValueError("SequentialLR expects at least one scheduler, but got no scheduler.")
        _check("SequentialLR", schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                "Sequential Schedulers expects number of schedulers provided to be one more than "
                f"the number of milestone points, but got number of schedulers {len(schedulers)} "
                f"and the number of milestones to be equal to {len(milestones)}"
            )
        self.optimizer = optimizer
        self._schedulers, self._milestones = schedulers, milestones
        self.last_epoch = last_epoch + 1
        for group in optimizer.param_groups:
            self._set_rate(group, group["initial_lr"])
        _undo(self)
        first = schedulers[bisect.bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def step(self) -> None:  # type: ignore[override]
        """Set the next learning rates by the current schedule."""
        self.last_epoch += 1
        at = bisect.bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[at]
        if at > 0 and self._milestones[at - 1] == self.last_epoch:
            scheduler._update_lr(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(_CompoundLR):
    """Several schedules at once: each changes the learning rates that the previous one set.

    Raises:
        TypeError: something that is not a schedule.
        ValueError: no schedules, one that needs a metric, or one of another optimiser.
    """

    def __init__(
        self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None
    ) -> None:
        if not schedulers:
            raise ValueError(
                "ChainedScheduler expects at least one scheduler to be chained, but got no "
                "scheduler."
            )
        self.optimizer = optimizer or schedulers[0].optimizer
        _check("ChainedScheduler", schedulers, self.optimizer)
        self._schedulers = schedulers
        self._last_lr = self._group_lrs

    def step(self) -> None:  # type: ignore[override]
        """Set the next learning rates by one schedule after the other."""
        for each in self._schedulers:
            each.step()
        self._last_lr = self._group_lrs
