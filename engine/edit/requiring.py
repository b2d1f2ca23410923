"""Gestures that set ``requires_grad`` of a tensor, in the way in which the script sets it.

Each way can be undone by its opposite, so that toggling twice restores the script; only what is the
default anyway, as ``requires_grad=True`` of a ``Parameter``, is not written again.
"""

from __future__ import annotations

import ast

from engine.edit.arguments import added_keyword, argument, removed_argument, replaced
from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal
from engine.edit.literals import is_floating
from engine.edit.references import assigned_name
from engine.edit.rewriting import composed, fitted, operand, remade
from engine.edit.script import Script, is_target, whole_node
from engine.edit.values import is_creation, is_literal

_FLOATING = ("float", "complex", "bfloat")
_METHOD_ARGUMENTS = {
    "True": "False",
    "False": "True",
    "": "requires_grad=False",
    "requires_grad=False": "",
    "requires_grad=True": "requires_grad=False",
}
"""The arguments of ``requires_grad_``, and those with the opposite effect."""


def require_grad(source: str, picked: Picked) -> Edit:
    """Have a tensor that the script makes require grad.

    Raises:
        Refusal: INTEGER_GRAD; NOT_SUITABLE, where it does already.
    """
    script = Script(source)
    node = _expression(script, picked, Gesture.REQUIRE_GRAD)
    _check_dtype(node, picked)
    setting = _later_setting(script, node) or _method_call(script, node)
    is_set = _is_asked_for(script, node) if setting is None else _is_true(script, setting)
    if picked.requires_grad or is_set:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.REQUIRE_GRAD)
    change = _requiring(script, node) if setting is None else _toggled(script, setting)
    return _edit(script, node, Gesture.REQUIRE_GRAD, change)


def require_no_grad(source: str, picked: Picked) -> Edit:
    """Have a tensor no longer require grad.

    Raises:
        Refusal: NOT_A_LEAF, where it requires grad because its operands do.
    """
    script = Script(source)
    node = _expression(script, picked, Gesture.REQUIRE_NO_GRAD)
    method = _method_call(script, node)
    setting = _later_setting(script, node) or method
    if setting is not None and _is_true(script, setting):
        is_appended = setting is method and _is_set_by_method(node)
        if method is not None and is_appended and not _arguments_text(script, method):
            change = _without_method(script, method)
        else:
            change = _toggled(script, setting)
    elif isinstance(node, ast.Call) and _is_asked_for(script, node):
        change = _with_argument(script, node, is_required=False)
    else:
        raise Refusal(Reason.NOT_A_LEAF, picked.place)
    return _edit(script, node, Gesture.REQUIRE_NO_GRAD, change)


def _expression(script: Script, picked: Picked, gesture: Gesture) -> ast.expr:
    """The expression that makes the tensor, without a ``requires_grad_`` called on it."""
    node = whole_node(script, picked)
    if is_target(node):
        raise Refusal(Reason.CHANGED_IN_PLACE, picked.place, name=script.text(node))
    match node:
        case ast.Call(ast.Attribute(ast.expr() as inner, "requires_grad_")):
            return inner
        case ast.expr():
            return node
    raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=gesture)


def _edit(script: Script, node: ast.expr, gesture: Gesture, change: Change) -> Edit:
    subject = assigned_name(script, node) or script.text(node)
    return Edit(gesture, script.source, (change,), subject, sites=(script.place(node),))


def _check_dtype(node: ast.expr, picked: Picked) -> None:
    is_integer = not (picked.dtype or "float32").startswith(_FLOATING)
    match node:
        case ast.Call(ast.Attribute(attr="tensor"), [ast.expr() as numbers], []):
            is_integer |= is_literal(numbers) and not is_floating(ast.literal_eval(numbers))
    if is_integer:
        raise Refusal(Reason.INTEGER_GRAD, picked.place, dtype=picked.dtype or "int64")


def _is_asked_for(script: Script, node: ast.expr) -> bool:
    """Whether the call that makes a tensor has it require grad, as ``Parameter`` does by itself."""
    if not isinstance(node, ast.Call):
        return False
    given = _given(node)
    return _makes_parameter(node) if given is None else script.text(given) == "True"


def _given(call: ast.Call) -> ast.expr | None:
    """The argument ``requires_grad`` of a call that makes a tensor; None if it is not given."""
    return argument(call, "requires_grad", 1 if _makes_parameter(call) else None)


def _makes_parameter(node: ast.expr) -> bool:
    match node:
        case ast.Call(ast.Attribute(attr="Parameter") | ast.Name("Parameter")):
            return True
    return False


def _is_set_by_method(node: ast.expr) -> bool:
    """Whether to call ``requires_grad_()``, where the script sets nothing yet."""
    if _makes_parameter(node):
        return False
    if not is_creation(node):
        return True
    assert isinstance(node, ast.Call)
    match node.func:
        case ast.Attribute(attr="as_tensor") | ast.Name("as_tensor"):
            return True  # it takes no such argument
    return bool(node.keywords) and node.keywords[-1].arg == "requires_grad"


def _requiring(script: Script, node: ast.expr) -> Change:
    """Set ``requires_grad`` where the script sets nothing, or ``requires_grad=False``."""
    if _is_set_by_method(node):
        return fitted(script, node, composed(["", ".requires_grad_()"], [operand(script, node)]))
    assert isinstance(node, ast.Call)
    return _with_argument(script, node, is_required=True)


def _with_argument(script: Script, call: ast.Call, *, is_required: bool) -> Change:
    """Set ``requires_grad`` in a call; its last argument is left out where it is the default."""
    given, is_default = _given(call), is_required == _makes_parameter(call)
    if given is None:
        return added_keyword(script, call, "requires_grad", str(is_required))
    if is_default and call.keywords and call.keywords[-1].value is given:
        return removed_argument(script, call, given)
    return replaced(script, given, str(is_required))


def _method_call(script: Script, node: ast.expr) -> ast.Call | None:
    """The call of ``requires_grad_`` on an expression; None where there is none."""
    function = script.parents[node]
    if isinstance(function, ast.Attribute) and function.attr == "requires_grad_":
        call = script.parents[function]
        return call if isinstance(call, ast.Call) else None
    return None


def _later_setting(script: Script, node: ast.expr) -> ast.Call | ast.Assign | None:
    """The first later statement of the block that sets it, before the name is bound again."""
    name, statement = assigned_name(script, node), script.statement(node)
    block = script.block(statement)
    for each in block[block.index(statement) + 1 :] if name else []:
        match each:
            case ast.Expr(ast.Call(ast.Attribute(ast.Name(other), "requires_grad_")) as call):
                if other == name:
                    return call
            case ast.Assign([ast.Attribute(ast.Name(other), "requires_grad")]) if other == name:
                return each
            case ast.Assign(targets):
                if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                    return None
    return None


def _is_true(script: Script, setting: ast.Call | ast.Assign) -> bool:
    if isinstance(setting, ast.Assign):
        return script.text(setting.value) == "True"
    return _arguments_text(script, setting) in ("", "True", "requires_grad=True")


def _arguments_text(script: Script, call: ast.Call) -> str:
    """The arguments of a call, as they are written."""
    start, end = script.span(call.func).end, script.span(call).end
    return script.source[start:end].strip()[1:-1].strip()


def _toggled(script: Script, setting: ast.Call | ast.Assign) -> Change:
    """Set the opposite in the same statement."""
    if isinstance(setting, ast.Assign):
        text = "False" if _is_true(script, setting) else "True"
        return replaced(script, setting.value, text)
    given = _arguments_text(script, setting)
    if given not in _METHOD_ARGUMENTS:
        raise Refusal(Reason.NOT_SUITABLE, script.place(setting), gesture=Gesture.REQUIRE_GRAD)
    return Change(
        script.span(setting.func).end, script.span(setting).end, f"({_METHOD_ARGUMENTS[given]})"
    )


def _without_method(script: Script, call: ast.Call) -> Change:
    assert isinstance(call.func, ast.Attribute)
    return remade(script, call, operand(script, call.func.value))
