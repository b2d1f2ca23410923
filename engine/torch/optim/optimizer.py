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
from engine.torch.optim.state import Group, State
from engine.torch.tensors.conversions import to
from engine.torch.tensors.typed import typename
from engine.unobserved import rewriting

_FUSED = ["mps", "cuda", "xpu", "hpu", "cpu", "mtia", "privateuseone"]
"""Devices for which PyTorch has fused implementations, as listed in errors."""


class Required:
    """Marks a setting without a default."""

    def __repr__(self) -> str:
        return "<required parameter>"


class Optimizer(Hooked):
    """The base of optimisers; ours define ``_update_param``, those of scripts ``step``.

    Attributes:
        defaults: the default settings of groups.
        param_groups: for each group its parameters, as ``"params"``, and settings.
        state: for each parameter what its updates need from one step to the next.
        _updates_parts: whether a complex parameter is updated as a real one of its parts.
        _bound_to_devices: what ``capturable=True`` needs on certain devices, as errors list it.
        _capturing_devices: those devices, as errors list them.

    Raises:
        TypeError: ``params`` is a tensor, or as ``add_param_group``.
        ValueError: there are no parameters, or as ``add_param_group``.
    """

    _updates_parts = True
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
        self.state: defaultdict[Tensor, State] = defaultdict(dict)
        self.param_groups: list[Group] = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group: Group) -> None:
        """Add a group of parameters, with settings of its own or the defaults.

        Raises:
            TypeError: the group is not a dict, its parameters have no order, or one is no tensor.
            ValueError: a tensor that is not a leaf, a parameter that another group has, or a
                missing setting; or only some parameters have names.
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
        self.__check_against_others(param_group)
        self.param_groups.append(param_group)

    def __check_against_others(self, added: Group) -> None:
        """Check that a new group and those before it have no parameter in common.

        Raises:
            ValueError: they have, or either only this one or only the others have names.
        """
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
        """Set the gradients of all parameters to None, or to 0."""
        for group in self.param_groups:
            for each in group["params"]:
                if each._grad is None:
                    continue
                if set_to_none:
                    each.grad = None
                else:
                    arithmetic.zero.apply_in_place(shape.detach(each._grad))

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update each parameter that has a gradient.

        Args:
            closure: computes the loss and its gradients, first.

        Returns:
            What the closure returned.

        Raises:
            NotImplementedError: a subclass defines neither this nor ``_update_param``.
        """
        if type(self)._update_param is Optimizer._update_param:
            raise NotImplementedError
        loss = None
        if closure is not None:
            with grad_mode.enable_grad():
                loss = closure()
        is_taped = bool(self.defaults.get("differentiable"))
        with grad_mode.enable_grad() if is_taped else grad_mode.no_grad():
            for group in self.param_groups:
                for each in group["params"]:
                    if each._grad is not None:
                        self.__update(each, each._grad, group)
        return loss

    def __update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        """Update one parameter; observers see one write in place, not the operations inside.

        They do see these where there is only one, or where gradients are to pass through them.
        """
        self.__check_update(param, group)
        if group.get("maximize"):
            grad = arithmetic.neg(grad)
        state = self.state.get(param, {})
        update = self._update_param
        if param.dtype.is_complex and self._updates_parts:
            update = partial(_update_parts, self._update_param)
        is_plain = self._is_one_operation(group) or self.defaults.get("differentiable")
        if observe.observer is None or is_plain:
            update(param, grad, state, group)
        else:
            with rewriting(type(self).__name__, param, grad):
                update(param, grad, state, group)
        if state:
            self.state[param] = state

    def __check_update(self, param: Tensor, group: Group) -> None:
        """Check that a parameter suits the implementation that its group asks for.

        Raises:
            AssertionError: ``capturable``, which needs another device.
            RuntimeError: ``fused`` for a parameter that is not of floating point.
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

    def _update_param(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Update one parameter in place, and its state; subclasses say how."""

    def state_dict(self) -> dict[str, Any]:
        """A dict of ``"state"`` and ``"param_groups"``, with numbers in place of parameters."""
        for hook in list(self._optimizer_state_dict_pre_hooks.values()):
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
        state_dict = {"state": state, "param_groups": groups}
        result: dict[str, Any] = passed_on(self._optimizer_state_dict_post_hooks, self, state_dict)
        return result

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load what ``state_dict`` returned: state and settings.

        Raises:
            ValueError: the groups differ in number or size.
        """
        state_dict = passed_on(self._optimizer_load_state_dict_pre_hooks, self, dict(state_dict))
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
        for hook in list(self._optimizer_load_state_dict_post_hooks.values()):
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
    """The state of a parameter, all but the count of steps in the parameter's dtype."""
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
    update: Callable[..., None], param: Tensor, grad: Tensor, state: State, group: Group
) -> None:
    """Update a complex parameter as a real one, with its parts in a last dimension of size 2."""
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
    """Check that ``fused`` is not combined with ``differentiable`` or ``foreach``.

    Raises:
        RuntimeError: it is.
    """
    if settings["fused"]:
        if settings["differentiable"]:
            raise RuntimeError("`fused` does not support `differentiable`")
        if settings["foreach"]:
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def check_at_least_0(**settings: float) -> None:
    """Check that settings are not negative.

    Args:
        settings: the values by the names in errors, with an underscore for the last space.

    Raises:
        ValueError: one is negative or nan.
    """
    if "learning_rate" in settings:
        check_one_rate(settings["learning_rate"])
    for name, value in settings.items():
        if not 0.0 <= value:  # noqa: SIM300 (errors tell which way round)
            raise ValueError(f"Invalid {' '.join(name.rsplit('_', 1))}: {value}")


def check_one_rate(lr: object) -> None:
    """Check that a learning rate is one number, perhaps as a tensor.

    Raises:
        ValueError: it is a tensor of several elements.
    """
    if isinstance(lr, Tensor) and lr._data.size != 1:
        raise ValueError("Tensor lr must be 1-element")


def check_betas(betas: tuple[float, float]) -> None:
    """Check the decay rates of two moving averages.

    Raises:
        ValueError: one is not in [0, 1).
    """
    for at in (0, 1):
        if not 0.0 <= betas[at] < 1.0:
            raise ValueError(f"Invalid beta parameter at index {at}: {betas[at]}")


def refuse(optimizer: str, **settings: Any) -> None:
    """Refuse settings that ask for an implementation that Gradwalk does not have.

    Raises:
        MissingOperationError: one of them is true.
    """
    for name, value in settings.items():
        if value:
            raise errors.MissingOperationError(
                f"Gradwalk's {optimizer} has no {name}=True; leave it out"
            )
