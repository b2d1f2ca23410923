"""What is said of names that a module of ours does not have: PyTorch's may, or may not.

Source: PyTorch 2.13, written down by ``tests/engine/torch/record_module_names.py``.
"""

from __future__ import annotations

import contextlib
import json
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.abc import MetaPathFinder

from engine import errors


@cache
def _names_in_pytorch() -> dict[str, frozenset[str]]:
    """The public names of PyTorch's modules."""
    text = pkgutil.get_data(__package__, "module_names.json")  # starts sooner than with pathlib
    assert text is not None
    return {module: frozenset(names.split()) for module, names in json.loads(text).items()}


def missing(module: str, name: str, names: Iterable[str]) -> AttributeError:
    """The error of asking for ``module.name``, where ``names`` are what there is.

    It is a ``MissingOperationError`` where PyTorch has that, or nobody knows; of a name that
    PyTorch lacks, too, Python's own.
    """
    known = _names_in_pytorch().get(module)
    if known is None or name in known or name.startswith("_"):
        return errors.missing(module, name, names)
    return AttributeError(f"module '{module}' has no attribute '{name}'")


class _Refusal(MetaPathFinder):
    """Is asked for modules that nobody else finds, which may also be meant as names in modules."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Find nothing.

        Raises:
            MissingImportError: PyTorch has it.
        """
        module, _, name = fullname.rpartition(".")
        names_there = _names_in_pytorch().get(module, ())
        if name in names_there or f".{name}" in names_there:
            names = [each for each in vars(sys.modules[module]) if not each.startswith("_")]
            raise errors.missing_import(module, name, names)


@contextlib.contextmanager
def refusing_imports() -> Iterator[None]:
    """Inside its ``with``, an import of what only PyTorch has raises ``MissingImportError``."""
    refusal = _Refusal()
    sys.meta_path.append(refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)
