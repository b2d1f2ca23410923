"""The state of a module as a dictionary, and back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from engine import grad_mode
from engine.ops import combined, shape
from engine.tensor import Tensor


class IncompatibleKeys(NamedTuple):
    """What did not fit when a state was loaded.

    Attributes:
        missing_keys: what the module has and the state lacks.
        unexpected_keys: what the state has and the module lacks.
    """

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, " + (
            f"unexpected_keys={self.unexpected_keys})"
        )


class StateDict:
    """The half of a module that gives its state and takes it back.

    Attributes:
        _transient_buffers: names of the buffers that are no part of the state.
        _version: of the names in the state; a state tells it of each module.
    """

    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _transient_buffers: set[str]
    _version = 1

    def state_dict(
        self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> Any:
        """Parameters and buffers by their paths; they share the module's memory."""
        state = destination
        if state is None:
            state = OrderedDict()
            state._metadata = OrderedDict()  # type: ignore[attr-defined]
        if hasattr(state, "_metadata"):
            state._metadata[prefix[:-1]] = {"version": self._version}
        for name, member in self._own_state().items():
            state[prefix + name] = member if keep_vars else shape.detach(member)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=state, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return state

    def _own_state(self) -> dict[str, Tensor]:
        members = {**self._parameters, **self._buffers}
        return {
            name: member
            for name, member in members.items()
            if member is not None and name not in self._transient_buffers
        }

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> IncompatibleKeys:
        """Take over the elements of a state.

        Raises:
            TypeError: no dictionary.
            RuntimeError: names that do not fit (unless not ``strict``), or shapes.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        own: dict[str, Tensor] = self.state_dict(keep_vars=True)
        missing = [
            name for name in own if name not in state_dict and not self._may_lack(name, state_dict)
        ]
        unexpected = [name for name in state_dict if name not in own]
        problems = _name_problems(missing, unexpected) if strict else []
        for name, member in own.items():
            if name in state_dict:
                problems.extend(_load(name, member, state_dict[name]))
        if problems:
            listed = "\n\t".join(problems)
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{listed}"
            )
        return IncompatibleKeys(missing, unexpected)

    def _may_lack(self, path: str, state: Mapping[str, Any]) -> bool:
        """Whether older states lacked a name: one whose tables tell of no version may be old."""
        return path.endswith("num_batches_tracked") and not hasattr(state, "_metadata")


def _name_problems(missing: list[str], unexpected: list[str]) -> list[str]:
    problems = []
    for what, names in (("Missing", missing), ("Unexpected", unexpected)):
        if names:
            listed = ", ".join(f'"{name}"' for name in names)
            problems.append(f"{what} key(s) in state_dict: {listed}. ")
    return problems


def _load(name: str, member: Tensor, value: Any) -> list[str]:
    """Copy one tensor of a state; what is wrong with it."""
    if not isinstance(value, Tensor):
        return [
            f'While copying the parameter named "{name}", expected torch.Tensor or Tensor-like '
            f"object from checkpoint but received {type(value)}"
        ]
    if value.shape != member.shape:
        return [
            f"size mismatch for {name}: copying a param with shape {value.shape} from checkpoint, "
            f"the shape in current model is {member.shape}."
        ]
    with grad_mode.no_grad():
        combined.copy_from.apply_in_place(member, value)
    return []
