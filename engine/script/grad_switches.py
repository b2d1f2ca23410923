"""Where a script switches gradients off: ``with torch.no_grad():`` and its likes."""

import ast
from typing import NamedTuple

from engine.script.script_names import parsed

_LASTING = "set_grad_enabled"
_SWITCHES = ("no_grad", "inference_mode", _LASTING)
_LASTINGLY_ON = (f"{_LASTING}(True)", f"{_LASTING}(mode=True)")


class Switch(NamedTuple):
    """A call that switches gradients off for all that follows, and its line."""

    call: str
    line: int


def switch_around(source: str, line: int) -> str:
    """What switches gradients off in the block around a line: ``inference_mode()``; empty if none.

    Blocks are those of ``with`` and of functions that are decorated; the innermost counts.
    """
    module = parsed(source)
    found = ""
    for node in ast.walk(module) if module is not None else ():  # outer blocks come first
        if isinstance(node, ast.With):
            switches = [item.context_expr for item in node.items]
        elif isinstance(node, ast.FunctionDef):
            switches = node.decorator_list
        else:
            continue
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            found = next(filter(None, map(_switch, switches)), found)
    return found


def switch_before(source: str, line: int) -> Switch | None:
    """The statement ``torch.set_grad_enabled(False)`` that a line comes after; None without one."""
    module = parsed(source)
    found = None
    for node in ast.walk(module) if module is not None else ():
        if not isinstance(node, ast.Expr) or node.lineno >= line:
            continue
        call = _switch(node.value)
        if call.startswith(_LASTING) and (found is None or node.lineno > found.line):
            found = Switch(call, node.lineno)
    return None if found is None or found.call in _LASTINGLY_ON else found


def _switch(expression: ast.expr) -> str:
    called = expression.func if isinstance(expression, ast.Call) else expression
    name = called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)
    if name not in _SWITCHES:
        return ""
    arguments: list[ast.expr | ast.keyword] = []
    if isinstance(expression, ast.Call):
        arguments = [*expression.args, *expression.keywords]
    return f"{name}({', '.join(map(ast.unparse, arguments))})"
