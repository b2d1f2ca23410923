"""What all optimisers have in common: groups of parameters, their settings and their state.

Source: torch.optim.Optimizer, PyTorch 2.13.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from engine import errors, grad_mode, observe
from engine.hooks import HookTable, RemovableHandle
from engine.ops.elementwise import arithmetic
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.calling.method_names import called
from engine.torch.tensors.typed import typename
from engine.untold import rewriting
from engine.warned import warn

Group = dict[str, Any]


class Required:
    """Stands for a setting without a default."""

    def __repr__(self) -> str:
        return "<required parameter>"


class Optimizer:
    """The base of optimisers; a subclass defines ``update``.

    Attributes:
        defaults: settings of groups that do not say otherwise.
        param_groups: parameters in ``"params"``, with their settings.
        state: what is remembered of each parameter.
    """

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if cls.__module__.startswith(f"{__package__}."):
            cls.step = called(f"{cls.__name__}.step", cls.step)  # type: ignore[method-assign]

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got torch.{params.dtype.scalar_name}Tensor"
            )
        self.defaults = defaults
        self.state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[Group] = []
        self._step_count = 0
        self._step_pre_hooks, self._step_post_hooks = HookTable(), HookTable()
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group: Group) -> None:
        """Learn further parameters, perhaps with other settings.

        Raises:
            TypeError: something that is no tensor.
            ValueError: a tensor that is no leaf, a parameter twice, or a setting that is missing.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        given = param_group["params"]
        if isinstance(given, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the "
                "ordering of tensors in sets will change between runs. Please use a list instead."
            )
        params = [given] if isinstance(given, Tensor) else list(given)
        names = [each[0] for each in params if isinstance(each, tuple)]
        params = [each[1] if isinstance(each, tuple) else each for each in params]
        if len(set(map(id, params))) < len(params):
            warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this "
                "will cause an error; see github.com/pytorch/pytorch/issues/40967 for more "
                "information"
            )
        known = {id(each) for group in self.param_groups for each in group["params"]}
        for each in params:
            if not isinstance(each, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is "
                    f"{typename(each)}"
                )
            if not each.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
            if id(each) in known:
                raise ValueError("some parameters appear in more than one parameter group")
        group = {**param_group, "params": params}
        if names:
            group["param_names"] = names
        for name, default in self.defaults.items():
            if isinstance(default, Required) and name not in group:
                raise ValueError(
                    "parameter group didn't specify a value of required optimization parameter "
                    f"{name}"
                )
            group.setdefault(name, default)
        self.param_groups.append(group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or set them to 0."""
        for group in self.param_groups:
            for each in group["params"]:
                if each._grad is None:
                    continue
                if set_to_none:
                    each.grad = None
                else:
                    arithmetic.zero.apply_in_place(shape.detach(each._grad))

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before each step."""
        return RemovableHandle(self._step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        return RemovableHandle(self._step_post_hooks, hook)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change each parameter by its gradient; a closure computes the loss anew first."""
        args = (self,) if closure is None else (self, closure)
        for hook in list(self._step_pre_hooks.values()):
            hook(self, args, {})
        loss = self._step(closure)
        for hook in list(self._step_post_hooks.values()):
            hook(self, args, {})
        return loss

    def _step(self, closure: Callable[[], Any] | None) -> Any:
        loss = None
        if closure is not None:
            with grad_mode.enable_grad():
                loss = closure()
        self._step_count += 1
        with grad_mode.no_grad():
            for group in self.param_groups:
                for each in group["params"]:
                    if each._grad is not None:
                        self._change(each, each._grad, group)
        return loss

    def _change(self, param: Tensor, grad: Tensor, group: Group) -> None:
        """Change one parameter; told as one step, of what the optimiser does to that end nothing.

        Where that is one operation, it is told as it is.
        """
        if group.get("maximize"):
            grad = arithmetic.neg(grad)
        if observe.observer is None or self.is_one_operation(group):
            self.update(param, grad, self.state[param], group)
            return
        with rewriting(type(self).__name__, param, grad):
            self.update(param, grad, self.state[param], group)

    def is_one_operation(self, group: Group) -> bool:
        """Whether a step only adds a multiple of the gradient."""
        return False

    def update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        """Change one parameter.

        Raises:
            NotImplementedError: a subclass does not say how.
        """
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """State and settings, with parameters as numbers."""
        numbers = {
            id(each): at
            for at, each in enumerate(p for group in self.param_groups for p in group["params"])
        }
        groups = [
            {name: value for name, value in group.items() if name != "params"}
            | {"params": [numbers[id(each)] for each in group["params"]]}
            for group in self.param_groups
        ]
        state = {numbers[id(each)]: dict(known) for each, known in self.state.items() if known}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over state and settings.

        Raises:
            ValueError: other groups than here.
        """
        given = deepcopy(state_dict)
        groups = given["param_groups"]
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(
            len(theirs["params"]) != len(ours["params"])
            for theirs, ours in zip(groups, self.param_groups)
        ):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of "
                "optimizer's group"
            )
        params = [each for group in self.param_groups for each in group["params"]]
        for theirs, ours in zip(groups, self.param_groups):
            ours.update({name: value for name, value in theirs.items() if name != "params"})
        self.state.clear()
        for number, known in given["state"].items():
            self.state[params[number]] = known

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines += ([""] if number else []) + [f"Parameter Group {number}"]
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join(lines) + "\n)"


def check_at_least_0(**settings: float) -> None:
    """Check settings, named as errors name them, with underscores for the last blank.

    Raises:
        ValueError: a negative one.
    """
    if "learning_rate" in settings:
        check_one_rate(settings["learning_rate"])
    for name, value in settings.items():
        if not 0.0 <= value:  # noqa: SIM300 (errors tell which way round)
            raise ValueError(f"Invalid {' '.join(name.rsplit('_', 1))}: {value}")


def check_one_rate(lr: object) -> None:
    """Check a learning rate.

    Raises:
        ValueError: it is a tensor of several.
    """
    if isinstance(lr, Tensor) and lr._data.size != 1:
        raise ValueError("Tensor lr must be 1-element")


def check_betas(betas: tuple[float, float]) -> None:
    """Check how much of two running means is kept in each step.

    Raises:
        ValueError: less than nothing, or all of one.
    """
    for at in (0, 1):
        if not 0.0 <= betas[at] < 1.0:
            raise ValueError(f"Invalid beta parameter at index {at}: {betas[at]}")


def refuse(optimizer: str, **settings: Any) -> None:
    """Refuse settings that only say how PyTorch computes, where they ask for what Gradwalk lacks.

    Raises:
        NotImplementedError: one of them is true.
    """
    for name, value in settings.items():
        if value:
            raise errors.MissingOperationError(
                f"Gradwalk's {optimizer} has no {name}=True; leave it out"
            )
