"""The module ``torch.nn.utils.parametrize``: parameters computed from others.

A parametrized module has a class of its own, with a property for the parameter.

Source: torch.nn.utils.parametrize, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine import dtypes, grad_mode, observe
from engine.errors import MissingOperationError
from engine.tensor import Tensor
from engine.torch.nn.containers import ModuleDict, ModuleList
from engine.torch.nn.module import Module
from engine.torch.nn.parameter import Parameter
from engine.torch.tensors.data import replace_data

_kept: list[dict[tuple[int, str], Tensor]] = []
"""The cached tensors of each ``cached()``, the outermost first."""


@contextmanager
def cached() -> Iterator[None]:
    """Inside its ``with``, each parametrized tensor is computed only once."""
    _kept.append(_kept[0] if _kept else {})
    try:
        yield
    finally:
        _kept.pop()


class ParametrizationList(ModuleList):
    """The modules that compute a parameter, in order, and the tensors from which they do.

    Attributes:
        original: the original tensor; several are ``original0``, ``original1`` and so on.
        is_tensor: whether there is one original tensor.
        ntensors: the number of original tensors.
        unsafe: whether the result may have another shape and dtype.

    Raises:
        ValueError: no modules, or a right inverse that returns something else than tensors.
    """

    def __init__(self, modules: Sequence[Any], original: Tensor, unsafe: bool = False) -> None:
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        with grad_mode.no_grad():
            source: Any = original
            for module in reversed(list(self)):
                if hasattr(module, "right_inverse"):
                    source = _inverted(module, source)
        if not isinstance(source, Tensor | Sequence):
            raise ValueError(
                "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                f"Got {type(source).__name__}"
            )
        self.is_tensor = isinstance(source, Tensor)
        self.ntensors = 1 if isinstance(source, Tensor) else len(source)
        dtype, extents = original.dtype, original.shape
        if isinstance(source, Tensor):
            if source.dtype is not dtype:
                raise ValueError(
                    "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                    f"original.dtype: {dtype}\nright_inverse(original).dtype: {source.dtype}"
                )
            _fill(original, source)
            _register(self, "original", original)
        else:
            for at, each in enumerate(source):
                _register(self, f"original{at}", _as_learned(each, original))
        if not unsafe:
            _check_like(self(), dtype, extents)

    def _originals(self) -> list[Any]:
        if self.is_tensor:
            return [self.original]
        return [getattr(self, f"original{at}") for at in range(self.ntensors)]

    def right_inverse(self, value: Any) -> None:
        """Set the original tensors so that the parametrized tensor gets a value.

        Raises:
            RuntimeError: a parametrization has no ``right_inverse``.
            ValueError: they return something else than such tensors.
        """
        with grad_mode.no_grad():
            for module in reversed(list(self)):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(
                        f"parametrization {type(module).__name__} does not implement right_inverse."
                    )
                value = module.right_inverse(value)
            self._take(value)

    def _take(self, value: Any) -> None:
        """Set the original tensors to what the right inverses returned.

        Raises:
            ValueError: no tensors, another number of them, or one of another dtype.
        """
        if self.is_tensor:
            if not isinstance(value, Tensor):
                raise ValueError(
                    f"`right_inverse` should return a tensor. Got {type(value).__name__}"
                )
            _check_dtype("The tensor", value, "original", self.original)
            _fill(self.original, value)
            return
        if not isinstance(value, Sequence):
            raise ValueError(
                f"'right_inverse' must return a sequence of tensors. Got {type(value).__name__}."
            )
        if len(value) != self.ntensors:
            raise ValueError(
                "'right_inverse' must return a sequence of tensors of length "
                f"{self.ntensors}. Got a sequence of length {len(value)}."
            )
        for at, (original, each) in enumerate(zip(self._originals(), value, strict=True)):
            if not isinstance(each, Tensor):
                raise ValueError(
                    "'right_inverse' must return a sequence of tensors or reference-type opaques. "
                    f"Got element {at} of type {type(each).__name__}."
                )
            _check_dtype(f"Tensor {at}", each, f"original{at}", original)
            _fill(original, each)

    def forward(self) -> Any:
        """The parametrized tensor."""
        first, *others = self
        result = first(*self._originals())
        for module in others:
            result = module(result)
        return result


def _inverted(module: Any, value: Any) -> Any:
    """The right inverse of a value; the value itself if it is not implemented."""
    try:
        return module.right_inverse(value)
    except MissingOperationError:
        raise
    except NotImplementedError:
        return value


def _check_dtype(what: str, value: Tensor, name: str, original: Tensor) -> None:
    if value.dtype is not original.dtype:
        raise ValueError(
            f"{what} returned by `right_inverse` has dtype {value.dtype} while `{name}` has dtype "
            f"{original.dtype}"
        )


def _fill(original: Tensor, value: Tensor) -> None:
    """Replace a tensor's elements; it may share them with another one from then on."""
    replace_data(original, value)
    original._shared_storage().version += 1


def _as_learned(value: Tensor, original: Tensor) -> Tensor:
    if isinstance(original, Parameter):
        return Parameter(value, original.requires_grad)
    return value._with_grad_required(original.requires_grad)


def _register(module: Module, name: str, tensor: Any) -> None:
    if isinstance(tensor, Parameter):
        module.register_parameter(name, tensor)
    else:
        module.register_buffer(name, tensor)


def _check_like(result: Any, dtype: dtypes.dtype, extents: tuple[int, ...]) -> None:
    """Check that a parametrization preserves a tensor's shape and dtype.

    Raises:
        ValueError: it does not.
    """
    if not isinstance(result, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(result).__name__}.")
    for what, before in (("dtype", dtype), ("shape", extents)):
        after = getattr(result, what)
        if before != after:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless "
                f"`unsafe` flag is enabled.\nunparametrized {what}: {before}\n"
                f"parametrized {what}: {after}"
            )


def _property(name: str) -> property:
    def get(module: Any) -> Any:
        if not _kept:
            return module.parametrizations[name]()
        key = id(module), name
        if key not in _kept[0]:
            _kept[0][key] = module.parametrizations[name]()
        return _kept[0][key]

    def set_(module: Any, value: Tensor) -> None:
        module.parametrizations[name].right_inverse(value)

    return property(get, set_)


def register_parametrization(
    module: Any, tensor_name: str, parametrization: Any, *, unsafe: bool = False
) -> Any:
    """Parametrize a parameter or buffer by a module; return the module that has it.

    Raises:
        ValueError: no such parameter or buffer, or its shape or dtype would change.
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            before = getattr(module, tensor_name)
            _check_like(parametrization(before), before.dtype, before.shape)
        module.parametrizations[tensor_name].append(parametrization)
        module.parametrizations[tensor_name].unsafe |= unsafe
        return module
    if tensor_name not in module._parameters and tensor_name not in module._buffers:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element "
            f"with name '{tensor_name}'"
        )
    original = getattr(module, tensor_name)
    if observe.observer is not None:
        observe.observer.will_change_unobserved(original)  # making the list hides what it writes
    members = ParametrizationList([parametrization], original, unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        plain = type(module)
        module.__class__ = type(f"Parametrized{plain.__name__}", (plain,), {})
        module.parametrizations = ModuleDict()
    setattr(type(module), tensor_name, _property(tensor_name))
    module.parametrizations[tensor_name] = members
    return module


def is_parametrized(module: Any, tensor_name: str | None = None) -> bool:
    """Whether a module has parametrizations, or one for a tensor with this name."""
    members = getattr(module, "parametrizations", None)
    if not isinstance(members, ModuleDict):
        return False
    return len(members) > 0 if tensor_name is None else tensor_name in members


def remove_parametrizations(module: Any, tensor_name: str, leave_parametrized: bool = True) -> Any:
    """Remove the parametrizations of a tensor, leaving the computed or the original one.

    Raises:
        ValueError: it is not parametrized, or has several original tensors.
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    members = module.parametrizations[tensor_name]
    if members.is_tensor:
        original = members.original
        if leave_parametrized:
            with grad_mode.no_grad():
                _fill(original, getattr(module, tensor_name))
    elif leave_parametrized:
        computed = getattr(module, tensor_name)
        original = Parameter(computed) if computed.requires_grad else computed
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is "
            "parametrized in terms of a sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    _register(module, tensor_name, original)
    if not is_parametrized(module):
        del module.parametrizations
        module.__class__ = type(module).__bases__[0]
    return module


def transfer_parametrizations_and_params(
    from_module: Any, to_module: Any, tensor_name: str | None = None
) -> Any:
    """Copy the parametrizations and tensors of one module to another; return the latter.

    Raises:
        KeyError: the source has no parametrization of that tensor.
    """
    if not is_parametrized(from_module):
        return to_module
    for name in list(from_module.parametrizations) if tensor_name is None else [tensor_name]:
        if not hasattr(to_module, name):
            setattr(to_module, name, Parameter(getattr(from_module, name)))
        members = from_module.parametrizations[name]
        for each in members:
            register_parametrization(to_module, name, each)
        for key, original in members.named_parameters(recurse=False):
            setattr(to_module.parametrizations[name], key, original)
    return to_module


def type_before_parametrizations(module: Any) -> type:
    """The class of a module before its parametrization."""
    return type(module).__bases__[0] if is_parametrized(module) else type(module)
