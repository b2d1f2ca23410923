"""What a script calls torch."""

from __future__ import annotations

import ast

from engine.edit.script import Script


def torch_name(script: Script) -> str:
    """The name under which a script imports torch; ``torch`` where it does not."""
    return imported_torch(script) or "torch"


def imported_torch(script: Script) -> str | None:
    """The name under which a script imports torch, None where it does not."""
    for statement in script.tree.body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name == "torch":
                    return alias.asname or "torch"
                if alias.name.startswith("torch.") and alias.asname is None:
                    return "torch"
    return None
