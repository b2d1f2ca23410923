"""Hypothesis strategies for calls of all functions with arguments of all kinds."""

from __future__ import annotations

import inspect
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from engine.errors import MissingOperationError
from engine.torch.calling.signatures import signatures_of
from engine.torch.names.public_names import public_names
from tests.engine.untyped import torch

NAMESPACES = ("torch", "torch.Tensor", "torch.nn.functional", "torch.linalg", "torch.special")

# Functions that change the state of the process, or take no tensors.
LEFT_OUT = frozenset(
    [
        "manual_seed", "seed", "set_grad_enabled", "set_default_dtype", "set_default_device",
        "set_num_threads", "numpy", "from_numpy", "set_printoptions",
        "use_deterministic_algorithms", "save", "load", "vmap", "compile", "inference_mode",
        "set_autocast_cache_enabled", "set_autocast_dtype", "set_autocast_enabled",
        "set_autocast_cpu_dtype", "set_autocast_cpu_enabled", "set_anomaly_enabled",
        "set_deterministic_debug_mode", "set_warn_always",
    ]
)  # fmt: skip
HUGE, UNCOUNTED = 10**15, 2**62  # several of the second exceed int64
MOST_SUMMED = 10**6

shapes = st.sampled_from(
    [(), (1,), (3,), (0,), (2, 3), (3, 3), (1, 3), (0, 3), (2, 2, 3), (1, 2, 3, 3), (2, 1, 4, 4)]
)
dtypes = st.sampled_from(
    ["float32"] * 4 + ["float64", "float16", "int64", "int32", "uint8", "bool"]
)
integers = st.sampled_from([0, 1, 2, 3, -1, -2, -7, 9, HUGE, UNCOUNTED])
numbers = st.sampled_from([0, 1, 2, -1, 0.5, -2.5, float("nan"), float("inf"), True, 1e15])
strangers = st.sampled_from(
    [None, "a", [1], 1.5, True, (1, "a"), [[1.0, 2.0], [3.0]], object(), torch.float32, {}]
)
words = st.sampled_from(
    ["floor", "trunc", "none", "mean", "sum", "fro", "nuc", "tanh", "linear", "same", "bad", ""]
)


@st.composite
def tensors(draw: st.DrawFn) -> Any:
    """A tensor of any dtype, maybe with nan and infinities, not contiguous, or requiring grad."""
    shape, name = draw(shapes), draw(dtypes)
    random = np.random.default_rng(draw(st.integers(0, 30)))
    values = random.choice([0.0, 1.0, 2.0, -1.0, 0.5, -2.5, np.nan, np.inf], shape)
    if draw(st.booleans()):
        values = random.integers(0, 3, shape).astype(float)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tensor = torch.tensor(np.asarray(values).astype(name))
    if tensor.ndim > 1 and draw(st.booleans()):
        tensor = tensor.transpose(0, 1)
    if tensor.dtype.is_floating_point and draw(st.booleans()):
        tensor = tensor.detach().requires_grad_()
    return tensor


_OF_KIND: dict[str, st.SearchStrategy[Any]] = {
    "Tensor": tensors(),
    "tuple of Tensors": st.lists(tensors(), max_size=3),
    "tuple of ints": st.lists(integers, max_size=3) | integers,
    "tuple of floats": st.lists(numbers, max_size=2),
    "tuple of Scalars": st.lists(numbers, max_size=2),
    "int": integers,
    "Number": numbers,
    "float": numbers,
    "bool": st.booleans(),
    "str": words,
    "torch.dtype": dtypes.map(lambda name: getattr(torch, name)),
    "torch.device": st.sampled_from(["cpu", "cuda", "mps", "bad", 0]),
}
_OF_NAME = {"niter": st.integers(-2, 3)}
"""By the name of the parameter: of more turns PyTorch, too, would take days."""
_ANYTHING = st.one_of(tensors(), numbers, integers, words, st.lists(integers, max_size=3))


@dataclass(frozen=True)
class Call:
    """A call of a function.

    Attributes:
        namespace: the namespace of the function.
        name: its name.
        args: positional arguments; the first of a method is its tensor.
        kwargs: keyword arguments.
    """

    namespace: str
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def run(self) -> Any:
        """Call the function, and run a backward pass from its result.

        A view may repeat an element 10**15 times, which takes PyTorch days, too: no pass from that.
        """
        space = torch.Tensor if self.namespace == "torch.Tensor" else _module(self.namespace)
        result = getattr(space, self.name)(*self.args, **self.kwargs)
        is_tensor = isinstance(result, torch.Tensor)
        if is_tensor and result.requires_grad and result.numel() <= MOST_SUMMED:
            result.sum().backward()
        return result


def _module(namespace: str) -> Any:
    module = torch
    for part in namespace.split(".")[1:]:
        module = getattr(module, part)
    return module


@cache
def functions() -> list[tuple[str, str]]:
    """All functions, as namespace and name."""
    found = []
    for namespace in NAMESPACES:
        space = torch.Tensor if namespace == "torch.Tensor" else _module(namespace)
        for name in public_names()[namespace]:
            try:
                member = getattr(space, name, None)
            except MissingOperationError:
                continue
            if inspect.isfunction(member) and name not in LEFT_OUT:
                found.append((namespace, name))
    return found


@cache
def _parameters(namespace: str, name: str) -> list[list[tuple[str, str, bool, bool]]]:
    """For each signature: the parameters with kind, and whether required and keyword-only."""
    signatures = signatures_of(namespace, name)
    if signatures:
        return [
            [(p.name, p.kind, p.default is None, p.is_keyword) for p in each.parameters]
            for each in signatures
            if not each.is_hidden
        ]
    if signatures is not None:
        return [[]]
    function = getattr(torch.Tensor if namespace == "torch.Tensor" else _module(namespace), name)
    parameters = list(inspect.signature(function).parameters.values())
    if namespace == "torch.Tensor":
        parameters = parameters[1:]
    return [
        [
            (p.name, _kind_of(p), p.default is p.empty, p.kind is p.KEYWORD_ONLY)
            for p in parameters
            if p.kind is not p.VAR_KEYWORD
        ]
    ]


def _kind_of(parameter: inspect.Parameter) -> str:
    by_type = {bool: "bool", int: "int", float: "float", str: "str"}
    by_annotation = {"int": "int", "float": "float", "bool": "bool", "str": "str"}
    known = by_annotation.get(str(parameter.annotation), "Tensor")
    if "Sequence[Tensor]" in str(parameter.annotation):
        return "tuple of Tensors"
    return by_type.get(type(parameter.default), known)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A call whose arguments are mostly, but not always, of the kinds that its function takes."""
    namespace, name = draw(st.sampled_from(functions()))
    args: list[Any] = [draw(tensors())] if namespace == "torch.Tensor" else []
    kwargs: dict[str, Any] = {}
    for parameter, kind, is_needed, is_keyword in draw(
        st.sampled_from(_parameters(namespace, name))
    ):
        chance = draw(st.integers(0, 19))
        if chance == 0 or (not is_needed and chance < 12):
            continue
        usual = _OF_NAME.get(parameter, _OF_KIND.get(kind, _ANYTHING))
        value = draw(strangers if chance == 19 else usual)
        if is_keyword or kwargs or chance == 18:
            kwargs[parameter] = value
        else:
            args.append(value)
    if draw(st.integers(0, 39)) == 0:
        args.append(draw(_ANYTHING))
    if draw(st.integers(0, 39)) == 0:
        kwargs["unheard_of"] = 1
    return Call(namespace, name, tuple(args), kwargs)
