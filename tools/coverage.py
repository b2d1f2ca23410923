"""Writes ``docs/coverage.md``: the PyTorch names that Gradwalk has, from the registry of ops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import engine.ops  # noqa: F401 (fills the registry)
from engine.errors import MissingOperationError
from engine.registry import traced
from engine.torch.calling.refusals import REFUSED
from engine.torch.names.namespaces import torch_modules
from engine.torch.names.public_names import public_names

PAGE = Path(__file__).resolve().parent.parent / "docs" / "coverage.md"


def page() -> str:
    """The content of the page."""
    supported, missing = _sorted_names()
    lines = [
        "# What of PyTorch 2.13 there is",
        "",
        "Written by `python -m tools.coverage`; a test keeps it current. What is missing raises",
        "`NotImplementedError` and says so.",
        "",
        "| namespace | names in PyTorch | supported |",
        "|---|---|---|",
    ]
    total = [0, 0]
    for namespace, names in public_names().items():
        count = len(supported.get(namespace, []))
        total = [total[0] + len(names), total[1] + count]
        lines.append(f"| `{namespace}` | {len(names)} | {count} |")
    lines += [f"| all | {total[0]} | {total[1]} |", ""]
    for namespace, found in supported.items():
        lines += [f"## `{namespace}`", "", _wrapped(found), ""]
        if missing.get(namespace):
            lines += ["Missing:", "", _wrapped(missing[namespace]), ""]
    lines += _operations()
    lines += ["## Keyword arguments that are refused", ""]
    lines += [f"- `{path}`: {keywords}" for path, keywords in REFUSED.items()]
    return "\n".join(lines) + "\n"


def _sorted_names() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """For each namespace, its names and the missing ones."""
    modules = torch_modules()
    supported: dict[str, list[str]] = {}
    missing: dict[str, list[str]] = {}
    for namespace, names in public_names().items():
        is_tensor = namespace == "torch.Tensor"
        space: Any = modules["torch"].Tensor if is_tensor else modules[namespace]
        for name in names:
            kept = supported if _has(space, name) else missing
            kept.setdefault(namespace, []).append(name)
    return supported, missing


def _has(space: Any, name: str) -> bool:
    try:
        return hasattr(space, name)
    except MissingOperationError:
        return False


def _operations() -> list[str]:
    """Each operation of the engine, with its node in the graph and what it computes."""
    lines = ["## Operations of the engine", "", "| operation | node | formula |", "|---|---|---|"]
    for name, each in sorted(vars(traced).items()):
        node = "" if each.node_type is None else f"`{each.node_type.__name__}`"
        formula = each.formula.replace("|", r"\vert ")
        lines.append(f"| `{name}` | {node} | ${formula}$ |")
    return [*lines, ""]


def _wrapped(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
