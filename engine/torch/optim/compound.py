"""Schedules made of others."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Any

from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.plateau import ReduceLROnPlateau
from engine.torch.optim.schedule import LRScheduler


class _OfSeveral(LRScheduler):
    """A schedule made of others."""

    _schedulers: Sequence[LRScheduler]

    def state_dict(self) -> dict[str, Any]:
        """All but the optimiser, and the states of the schedules."""
        own = {name: each for name, each in super().state_dict().items() if name != "_schedulers"}
        return own | {"_schedulers": [each.state_dict() for each in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over a state."""
        own = {name: value for name, value in state_dict.items() if name != "_schedulers"}
        super().load_state_dict(own)
        for each, state in zip(self._schedulers, state_dict["_schedulers"]):
            each.load_state_dict(state)


class SequentialLR(_OfSeveral):
    """Several schedules one after the other."""

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler],
        milestones: Sequence[int],
        last_epoch: int = -1,
    ) -> None:
        if not schedulers:
            raise ValueError("SequentialLR expects at least one scheduler, but got no scheduler.")
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
            group["lr"] = group["initial_lr"]
        for each in schedulers:
            each.last_epoch -= 1
            each._step_count = 0
        self._begin(self._schedulers[0])

    def _begin(self, scheduler: LRScheduler, epoch: int | None = None) -> None:
        scheduler._is_initial = True
        scheduler._advance(epoch)
        scheduler._is_initial = False
        self._last_lr = scheduler.get_last_lr()

    def step(self) -> None:  # type: ignore[override]
        """Set the next rates by the schedule whose turn it is."""
        self.last_epoch += 1
        at = bisect.bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[at]
        if at > 0 and self._milestones[at - 1] == self.last_epoch:
            scheduler._advance(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(_OfSeveral):
    """Several schedules at once: each changes the rates that the one before has set."""

    def __init__(
        self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None
    ) -> None:
        if not schedulers:
            raise ValueError(
                "ChainedScheduler expects at least one scheduler to be chained, but got no "
                "scheduler."
            )
        self.optimizer = optimizer or schedulers[0].optimizer
        for at, each in enumerate(schedulers):
            if isinstance(each, ReduceLROnPlateau):
                raise ValueError(
                    "ChainedScheduler does not support `ReduceLROnPlateau` scheduler as it "
                    "requires additional kwargs to be specified when calling `step`, but got one "
                    f"at index {at} in the given schedulers sequence."
                )
            if each.optimizer is not self.optimizer:
                raise ValueError(
                    "ChainedScheduler expects all schedulers to belong to the same optimizer, but "
                    f"got scheduler {type(each).__name__} at index {at} has {each.optimizer}, "
                    f"which is different from {type(self.optimizer).__name__}."
                )
        self._schedulers = schedulers
        self._last_lr = self._lrs

    def step(self) -> None:  # type: ignore[override]
        """Set the next rates by one schedule after the other."""
        for each in self._schedulers:
            each.step()
        self._last_lr = self._lrs
