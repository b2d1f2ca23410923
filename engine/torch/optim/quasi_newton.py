"""The quasi-Newton optimiser L-BFGS.

Source: torch.optim.LBFGS, PyTorch 2.13 (behaviour); Nocedal 1980.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import grad_mode
from engine.tensor import Tensor, wrap
from engine.torch.optim.line_search import Point, strong_wolfe
from engine.torch.optim.optimizer import Group, Optimizer, check_at_least_0
from engine.torch.optim.state import State, number
from engine.torch.tensors import in_place
from engine.unobserved import rewriting

Closure = Callable[[], Any]

_KEPT = ("d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss")
"""What is remembered from one step to the next, in PyTorch's order."""


class LBFGS(Optimizer):
    """L-BFGS: a quasi-Newton method with a limited memory of past steps."""

    def __init__(
        self,
        params: Any,
        lr: float = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_at_least_0(learning_rate=lr)
        settings = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, settings)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    @property
    def _params(self) -> list[Tensor]:
        params: list[Tensor] = self.param_groups[0]["params"]
        return params

    def _gradient(self) -> np.ndarray:
        """The gradients of all parameters in one row."""
        return np.concatenate(
            [
                _parts(np.zeros_like(p._data) if p._grad is None else p._grad._data)
                for p in self._params
            ]
        )

    def _move(self, step: float, direction: np.ndarray) -> None:
        """Add a multiple of a direction to the parameters."""
        start = 0
        for each in self._params:
            count = _parts(each._data).size
            part = np.ascontiguousarray(direction[start : start + count])
            if each.dtype.is_complex:
                part = part.view(each.dtype.numpy)
            with rewriting("LBFGS", each):
                in_place.add_(each, wrap(part.reshape(each.shape)[()]), alpha=step)
            start += count

    def _asked(self, closure: Closure) -> tuple[Any, float]:
        """What the closure returns, and that as a number."""
        with grad_mode.enable_grad():
            loss = closure()
        return loss, float(loss.item() if isinstance(loss, Tensor) else loss)

    def step(self, closure: Closure | None = None) -> Any:
        """Take up to ``max_iter`` steps; the closure computes the loss and its gradients anew.

        Raises:
            TypeError: no closure.
        """
        if closure is None:
            raise TypeError("LBFGS.step() missing 1 required positional argument: 'closure'")
        with grad_mode.no_grad():
            return self._iterate(closure, self.param_groups[0], self.state[self._params[0]])

    def _iterate(self, closure: Closure, group: Group, state: State) -> Any:
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first, loss = self._asked(closure)
        evaluations = 1
        state["func_evals"] += 1
        gradient = self._gradient()
        if _largest(gradient) <= group["tolerance_grad"]:
            return first
        kept: State = {name: state.get(name) for name in _KEPT}
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            direction = _direction(gradient, state, kept, group["history_size"])
            step = number(group["lr"])
            if state["n_iter"] == 1:
                step *= min(1.0, 1.0 / float(np.abs(gradient).sum()))
            before = Point(0.0, loss, gradient, float(gradient @ direction))
            kept |= {"d": wrap(direction), "prev_flat_grad": wrap(gradient), "t": step}
            kept["prev_loss"] = loss
            if before.slope > -group["tolerance_change"]:
                break
            is_last = iteration == group["max_iter"]
            left = group["max_eval"] - evaluations
            after, asked = self._moved(closure, before, direction, step, is_last, left)
            loss, gradient, kept["t"] = after.loss, after.gradient, after.step
            evaluations += asked
            state["func_evals"] += asked
            if is_last or evaluations >= group["max_eval"]:
                break
            if _is_settled(before, after, direction, group):
                break
        lr = group["lr"]
        if isinstance(lr, Tensor) and group["line_search_fn"] is None:
            kept["t"] = wrap(lr._data.dtype.type(kept["t"]))
        state |= kept
        return first

    def _moved(
        self,
        closure: Closure,
        before: Point,
        direction: np.ndarray,
        step: float,
        is_last: bool,
        left: int,
    ) -> tuple[Point, int]:
        """The point that the parameters are at after a step, and how often the loss was asked."""
        search = self.param_groups[0]["line_search_fn"]
        if search is None:
            self._move(step, direction)
            if is_last:
                return before._replace(step=step), 0
            _, loss = self._asked(closure)
            return Point(step, loss, self._gradient(), 0.0), 1
        if search != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        values = [np.array(each._data) for each in self._params]

        def evaluate(step: float) -> Point:
            self._move(step, direction)
            _, loss = self._asked(closure)
            gradient = self._gradient()
            for each, value in zip(self._params, values):
                with rewriting("LBFGS", each):
                    in_place.copy_(each, wrap(value[()]))
            return Point(step, loss, gradient, float(gradient @ direction))

        after, asked = strong_wolfe(evaluate, before, step, _largest(direction), left)
        self._move(after.step, direction)
        return after, asked


def _parts(values: Any) -> np.ndarray:
    """Elements in one row; of complex ones both parts, one after the other."""
    row = np.ravel(values)
    return row.view(row.real.dtype) if np.iscomplexobj(row) else row


def _largest(row: np.ndarray) -> float:
    return float(np.abs(row).max(initial=0.0))


def _is_settled(before: Point, after: Point, direction: np.ndarray, group: Group) -> bool:
    """Whether a step has hardly changed anything, or has led to where nothing needs to change."""
    least = group["tolerance_change"]
    is_flat: bool = _largest(after.gradient) <= group["tolerance_grad"]
    is_still: bool = _largest(direction * after.step) <= least
    is_level: bool = abs(after.loss - before.loss) < least
    return is_flat or is_still or is_level


def _direction(gradient: np.ndarray, state: State, kept: State, size: int) -> np.ndarray:
    """The way to go: the gradient times the guessed inverse curvature, downwards."""
    if state["n_iter"] == 1:
        kept |= {"old_dirs": [], "old_stps": [], "ro": [], "H_diag": 1}
        return -gradient
    _remember(gradient, kept, size)
    lists = (kept[name] for name in ("old_dirs", "old_stps", "ro"))
    past = [[each._data for each in together] for together in zip(*lists)]
    shares = state.setdefault("al", [None] * size)
    row: np.ndarray = -gradient
    for place, (turn, move, ratio) in reversed(list(enumerate(past))):
        shares[place] = wrap(np.dot(move, row) * ratio)
        row = row - turn * shares[place]._data
    row = row * (kept["H_diag"]._data if past else row.dtype.type(1))
    for place, (turn, move, ratio) in enumerate(past):
        row = row + move * (shares[place]._data - np.dot(turn, row) * ratio)
    return row


def _remember(gradient: np.ndarray, kept: State, size: int) -> None:
    """Keep the last step and how it changed the gradient, where that tells of a curvature."""
    turn = gradient - kept["prev_flat_grad"]._data
    move = kept["d"]._data * gradient.dtype.type(number(kept["t"]))
    product = np.dot(turn, move)
    if not product > 1e-10:
        return
    memory: tuple[list[Any], ...] = (kept["old_dirs"], kept["old_stps"], kept["ro"])
    if len(kept["ro"]) == size:
        for each in memory:
            each.pop(0)
    for each, value in zip(memory, (turn, move, 1 / product)):
        each.append(wrap(value))
    kept["H_diag"] = wrap(product / np.dot(turn, turn))
