"""The seed of a pass: the gradient that a call of ``backward`` or ``grad`` begins with."""

from __future__ import annotations

import ast
from typing import NamedTuple

from engine.edit.arguments import added_keyword, argument, replaced
from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal
from engine.edit.imports import torch_name
from engine.edit.literals import Numbers, numbers_text
from engine.edit.script import Script


class PassCall(NamedTuple):
    """A call that begins a pass, and the argument that is its seed.

    Attributes:
        call: the call.
        keyword, position: of the seed.
        takes_several: whether there is a seed for each of several outputs.
    """

    call: ast.Call
    keyword: str
    position: int
    takes_several: bool


def with_seed(source: str, picked: Picked, seed: Numbers, output: int = 0) -> Edit:
    """Change the seed of a pass to given numbers.

    ``picked`` is the call that began the pass, ``output`` the index of the output, of several.

    Raises:
        Refusal
    """
    script = Script(source)
    found = pass_call(script, picked)
    return Edit(
        Gesture.SET_SEED,
        source,
        (_set(script, found, seed, output),),
        subject=numbers_text(seed),
        sites=(script.place(found.call),),
    )


def pass_call(script: Script, picked: Picked) -> PassCall:
    """The call of ``backward`` or ``grad`` at a place.

    Raises:
        Refusal: NOT_SUITABLE where the place is another's; see also ``Script.node``.
    """
    node = script.node(picked)
    if isinstance(node, ast.Expr | ast.Assign):
        node = node.value
    match node:
        case ast.Call(ast.Attribute(ast.Attribute(attr="autograd") | ast.Name("autograd"), name)):
            if name in ("backward", "grad"):
                return _function_call(node, name)
        case ast.Call(ast.Name("grad")):
            return _function_call(node, "grad")
        case ast.Call(ast.Attribute(attr="backward")):
            return PassCall(node, "gradient", 0, False)
    raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.SET_SEED)


def _function_call(call: ast.Call, name: str) -> PassCall:
    keyword, position, outputs = ("grad_tensors", 1, "tensors")
    if name == "grad":
        keyword, position, outputs = ("grad_outputs", 2, "outputs")
    several = isinstance(argument(call, outputs, 0), ast.List | ast.Tuple)
    return PassCall(call, keyword, position, several)


def _set(script: Script, found: PassCall, seed: Numbers, output: int) -> Change:
    literal = f"{torch_name(script)}.tensor({numbers_text(seed)})"
    call, keyword, position, takes_several = found
    given = argument(call, keyword, position)
    if not takes_several:
        if given is None:
            return added_keyword(script, call, keyword, literal)
        return replaced(script, given, literal)
    if isinstance(given, ast.List | ast.Tuple) and output < len(given.elts):
        return replaced(script, given.elts[output], literal)
    texts = ["None"] * _output_count(call)
    texts[output] = literal
    every = f"[{', '.join(texts)}]"
    if given is None:
        return added_keyword(script, call, keyword, every)
    return replaced(script, given, every)


def _output_count(call: ast.Call) -> int:
    outputs = argument(call, "outputs", 0) or argument(call, "tensors", 0)
    assert isinstance(outputs, ast.List | ast.Tuple)
    return len(outputs.elts)
