"""Calls of functions, methods and in-place methods, and their outcomes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.engine.torch.samples.written import UnwritableError, elements_of, read, written_tensor


def outcome(call: dict[str, Any], torch: Any) -> dict[str, Any]:
    """The outcome of a call: results with nodes, gradients to second order, or an error.

    Args:
        call: the function by its ``path``, ``how`` it is called ("function", "method" or "in
            place"), ``args``, ``kwargs``, and whether to differentiate ``twice``.
        torch: the module that scripts see under this name.

    Raises:
        UnwritableError: something comes of it that has no form in JSON.
    """
    args = read(call["args"], torch)
    kwargs = {name: read(form, torch) for name, form in call["kwargs"].items()}
    inputs = [each for each in _tensors([*args, *kwargs.values()], torch) if each.requires_grad]
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = _called(call, args, kwargs, torch)
            told = {"results": [_told(each, torch) for each in _parts(result)]}
            return told | _gradients(result, inputs, call["twice"], torch)
        except UnwritableError:
            raise
        except Exception as error:
            lines = str(error).splitlines() or [""]
            return {"error": f"{type(error).__name__}: {lines[0]}"}


def _called(call: dict[str, Any], args: list[Any], kwargs: Any, torch: Any) -> Any:
    if call["how"] == "function":
        function = torch
        for name in call["path"].split("."):
            function = getattr(function, name)
        return function(*args, **kwargs)
    first = args[0].clone() if call["how"] == "in place" else args[0]
    return getattr(first, call["path"])(*args[1:], **kwargs)


def _gradients(result: Any, inputs: list[Any], twice: bool, torch: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    sources = [each for each in _tensors([result], torch) if each.requires_grad]
    for order in ("gradients", "second")[: 1 + twice]:
        if not sources or not inputs:
            break
        weights = [_weights(each, torch) for each in sources]
        options = {"allow_unused": True, "create_graph": twice and order == "gradients"}
        sent = torch.autograd.grad(sources, inputs, weights, **options)
        found[order] = [None if each is None else _told(each, torch) for each in sent]
        sources = [each for each in sent if each is not None and each.requires_grad]
    return found


def _weights(tensor: Any, torch: Any) -> Any:
    places = torch.arange(tensor.numel(), dtype=torch.float64)
    weights = torch.sin(0.7 * places + 1)
    if tensor.is_complex():
        weights = torch.complex(weights, torch.cos(0.9 * places))
    return weights.to(tensor.dtype).reshape(tensor.shape)


def _parts(result: Any) -> list[Any]:
    return list(result) if isinstance(result, tuple | list) else [result]


def _tensors(values: Any, torch: Any) -> Iterator[Any]:
    for each in values:
        if isinstance(each, torch.Tensor):
            yield each
        elif isinstance(each, tuple | list):
            yield from _tensors(each, torch)


def _told(part: Any, torch: Any) -> Any:
    if isinstance(part, tuple | list):
        return [_told(each, torch) for each in part]
    if not isinstance(part, torch.Tensor):
        return repr(part)
    node = None if part.grad_fn is None else part.grad_fn.name()
    return written_tensor(part, torch) | {"node": node}


def difference(found: dict[str, Any], expected: dict[str, Any]) -> str:
    """The difference of an outcome from the expected one; empty if they agree."""
    if "error" in found or "error" in expected:
        ours, theirs = found.get("error"), expected.get("error")
        return "" if ours == theirs else f"error {ours!r}, expected {theirs!r}"
    if found.keys() != expected.keys():
        return f"{sorted(found)}, expected {sorted(expected)}"
    for part in expected:
        if len(found[part]) != len(expected[part]):
            return f"{len(found[part])} {part}, expected {len(expected[part])}"
        for at, (ours, theirs) in enumerate(zip(found[part], expected[part], strict=True)):
            told = _difference(ours, theirs, with_memory=part == "results")
            if told:
                return f"{part}[{at}]: {told}"
    return ""


def _difference(ours: Any, theirs: Any, *, with_memory: bool) -> str:
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = zip(ours, theirs, strict=True)
        return next(filter(None, (_difference(*p, with_memory=with_memory) for p in pairs)), "")
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        return "" if ours == theirs else f"{ours!r}, expected {theirs!r}"
    for name in ("dtype", "shape", "requires_grad", "node"):
        if ours[name] != theirs[name]:
            return f"{name} {ours[name]!r}, expected {theirs[name]!r}"
    elements, expected = elements_of(ours), elements_of(theirs)
    if with_memory and elements.size > 1 and ours["strides"] != theirs["strides"]:
        return f"strides {ours['strides']}, expected {theirs['strides']}"
    return "" if _are_close(elements, expected) else f"{elements}, expected {expected}"


def _are_close(elements: np.ndarray, expected: np.ndarray) -> bool:
    if expected.dtype.kind not in "fc":
        return bool(np.array_equal(elements, expected))
    finite = np.abs(expected[np.isfinite(expected)])
    within = 1e-8 if expected.dtype in (np.float64, np.complex128) else 2e-5
    scale = max(float(finite.max(initial=0)), 1e-3)
    return np.allclose(elements, expected, rtol=10 * within, atol=within * scale, equal_nan=True)
