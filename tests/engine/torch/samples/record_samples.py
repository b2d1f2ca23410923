"""Records the outcomes of sample calls in ``samples.json.xz``; needs ``torch``.

The arguments are from PyTorch's own tests: some small ones for each operation, with double
precision, complex numbers and integers, and all arguments that are refused.
"""

from __future__ import annotations

import importlib
import itertools
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.engine.torch.samples.calls import outcome
from tests.engine.torch.samples.written import UnwritableError, write

SAMPLES = Path(__file__).with_name("samples.json.xz")

_OF_EACH = {"float64": 5, "int64": 2, "complex128": 2}
"""The number of samples of each operation, by dtype."""

_MOST_ELEMENTS = 60

_SKIPPED = ("empty", "new_empty", "masked.", "_", "torch.ops.", "jiterator", "sparse.")
"""Operations whose results cannot be compared, or that scripts do not use."""


def main() -> None:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    tests = importlib.import_module("torch.testing._internal.common_methods_invocations")
    recorded = []
    for operation in tests.op_db:
        for call in _calls(operation, torch):
            try:
                recorded.append(call | {"gives": outcome(call, torch)})
            except UnwritableError:
                continue
    lines = "\n".join(json.dumps(each, separators=(",", ":")) for each in recorded)
    SAMPLES.write_bytes(lzma.compress(lines.encode(), preset=9))
    print(f"{len(recorded)} calls, {SAMPLES.stat().st_size} bytes")


def _calls(operation: Any, torch: Any) -> Iterator[dict[str, Any]]:
    name = operation.name
    if name.startswith(_SKIPPED) or not _is_public(operation, torch):
        return
    for dtype, count in _OF_EACH.items():
        for at, sample in enumerate(_few(_samples(operation, getattr(torch, dtype)), count)):
            twice = dtype == "float64" and operation.supports_gradgrad
            call = _written(operation.full_name, name, "function", sample, twice, torch)
            if call is None:
                continue
            yield call
            if at == 0 and isinstance(sample.input, torch.Tensor):
                yield from _variants(operation, call, torch)
    if operation.error_inputs_func is not None:
        for refused in operation.error_inputs("cpu"):
            sample = refused.sample_input
            call = _written(operation.full_name, name, "function", sample, False, torch)
            if call is not None:
                yield call


def _is_public(operation: Any, torch: Any) -> bool:
    member = torch
    for part in operation.name.split("."):
        member = getattr(member, part, None)
    return member is operation.op


def _samples(operation: Any, dtype: Any) -> list[Any]:
    if dtype not in operation.supported_dtypes("cpu"):
        return []
    differentiates = dtype in operation.supported_backward_dtypes("cpu")
    differentiates &= operation.supports_autograd and dtype.itemsize > 1 and _is_inexact(dtype)
    importlib.import_module("torch").manual_seed(1)
    made = operation.sample_inputs("cpu", dtype, requires_grad=differentiates)
    return [each for each in itertools.islice(made, 200) if _is_small(each)]


def _is_inexact(dtype: Any) -> bool:
    return bool(dtype.is_floating_point or dtype.is_complex)


def _is_small(sample: Any) -> bool:
    given = [sample.input, *sample.args, *sample.kwargs.values()]
    return all(getattr(each, "numel", int)() <= _MOST_ELEMENTS for each in given)


def _few(samples: list[Any], count: int) -> list[Any]:
    return samples[:: max(1, len(samples) // count)][:count]


def _written(
    operation: str, path: str, how: str, sample: Any, twice: bool, torch: Any
) -> dict[str, Any] | None:
    try:
        args = [write(each, torch) for each in (sample.input, *sample.args)]
        kwargs = {key: write(each, torch) for key, each in sample.kwargs.items() if key != "device"}
    except UnwritableError:
        return None
    names = {"operation": operation, "path": path, "how": how}
    return names | {"args": args, "kwargs": kwargs, "twice": twice}


def _variants(operation: Any, call: dict[str, Any], torch: Any) -> Iterator[dict[str, Any]]:
    for how, member in (
        ("method", operation.method_variant),
        ("in place", operation.inplace_variant),
    ):
        name = getattr(member, "__name__", "")
        if hasattr(torch.Tensor, name):
            yield call | {"path": name, "how": how}


if __name__ == "__main__":
    main()
