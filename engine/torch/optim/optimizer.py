"""The base class of optimisers: parameter groups, their settings and their state.

Source: torch.optim.Optimizer, PyTorch 2.13.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

from engine import errors, grad_mode, observe
from engine.ops.elementwise import arithmetic, complex_numbers
from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.method_names import called
from engine.torch.optim.hooked import Hooked, hooked, passed_on
from engine.torch.tensors.conversions import to
from engine.torch.tensors.typed import typename
from engine.unobserved import rewriting

Group = dict[str, Any]

_FUSED = ["mps", "cuda", "xpu", "hpu", "cpu", "mtia", "privateuseone"]
"""Devices for which PyTorch has fused implementations, as listed in errors."""


class Required:
    """Marks a setting without a default."""

    def __repr__(self) -> str:
        return "<required parameter>"


class Optimizer(Hooked):
    """The base of optimisers; a subclass defines ``step``.

    Attributes:
        defaults: default settings of groups.
        param_groups: parameters in ``"params"``, with their settings.
        state: what is remembered of each parameter.
        _takes_parts: whether complex numbers are changed as their two parts are.
        _bound_to_devices: what has to be on some devices if it is to be captured there.
        _capturing_devices: those devices, as PyTorch lists them in errors.
    """

    _takes_parts = True
    _bound_to_devices = "params and state_steps"
    _capturing_devices: tuple[str, ...] = ("cuda", "xpu", "hpu", "privateuseone", "xla")

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if cls.__module__.startswith(f"{__package__}."):
            cls.step = hooked(  # type: ignore[method-assign]
                called(f"{cls.__name__}.step", cls.__dict__.get("step", Optimizer.step))
            )
        elif "step" in cls.__dict__:
            cls.step = hooked(cls.step)  # type: ignore[method-assign]

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got torch.{params.dtype.scalar_name}Tensor"
            )
        super().__init__()
        self.defaults = defaults
        self.state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[Group] = []
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
        params, names = _split(param_group["params"])
        for each in params:
            if not isinstance(each, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is "
                    f"{typename(each)}"
                )
            if not (self.defaults.get("differentiable") or each.is_leaf or each.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        param_group["params"] = params
        if names:
            param_group["param_names"] = names
        for name, default in self.defaults.items():
            if isinstance(default, Required) and name not in param_group:
                raise ValueError(
                    "parameter group didn't specify a value of required optimization parameter "
                    f"{name}"
                )
            param_group.setdefault(name, default)
        self.__check_whole(param_group)
        self.param_groups.append(param_group)

    def __check_whole(self, added: Group) -> None:
        """Check a group against the others, and its parameters against each other."""
        params = added["params"]
        if len(set(map(id, params))) < len(params):
            warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this "
                "will cause an error; see github.com/pytorch/pytorch/issues/40967 for more "
                "information"
            )
        has_names = "param_names" in added
        for group in self.param_groups:
            if ("param_names" in group) != has_names:
                raise ValueError(
                    "all optimizer param groups should be with/without names. cannot add param "
                    f"group {'with' if has_names else 'without'} names to the optimizer"
                )
        known = {id(each) for group in self.param_groups for each in group["params"]}
        if not known.isdisjoint(map(id, params)):
            raise ValueError("some parameters appear in more than one parameter group")

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

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change each parameter by its gradient; a closure computes the loss anew first."""
        loss = None
        if closure is not None:
            with grad_mode.enable_grad():
                loss = closure()
        is_taped = bool(self.defaults.get("differentiable"))
        with grad_mode.enable_grad() if is_taped else grad_mode.no_grad():
            for group in self.param_groups:
                for each in group["params"]:
                    if each._grad is not None:
                        self.__change(each, each._grad, group)
        return loss

    def __change(self, param: Tensor, grad: Tensor, group: Group) -> None:
        """Change one parameter; told as one step, of what the optimiser does to that end nothing.

        Where that is one operation, or gradients are to pass back through it, it is told as it is.
        """
        self.__check_can_be_changed(param, group)
        if group.get("maximize"):
            grad = arithmetic.neg(grad)
        state = self.state.get(param, {})
        update = self._update_param
        if param.dtype.is_complex and self._takes_parts:
            update = partial(_update_parts, self._update_param)
        is_plain = self._is_one_operation(group) or self.defaults.get("differentiable")
        if observe.observer is None or is_plain:
            update(param, grad, state, group)
        else:
            with rewriting(type(self).__name__, param, grad):
                update(param, grad, state, group)
        if state:
            self.state[param] = state

    def __check_can_be_changed(self, param: Tensor, group: Group) -> None:
        """Check that a parameter suits the way in which its group is changed.

        Raises:
            AssertionError: a way that is only for other devices.
            RuntimeError: a way that is only for real numbers.
        """
        if group.get("capturable"):
            raise AssertionError(
                f"If capturable=True, {self._bound_to_devices} must be on supported devices: "
                f"{list(self._capturing_devices)}."
            )
        if group.get("fused") and not param.dtype.is_floating_point:
            raise RuntimeError(
                "`fused=True` requires all the params to be floating point Tensors of supported "
                f"devices: {_FUSED} but {param.dtype} and cpu"
            )

    def _is_one_operation(self, group: Group) -> bool:
        """Whether a step only adds a multiple of the gradient."""
        return False

    def _update_param(
        self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group
    ) -> None:
        """Update one parameter.

        Raises:
            NotImplementedError: a subclass does not say how.
        """
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """State and settings, with parameters as numbers."""
        for hook in list(self._save_pre_hooks.values()):
            hook(self)
        numbers = {
            id(each): at
            for at, each in enumerate(p for group in self.param_groups for p in group["params"])
        }
        groups = [
            {name: value for name, value in group.items() if name != "params"}
            | {"params": [numbers[id(each)] for each in group["params"]]}
            for group in self.param_groups
        ]
        state = {numbers.get(id(each), each): known for each, known in self.state.items()}
        told = {"state": state, "param_groups": groups}
        result: dict[str, Any] = passed_on(self._save_post_hooks, self, told)
        return result

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over state and settings.

        Raises:
            ValueError: other groups than here.
        """
        state_dict = passed_on(self._load_pre_hooks, self, dict(state_dict))
        groups = deepcopy(state_dict["param_groups"])
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        params: dict[int, Tensor] = {}
        for theirs, ours in zip(groups, self.param_groups):
            if len(theirs["params"]) != len(ours["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of "
                    "optimizer's group"
                )
            params.update(zip(theirs["params"], ours["params"]))
            theirs["params"] = ours["params"]
            if "param_names" in ours:
                theirs.setdefault("param_names", ours["param_names"])
        self.state = defaultdict(dict)
        for number, known in state_dict["state"].items():
            param = params.get(number)
            self.state[number if param is None else param] = (
                known if param is None else _fitting(known, param)
            )
        self.param_groups = groups
        for hook in list(self._load_post_hooks.values()):
            hook(self)

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines += ([""] if number else []) + [f"Parameter Group {number}"]
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join(lines) + "\n)"


def _split(given: Any) -> tuple[list[Any], list[str]]:
    """The parameters of a group, and their names where they have some.

    Raises:
        TypeError: they have no order.
        ValueError: some have a name and some have none.
    """
    if isinstance(given, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of "
            "tensors in sets will change between runs. Please use a list instead."
        )
    params = [given] if isinstance(given, Tensor) else list(given)
    names = [each[0] for each in params if isinstance(each, tuple)]
    if names and len(names) < len(params):
        raise ValueError(
            "all optimizer params should be with/without names. Some param names are missing"
        )
    return [each[1] if isinstance(each, tuple) else each for each in params], names


def _fitting(known: Any, param: Tensor) -> Any:
    """What is remembered of a parameter, all but the count of steps in its dtype."""
    if isinstance(known, Tensor):
        return to(known, param.dtype) if param.dtype.is_floating_point else known
    if isinstance(known, dict):
        return {
            name: value if name == "step" else _fitting(value, param)
            for name, value in known.items()
        }
    if isinstance(known, list | tuple):
        return type(known)(_fitting(each, param) for each in known)
    return known


def _update_parts(
    update: Callable[..., None], param: Tensor, grad: Tensor, state: dict[str, Any], group: Group
) -> None:
    """Change a complex parameter, given as the numbers that its elements are made of."""
    parts = {name: _as_parts(known) for name, known in state.items()}
    numbers = complex_numbers.view_as_real(param)
    update(numbers, complex_numbers.view_as_real(grad), parts, group)
    for name, known in parts.items():
        if name not in state:
            is_whole = known.shape == numbers.shape
            state[name] = complex_numbers.view_as_complex(known) if is_whole else known


def _as_parts(known: Tensor) -> Tensor:
    return complex_numbers.view_as_real(known) if known.dtype.is_complex else known


def check_fused(settings: Group) -> None:
    """Check that what PyTorch may compute in one go is asked for nothing else.

    Raises:
        RuntimeError: it is.
    """
    if settings["fused"]:
        if settings["differentiable"]:
            raise RuntimeError("`fused` does not support `differentiable`")
        if settings["foreach"]:
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


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
