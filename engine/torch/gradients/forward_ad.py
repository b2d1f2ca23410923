"""``torch.autograd.forward_ad``: forward-mode differentiation by dual numbers.

Tangents are computed from the graph on demand. A vector-Jacobian product is linear in its vector;
its derivative along the tangents of the inputs is the tangent of the output. So a dual requires
grad as long as its level is active; scripts see that only if its primal does, as in PyTorch.

Source: torch.autograd.forward_ad, PyTorch 2.13.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple

from engine import grad_mode, observe
from engine.nodes.gradient_edge import edge_of
from engine.ops import create
from engine.ops.shapes import shape
from engine.script_warnings import is_of_engine
from engine.tensor import Tensor
from engine.torch.gradients.tangent_checks import check_size, check_tangents
from engine.torch.gradients.transforms import Level, changes_along
from engine.torch.names.absent import missing as _missing
from engine.unobserved import unobserved

__all__ = [
    "UnpackedDualTensor",
    "dual_level",
    "enter_dual_level",
    "exit_dual_level",
    "make_dual",
    "unpack_dual",
]


class UnpackedDualTensor(NamedTuple):
    """A dual's primal and tangent; the tangent is None if there is none."""

    primal: Tensor
    tangent: Tensor | None


class _Gathering(observe.Relay):
    """Collects the results that require grad, as long as they are alive."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self.found: list[weakref.ref[Tensor]] = []

    def op_applied(
        self, op: Any, out: Any, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """Collect the results of an operation."""
        results = out if isinstance(out, tuple) else (out,)
        self.found += [weakref.ref(each) for each in results if each.requires_grad]
        if self.inner is not None:
            self.inner.op_applied(op, out, operands, settings)


class _Duals(Level):
    """The duals of a level, which are its inputs.

    Attributes:
        tangents: their tangents, in the same order.
        parts: the primals and tangents of unpacked duals, which have no tangent of their own.
    """

    gives_back = False

    def __init__(self) -> None:
        super().__init__()
        self.tangents: list[Tensor] = []
        self.parts: list[Tensor] = []
        self._watcher = observe.observer
        self._results: Any = _Gathering(self._watcher)
        observe.observer = self._results

    def end(self) -> None:
        """Make tensors that require grad only because of the level no longer do so."""
        if observe.observer is self._results:
            observe.observer = self._watcher
        results = [each for ref in self._results.found if (each := ref()) is not None]
        for each in [each for each in results if not self.is_joined([each])]:
            if observe.observer is not None:
                observe.observer.grad_fn_changes(each)
            each._node, each._requires_grad = None, False
        for each in self.inputs:
            if each._node is None:
                each._requires_grad = False

    def made(self, primal: Tensor, tangent: Tensor) -> Tensor:
        """A new dual in the memory of the primal."""
        if primal.requires_grad:
            grad_mode.current_modes().taped_for_tangents = False
        with grad_mode.enable_grad():
            dual: Tensor = self.entered(primal)
        self.tangents.append(tangent)
        return dual

    def _connected(self, given: Tensor) -> Tensor:
        connected: Tensor = shape.view(given, shape=tuple(given.shape))
        return connected

    def tangent_of(self, tensor: Tensor) -> Tensor | None:
        """The tangent of a result; None if it does not depend on a dual."""
        for dual, tangent in zip(self.inputs, self.tangents, strict=True):
            if dual is tensor and not tensor._writes:
                return tangent
        if any(each is tensor for each in self.parts) or not self.leads_to(tensor):
            return None
        (tangent,) = changes_along(self, [tensor])(self.tangents)
        mode = grad_mode.current_modes()
        is_taped = mode.enabled and not mode.no_grad_requested
        return tangent if is_taped else shape.detach(tangent)

    def untaped(self, tensor: Tensor) -> Tensor:
        """A tensor without its history, but with its tangent."""
        tangent = self.tangent_of(tensor)
        bare: Tensor = shape.detach(tensor)
        return bare if tangent is None else self.made(bare, shape.detach(tangent))

    def leads_to(self, tensor: Any) -> bool:
        """Whether a tensor, or the gradient edge of one, depends on a dual."""
        duals = {edge_of(each)[0] for each in self.inputs}
        waiting: list[Any] = [edge_of(tensor)[0]] if tensor.requires_grad else []
        seen: set[Any] = {None}
        while waiting:
            node = waiting.pop()
            if node in duals:
                return True
            if node not in seen:
                seen.add(node)
                waiting.extend(node.next_nodes)
        return False

    def as_seen(self, tensor: Tensor) -> Tensor:
        """A tensor without the history that it has only because of the level; unobserved."""
        if not (any(each is tensor for each in self.inputs) or self.leads_to(tensor)):
            return tensor
        with unobserved():
            seen: Tensor = self.left(tensor)
        return seen

    def shown(self, tensor: Tensor) -> tuple[Tensor, Tensor | None]:
        """A tensor as it is printed, and its tangent; unobserved."""
        observer, observe.observer = observe.observer, None
        try:
            tangent = self.tangent_of(tensor)
            return (tensor if tangent is None else self.left(tensor)), tangent
        finally:
            observe.observer = observer

    def tangents_of(self, arguments: Sequence[Any]) -> list[Tensor | None] | None:
        """The tangents of arguments; None if none of them has one."""
        found = [self.tangent_of(each) if isinstance(each, Tensor) else None for each in arguments]
        return None if all(each is None for each in found) else found

    def carried(
        self,
        node: Any,
        arguments: Sequence[Any],
        tangents: Sequence[Tensor | None],
        outputs: tuple[Any, ...],
    ) -> Any:
        """The outputs of a custom function that was applied to duals, as duals.

        Raises:
            NotImplementedError: the function has no ``jvp``.
            RuntimeError: ``jvp`` returned an invalid tangent.
        """
        passed = tangents
        if node.materialize_grads:
            passed = [
                create.zeros_like(each) if tangent is None and isinstance(each, Tensor) else tangent
                for each, tangent in zip(arguments, tangents, strict=True)
            ]
        with node.for_forward():
            given = node.shown.apply_jvp(*passed)
        moved = given if isinstance(given, tuple) else (given,)
        check_tangents(arguments, tangents, outputs, moved)
        return tuple(
            each if tangent is None else self.made(each.detach(), self.left(tangent))
            for each, tangent in zip(outputs, moved, strict=True)
        )


class dual_level:  # noqa: N801 (PyTorch's own name)
    """Inside its ``with`` there can be duals; at its end they lose their tangents."""

    def __enter__(self) -> int:
        return enter_dual_level()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        exit_dual_level()


def enter_dual_level() -> int:
    """Enter a level; return its number, 0.

    Raises:
        RuntimeError: a level is active; they cannot be nested.
    """
    if grad_mode.current_modes().forward is not None:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    mode = grad_mode.current_modes()
    mode.forward, mode.taped_for_tangents = _Duals(), not mode.transforms
    for name in _SEEN.split():
        attribute = vars(Tensor)[name]
        if not hasattr(attribute.fget, "sees_duals"):
            setattr(Tensor, name, attribute.getter(_as_scripts_see(attribute.fget)))
    return 0


_SEEN = "requires_grad is_leaf grad_fn"


def _as_scripts_see(get: Any) -> Any:
    """The getter of an attribute that tells scripts nothing of the history of duals."""

    def sees(tensor: Tensor) -> Any:
        duals: _Duals | None = grad_mode.current_modes().forward
        if duals is not None and not is_of_engine(sys._getframe(1)):
            tensor = duals.as_seen(tensor)
        return get(tensor)

    sees.sees_duals = True  # type: ignore[attr-defined]
    return sees


def exit_dual_level(*, level: int | None = None) -> None:
    """Exit the level.

    Raises:
        RuntimeError: no level is active.
    """
    current = _level_now()
    if level not in (None, current):
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This is "
            "not supported."
        )
    if current < 0:
        raise RuntimeError("Dual level must be a positive number.")
    mode = grad_mode.current_modes()
    duals, mode.forward, mode.taped_for_tangents = mode.forward, None, False
    duals.end()


def _level_now() -> int:
    return -1 if grad_mode.current_modes().forward is None else 0


def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """A tensor with a tangent, in the memory of another one.

    Raises:
        RuntimeError: there is no level, the tangent has another size, or the tensor is a dual.
        ValueError: an integer tensor.
    """
    if (_level_now() if level is None else level) < 0:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to "
            "enter_dual_level() first."
        )
    for name, each in (("primal", tensor), ("tangent", tangent)):
        if not (each.is_floating_point() or each.is_complex()):  # type: ignore[attr-defined]
            raise ValueError(
                f"Expected {name} to be floating point or complex, but got: {each.dtype}"
            )
    check_size(tensor, tangent)
    duals: _Duals = grad_mode.current_modes().forward
    if duals.tangent_of(tensor) is not None:
        raise RuntimeError(
            "Making a dual Tensor based on a Tensor that already has a forward gradient at the "
            "same level 0 is not supported."
        )
    if duals.tangent_of(tangent) is not None:
        raise RuntimeError(
            "Setting a forward grad that itself has a forward gradient at the same level0 is not "
            "supported."
        )
    return duals.made(tensor, tangent)


def unpack_dual(tensor: Tensor, *, level: int | None = None) -> UnpackedDualTensor:
    """The primal and the tangent of a tensor."""
    duals: _Duals | None = grad_mode.current_modes().forward
    tangent = None if duals is None else duals.tangent_of(tensor)
    if duals is None or tangent is None:
        return UnpackedDualTensor(tensor, None)
    primal = duals.left(tensor)
    if primal is tensor:
        primal = shape.primal(tensor)
    duals.parts += primal, tangent
    return UnpackedDualTensor(primal, tangent)


def __getattr__(name: str) -> Any:
    """Raise for unknown names; PyTorch keeps the current level under a private one.

    Raises:
        AttributeError: unless that is asked for; with the closest existing name.
    """
    if name == "_current_level":
        return _level_now()
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.autograd.forward_ad", name, __all__)
