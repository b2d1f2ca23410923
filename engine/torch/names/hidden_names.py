"""Private names of PyTorch that programs nevertheless import.

Source: torch.nn.modules, torch.optim.optimizer and torch.utils.data, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from engine.torch import func, functorch
from engine.torch.distributions import multivariate
from engine.torch.names.absent import missing, refusal
from engine.torch.nn import (
    conv_layers,
    init,
    loss_layers,
    norm_layers,
    padding,
    pooling_layers,
    simple,
    transformer_layers,
    transformers,
    unpooling_layers,
)
from engine.torch.nn.attention import NonDynamicallyQuantizableLinear
from engine.torch.nn.conv_layers import repeated
from engine.torch.nn.stateless import functional_call
from engine.torch.nn.uninitialized import is_lazy
from engine.torch.older_names import by_older_name
from engine.torch.optim.optimizer import Required
from engine.torch.pytree import PYTREE
from engine.torch.utils import collating


def _ntuple(n: int, name: str = "parse") -> Callable[[Any], tuple[Any, ...]]:
    """A function that repeats a setting ``n`` times; a sequence is returned unchanged."""

    def parse(x: Any) -> tuple[Any, ...]:
        return repeated(x, n)

    parse.__name__ = name
    return parse


def _reverse_repeat_tuple(t: tuple[Any, ...], n: int) -> tuple[Any, ...]:
    """Each element ``n`` times, the last one first."""
    return tuple(each for each in reversed(t) for _ in range(n))


def _reduction_number(reduction: str) -> int:
    """The number by which kernels identify a reduction.

    Raises:
        ValueError: an unknown reduction.
    """
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return _REDUCTIONS.index(reduction)


def _vmap(
    func_: Callable[..., Any],
    in_dims: Any = 0,
    out_dims: Any = 0,
    allow_none_pass_through: bool = False,
) -> Callable[..., Any]:
    """``torch.vmap`` under an older name."""
    return func.vmap(func_, in_dims, out_dims)


class DistributedDataParallel:
    """A class for ``isinstance`` checks of models; it cannot be instantiated.

    Raises:
        MissingOperationError: always.
    """

    def __init__(self, *_: Any, **__: Any) -> None:
        raise missing("torch.nn.parallel", "DistributedDataParallel", ())


def _of(source: ModuleType, names: str) -> dict[str, Any]:
    return {name: vars(source)[name] for name in names.split()}


_functional_call = by_older_name(
    functional_call,
    "functional_call",
    (
        "`torch.nn.utils.stateless.functional_call` is deprecated as of PyTorch 2.0 and will be "
        "removed in a future version of PyTorch. Please use `torch.func.functional_call` instead "
        "which is a drop-in replacement."
    ),
)

_REDUCTIONS = ("none", "mean", "sum")

_FILLING = {
    "_no_grad_fill_": init.constant_,
    "_no_grad_normal_": init.normal_,
    "_no_grad_trunc_normal_": init.trunc_normal_,
    "_no_grad_uniform_": init.uniform_,
    "_no_grad_zero_": init.zeros_,
}
_COLLATING = _of(collating, "default_collate default_convert")

_MEMBERS: Mapping[str, Mapping[str, Any]] = {
    "torch._vmap_internals": {"_vmap": _vmap},
    "torch.distributions.multivariate_normal": {
        "_batch_mahalanobis": multivariate.squared_lengths,
        "_precision_to_scale_tril": multivariate.factor_of_inverse,
    },
    "torch.nn._reduction": {"get_enum": _reduction_number},
    "torch.nn.init": _FILLING,
    "torch.nn.modules.batchnorm": _of(norm_layers, "_BatchNorm _NormBase"),
    "torch.nn.modules.conv": _of(conv_layers, "_ConvNd _ConvTransposeNd"),
    "torch.nn.modules.dropout": _of(simple, "_DropoutNd"),
    "torch.nn.modules.instancenorm": _of(norm_layers, "_InstanceNorm"),
    "torch.nn.parameter": {"is_lazy": is_lazy},
    "torch.nn.modules.linear": {"NonDynamicallyQuantizableLinear": NonDynamicallyQuantizableLinear},
    "torch.nn.modules.loss": _of(loss_layers, "_Loss _WeightedLoss"),
    "torch.nn.modules.padding": _of(
        padding, "_CircularPadNd _ConstantPadNd _ReflectionPadNd _ReplicationPadNd"
    ),
    "torch.nn.modules.pooling": {
        **_of(pooling_layers, "_AdaptiveAvgPoolNd _AdaptiveMaxPoolNd"),
        **_of(pooling_layers, "_AvgPoolNd _LPPoolNd _MaxPoolNd"),
        **_of(unpooling_layers, "_MaxUnpoolNd"),
    },
    "torch.nn.modules.transformer": {
        **_of(transformer_layers, "_get_activation_fn"),
        **_of(transformers, "_get_clones"),
    },
    "torch.nn.modules.utils": {
        "_ntuple": _ntuple,
        "_single": _ntuple(1, "_single"),
        "_pair": _ntuple(2, "_pair"),
        "_triple": _ntuple(3, "_triple"),
        "_quadruple": _ntuple(4, "_quadruple"),
        "_reverse_repeat_tuple": _reverse_repeat_tuple,
    },
    "torch.nn.parallel": {"DistributedDataParallel": DistributedDataParallel},
    "torch.serialization": {"MAP_LOCATION": Any, "FILE_LIKE": Any},
    "torch.optim.optimizer": {"required": Required()},
    "torch.nn.utils.stateless": {"functional_call": _functional_call},
    "torch.utils._pytree": PYTREE,
    "torch.utils.data.dataloader": _COLLATING,
    "torch.utils.data._utils": {},
    "torch.utils.data._utils.collate": _COLLATING,
}


def add_hidden_names(modules: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    """Add private names to modules; return the modules that did not exist before."""
    made: dict[str, ModuleType] = {"functorch": functorch}
    for path, members in _MEMBERS.items():
        module = modules.get(path)
        if module is None:
            module = made[path] = ModuleType(path)
            parent, _, name = path.rpartition(".")
            vars(modules[parent] if parent in modules else made[parent]).update({name: module})
            vars(module).update(__getattr__=refusal(path, members), __path__=[])
        vars(module).update(members)
        for member in members.values():
            if isinstance(member, type) and member is not Any:  # which Python shares with scripts
                member.__module__ = path
    return made
