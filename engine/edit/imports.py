"""The names under which a script imports torch and its parts."""

from __future__ import annotations

import ast

from engine.edit.script import Script


def torch_name(script: Script) -> str:
    """The name under which a script imports torch; ``torch`` where it does not."""
    return module_names(script).get("torch", "torch")


def imports_torch(script: Script) -> bool:
    """Whether a script imports torch as a whole."""
    return "torch" in module_names(script)


def module_names(script: Script) -> dict[str, str]:
    """The modules that a script imports at its outermost level, by the names it gives them."""
    found: dict[str, str] = {}
    for statement in script.tree.body:
        match statement:
            case ast.Import(aliases):
                for alias in aliases:
                    first = alias.name.split(".")[0]
                    found[alias.name if alias.asname else first] = alias.asname or first
            case ast.ImportFrom(module=str(module), names=aliases):
                for alias in aliases:
                    found[f"{module}.{alias.name}"] = alias.asname or alias.name
    return found


def torch_names(script: Script) -> set[str]:
    """The names of torch and its parts, wherever a script imports them."""
    found: set[str] = set()
    for node in ast.walk(script.tree):
        match node:
            case ast.Import(aliases):
                torches = [each for each in aliases if each.name.split(".")[0] == "torch"]
            case ast.ImportFrom(module=str(module), names=aliases):
                torches = aliases if module.split(".")[0] == "torch" else []
            case _:
                continue
        found.update(each.asname or each.name.split(".")[0] for each in torches)
    return found
