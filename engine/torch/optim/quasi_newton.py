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
from engine.torch.optim.optimizer import Optimizer, check_at_least_0
from engine.torch.optim.state import Group, State, as_number
from engine.torch.tensors import in_place, in_place_writing
from engine.unobserved import rewriting

Closure = Callable[[], Any]

_MEMORY = ("d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss")
"""What is kept in the state from one step to the next, in PyTorch's order and by its names.

The last direction and the size of the step along it, the past differences ``y`` of gradients and
``s`` of parameters, ``1 / (y . s)`` for each, the initial inverse curvature, the last gradient, and
the last loss.
"""


class LBFGS(Optimizer):
    """L-BFGS: a quasi-Newton method with a limited memory of past steps.

    Raises:
        ValueError: a negative learning rate, or several parameter groups.
        RuntimeError: at a step, another ``line_search_fn`` than "strong_wolfe".

    Source: torch.optim.LBFGS; Nocedal and Wright 2006, algorithm 7.5.
    """

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
        """The gradients of all parameters as one vector."""
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

    def _loss(self, closure: Closure) -> tuple[Any, float]:
        """The loss as the closure returns it, and as a number."""
        with grad_mode.enable_grad():
            loss = closure()
        return loss, float(loss.item() if isinstance(loss, Tensor) else loss)

    def step(self, closure: Closure | None = None) -> Any:
        """Take up to ``max_iter`` steps.

        Args:
            closure: computes the loss and its gradients anew.

        Returns:
            The first loss, as the closure returned it.

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
        first, loss = self._loss(closure)
        evaluations = 1
        state["func_evals"] += 1
        gradient = self._gradient()
        if _largest(gradient) <= group["tolerance_grad"]:
            return first
        memory: State = {name: state.get(name) for name in _MEMORY}
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            direction = _direction(gradient, state, memory, group["history_size"])
            step = as_number(group["lr"])
            if state["n_iter"] == 1:
                step *= min(1.0, 1.0 / float(np.abs(gradient).sum()))
            before = Point(0.0, loss, gradient, float(gradient @ direction))
            memory |= {"d": wrap(direction), "prev_flat_grad": wrap(gradient), "t": step}
            memory["prev_loss"] = loss
            if before.slope > -group["tolerance_change"]:
                break
            is_last = iteration == group["max_iter"]
            left = group["max_eval"] - evaluations
            after, count = self._moved(closure, before, direction, step, is_last, left)
            loss, gradient, memory["t"] = after.loss, after.gradient, after.step
            evaluations += count
            state["func_evals"] += count
            if is_last or evaluations >= group["max_eval"]:
                break
            if _is_converged(before, after, direction, group):
                break
        lr = group["lr"]
        if isinstance(lr, Tensor) and group["line_search_fn"] is None:
            memory["t"] = wrap(lr._data.dtype.type(memory["t"]))
        state |= memory
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
        """Move along a direction; return the point reached, and the number of evaluations.

        Args:
            closure: computes the loss and its gradients anew.
            before: the point that the parameters are at.
            direction: the direction.
            step: the size of the step, or the first one that the line search tries.
            is_last: whether the loss need not be evaluated after a step without line search.
            left: the number of evaluations that the line search may make.

        Raises:
            RuntimeError: an unknown line search.
        """
        search = self.param_groups[0]["line_search_fn"]
        if search is None:
            self._move(step, direction)
            if is_last:
                return before._replace(step=step), 0
            _, loss = self._loss(closure)
            return Point(step, loss, self._gradient(), 0.0), 1
        if search != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        values = [np.array(each._data) for each in self._params]

        def evaluate(step: float) -> Point:
            self._move(step, direction)
            _, loss = self._loss(closure)
            gradient = self._gradient()
            for each, value in zip(self._params, values):
                with rewriting("LBFGS", each):
                    in_place_writing.copy_(each, wrap(value[()]))
            return Point(step, loss, gradient, float(gradient @ direction))

        after, count = strong_wolfe(evaluate, before, step, _largest(direction), left)
        self._move(after.step, direction)
        return after, count


def _parts(values: Any) -> np.ndarray:
    """Elements as a vector; of complex ones both parts, one after the other."""
    vector = np.ravel(values)
    return vector.view(vector.real.dtype) if np.iscomplexobj(vector) else vector


def _largest(vector: np.ndarray) -> float:
    return float(np.abs(vector).max(initial=0.0))


def _is_converged(before: Point, after: Point, direction: np.ndarray, group: Group) -> bool:
    """Whether the gradient, the step or the change of the loss is within its tolerance."""
    tolerance = group["tolerance_change"]
    is_flat: bool = _largest(after.gradient) <= group["tolerance_grad"]
    is_still: bool = _largest(direction * after.step) <= tolerance
    is_level: bool = abs(after.loss - before.loss) < tolerance
    return is_flat or is_still or is_level


def _direction(gradient: np.ndarray, state: State, memory: State, size: int) -> np.ndarray:
    """The direction of descent: minus the approximate inverse Hessian times the gradient.

    Source: Nocedal and Wright 2006, algorithm 7.4, the two-loop recursion.
    """
    if state["n_iter"] == 1:
        memory |= {"old_dirs": [], "old_stps": [], "ro": [], "H_diag": 1}
        return -gradient
    _remember(gradient, memory, size)
    lists = (memory[name] for name in ("old_dirs", "old_stps", "ro"))
    past = [[each._data for each in together] for together in zip(*lists)]
    alphas = state.setdefault("al", [None] * size)
    direction: np.ndarray = -gradient
    for at, (y, s, rho) in reversed(list(enumerate(past))):
        alphas[at] = wrap(np.dot(s, direction) * rho)
        direction = direction - y * alphas[at]._data
    direction = direction * (memory["H_diag"]._data if past else direction.dtype.type(1))
    for at, (y, s, rho) in enumerate(past):
        direction = direction + s * (alphas[at]._data - np.dot(y, direction) * rho)
    return direction


def _remember(gradient: np.ndarray, memory: State, size: int) -> None:
    """Add the last step to the memory, unless the curvature along it is not positive."""
    y = gradient - memory["prev_flat_grad"]._data
    s = memory["d"]._data * gradient.dtype.type(as_number(memory["t"]))
    curvature = np.dot(y, s)
    if not curvature > 1e-10:
        return
    lists: tuple[list[Any], ...] = (memory["old_dirs"], memory["old_stps"], memory["ro"])
    if len(memory["ro"]) == size:
        for each in lists:
            each.pop(0)
    for each, value in zip(lists, (y, s, 1 / curvature)):
        each.append(wrap(value))
    memory["H_diag"] = wrap(curvature / np.dot(y, y))
