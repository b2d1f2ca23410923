"""Records the outcomes of the snippets in ``outcomes.json``; needs ``torch``.

``python record_outcomes.py [SNIPPET...]`` adds snippets, and records all of them again. A snippet
is some statements and last an expression; its outcome is the expression's ``repr``, or the type
and first line of the error.
"""

import ast
import importlib
import json
import re
import sys
import warnings
from pathlib import Path
from typing import Any

OUTCOMES = Path(__file__).with_name("outcomes.json")


def outcome(snippet: str, torch: Any) -> str:
    """The outcome of a snippet with a module as its ``torch``."""
    *statements, last = ast.parse(snippet).body
    if not isinstance(last, ast.Expr):
        raise ValueError(f"a snippet must end in an expression: {snippet!r}")
    names: dict[str, Any] = {"torch": torch}
    module = ast.Module([*statements], [])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(module, "<snippet>", "exec"), names)
            value = eval(compile(ast.Expression(last.value), "<snippet>", "eval"), names)
            return re.sub(r" object at 0x\w+", "", repr(value))
        except Exception as error:
            lines = str(error).splitlines() or [""]
            return f"{type(error).__name__}: {lines[0]}"
        finally:
            torch.set_grad_enabled(True)


def main() -> None:
    torch = importlib.import_module("torch")
    known = json.loads(OUTCOMES.read_text(encoding="utf-8")) if OUTCOMES.exists() else {}
    snippets = [*known, *sys.argv[1:]]
    recorded = {snippet: outcome(snippet, torch) for snippet in snippets}
    text = json.dumps(recorded, indent=1, ensure_ascii=False)
    OUTCOMES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
