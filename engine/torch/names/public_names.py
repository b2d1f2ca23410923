"""PyTorch's public names, and their keyword arguments.

Source: PyTorch 2.13, recorded by ``tests/engine/torch/record_public_names.py``.
"""

from __future__ import annotations

import json
import pkgutil
from functools import cache


@cache
def public_names() -> dict[str, dict[str, list[str]]]:
    """For each namespace its names, and for each of these the keyword arguments."""
    text = pkgutil.get_data(__package__, "public_names.json")  # faster to import than pathlib
    assert text is not None
    names: dict[str, dict[str, list[str]]] = json.loads(text)
    return names


def is_public(namespace: str, name: str) -> bool:
    """Whether PyTorch has a public name."""
    return name in public_names()[namespace]
