"""Errors for names that a module lacks, whether PyTorch has them or not.

Source: PyTorch 2.13, recorded by ``tests/engine/torch/record_module_names.py``.
"""

from __future__ import annotations

import contextlib
import json
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.abc import MetaPathFinder
from typing import Any

from engine import errors

_REASONS = {
    "torch.jit torch.fx torch.export torch.onnx torch.package torch._dynamo torch._inductor": (
        "it neither compiles nor exports; what a function computes is the same without that"
    ),
    "torch.distributed torch.multiprocessing torch.nn.parallel": "it computes in one process",
    "torch.hub torch.utils.model_zoo": (
        "it downloads nothing; make the model in the script, or torch.load what you have of it"
    ),
    "torch.quantization torch.ao": "its tensors are not quantized",
    "torch.nested torch.masked": "its tensors are dense",
    "torch.profiler torch.autograd.profiler torch.utils.bottleneck": (
        "its speed says nothing of PyTorch's"
    ),
    "torch.utils.tensorboard": "print what you want to see, or look at it in the window",
    "torch.ops torch.library torch.utils.cpp_extension": "it has no kernels of others",
    "torch.cuda": "it computes on the CPU",
}
"""Why Gradwalk lacks whole parts of PyTorch, by their names."""


def _reason(path: str) -> str:
    """Why something is missing, or ``""`` if it is just not implemented."""
    for roots, reason in _REASONS.items():
        if any(path == root or path.startswith(f"{root}.") for root in roots.split()):
            return reason
    return ""


@cache
def names_in_pytorch() -> dict[str, frozenset[str]]:
    """The public names of PyTorch's modules."""
    text = pkgutil.get_data(__package__, "module_names.json")  # faster to import than pathlib
    assert text is not None
    return {module: frozenset(names.split()) for module, names in json.loads(text).items()}


def missing(module: str, name: str, names: Iterable[str]) -> AttributeError:
    """The error for an unknown ``module.name``; ``names`` are the existing ones.

    It is a ``MissingOperationError`` if PyTorch has the name, or may have it; for a name that
    PyTorch lacks, too, it is Python's own error.
    """
    known = names_in_pytorch().get(module)
    if known is None or name in known or name.startswith("_"):
        return errors.missing(module, name, names, _reason(f"{module}.{name}"))
    return AttributeError(f"module '{module}' has no attribute '{name}'")


def refusal(path: str, members: Mapping[str, Any]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module."""

    def refuse(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise missing(path, name, [each for each in members if not each.startswith("_")])

    return refuse


class _Refusal(MetaPathFinder):
    """A finder for modules that no other finder finds; they may be names in modules as well."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Never find a module.

        Raises:
            MissingImportError: PyTorch has the module.
        """
        module, _, name = fullname.rpartition(".")
        names_there = names_in_pytorch().get(module, ())
        is_there = name in names_there or f".{name}" in names_there
        if is_there or _reason(fullname):
            names = [each for each in vars(sys.modules[module]) if not each.startswith("_")]
            raise errors.missing_import(module, name, names, _reason(fullname))


@contextlib.contextmanager
def refusing_imports() -> Iterator[None]:
    """Inside its ``with``, importing what only PyTorch has raises ``MissingImportError``."""
    refusal = _Refusal()
    sys.meta_path.append(refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)
