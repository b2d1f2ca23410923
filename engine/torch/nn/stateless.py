"""Calling a module with other parameters and buffers.

Source: torch.func.functional_call, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.nn.module import Module
from engine.torch.routines import joining

State = dict[str, Tensor]


def functional_call(
    module: Module,
    parameter_and_buffer_dicts: State | Sequence[State],
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """The output of a module with given tensors in place of its own with the same paths.

    Raises:
        ValueError: not dictionaries, or a path in several of them.
        RuntimeError: unknown paths, or with ``strict`` missing ones.
    """
    state = _joined(parameter_and_buffer_dicts)
    own = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    if strict:
        _check_paths(module, set(state), set(own))
    if tie_weights:
        state = {**_tied(module, own, state), **state}
    given = () if args is None else args if isinstance(args, tuple) else (args,)
    with _replaced(module, state):
        return module(*given, **(kwargs or {}))


def _joined(dicts: Any) -> State:
    if isinstance(dicts, dict):
        return dicts
    if not isinstance(dicts, Sequence) or not all(isinstance(each, dict) for each in dicts):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(dicts)}"
        )
    paths = [path for each in dicts for path in each]
    repeated = [path for path in dict.fromkeys(paths) if paths.count(path) > 1]
    if repeated:
        raise ValueError(
            f"{repeated} appeared in multiple dictionaries; behavior of functional call is "
            "ambiguous"
        )
    return {path: tensor for each in dicts for path, tensor in each.items()}


def _check_paths(module: Module, given: set[str], own: set[str]) -> None:
    problems = []
    for what, paths in (("Unexpected", given - own), ("Missing", own - given)):
        if paths:
            listed = ", ".join(f"'{path}'" for path in sorted(paths))
            problems.append(f"\n\t{what} key(s): {listed}.")
    if problems:
        raise RuntimeError(
            f"Error(s) in reparametrizing for {type(module).__name__}:{''.join(problems)}"
        )


def _tied(module: Module, own: State, state: State) -> State:
    """The given tensors under all paths of tied parameters."""
    replaced = {id(own[path]): tensor for path, tensor in state.items() if path in own}
    members = [
        *module.named_parameters(remove_duplicate=False),
        *module.named_buffers(remove_duplicate=False),
    ]
    return {path: replaced[id(each)] for path, each in members if id(each) in replaced}


@contextmanager
def _replaced(module: Module, state: State) -> Iterator[None]:
    before = []
    try:
        for path, tensor in state.items():
            owner, _, name = path.rpartition(".")
            holder = module.get_submodule(owner)
            table = holder._parameters if name in holder._parameters else holder._buffers
            if name in table:
                before.append((table, name, table[name]))
                table[name] = tensor
        yield
    finally:
        for table, name, tensor in reversed(before):
            table[name] = tensor


def check_alike(models: Sequence[Any], function: str) -> None:
    """Check that models can be stacked.

    Raises:
        RuntimeError: there are none, or they differ.
    """
    if not models:
        raise RuntimeError(f"{function}: Expected at least one model, got 0.")
    if len({each.training for each in models}) > 1:
        raise RuntimeError(f"{function}: Expected all models to have the same training/eval mode.")
    if len(set(map(type, models))) > 1:
        raise RuntimeError(f"{function}: Expected all models to be of the same class.")


def stack_module_state(models: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The stacked parameters and buffers of equal modules, for ``vmap``.

    Raises:
        RuntimeError: no modules, or modules that differ.
    """
    check_alike(models, "stack_module_state")
    stacked: tuple[dict[str, Any], dict[str, Any]] = {}, {}
    for kind, found in zip(("named_parameters", "named_buffers"), stacked):
        members = [dict(getattr(each, kind)()) for each in models]
        for name, first in members[0].items():
            together: Any = joining.stack([shape.detach(each[name]) for each in members], 0)
            found[name] = together._with_grad_required(first.requires_grad)
    return stacked
