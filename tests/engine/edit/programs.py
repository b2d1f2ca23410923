"""Random scripts of tensors with three elements, written in every way that Python allows."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

_LEAVES = (
    "x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)",
    "w = torch.arange(3.0)  # 权重 😀",
    "größe = torch.ones(3,)",
    "b = torch.zeros(3, requires_grad=False, dtype=torch.float32)",
)
_UNARY = ("torch.tanh({})", "torch.exp( {} )", "torch.sin(input={})", "({}).cos()", "-({})")
_BINARY = ("({}) + {}", "{} * ({})", "{}-({})", "torch.maximum({}, {})", "({}).minimum({})")
_WITH_NUMBER = ("2 * ({})", "{} / 2", "x ** 2", "({}) ** 2", "({})  **2", "1.5-{}")
_LONG = (
    "torch.maximum(\n    {},  # 一 (\n    {},\n)",
    "(\n    ({})\n    # between\n    * ({})\n)",
    "torch.stack([{}, {}]).mean(dim=0)",
    "(({}) -\n  ({}).exp())",
)
_NAMES = ("y", "z", "权", "loss", "h1")
_TAILS = ("", "  # note", ";", "  # 注 # (", " \t")


@dataclass
class _Scope:
    """The names that are bound, and those that may be."""

    readable: list[str]
    bindable: tuple[str, ...] = _NAMES


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A script that runs without an error."""
    scope = _Scope(["x"])
    head = draw(st.sampled_from([[], ["# 梯度", ""], ['"""Doc."""', ""]]))
    lines = [*head, "import torch", ""]
    for leaf in (_LEAVES[0], *draw(st.lists(st.sampled_from(_LEAVES[1:]), unique=True))):
        lines.append(leaf)
        scope.readable.append(leaf.split(" ")[0])
    for _ in range(draw(st.integers(1, 4))):
        lines += draw(_statements(scope))
    end = draw(st.sampled_from(["\n", "\r\n", "\n", "\r"]))
    source = "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n", "  # end\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + source.replace("\n", end)


@st.composite
def _statements(draw: st.DrawFn, scope: _Scope) -> list[str]:
    """Some lines at module level."""
    kind = draw(st.sampled_from(["line", "line", "line", "block", "loop", "function", "empty"]))
    if kind == "line":
        return [draw(_lines(scope))]
    if kind == "empty":
        return [""]
    unit = draw(st.sampled_from(["    ", "\t", "  "]))
    if kind == "function":
        name = draw(st.sampled_from(["f", "g"]))
        inside = _Scope([*scope.readable, "a"], ("c", "d"))
        body = [
            *_indented(unit, draw(_lines(inside))),
            f"{unit}return {draw(_expressions(inside))}",
        ]
        call = f"{draw(_bound(scope))} = {name}({scope.readable[0]})"
        return ["", "", f"def {name}(a):  # ({name}", *body, "", "", call]
    head = "for i in range(2):" if kind == "loop" else draw(_heads())
    if draw(st.booleans()) and kind == "block":
        return [f"{head} {draw(_assignments(scope))}"]
    body = [draw(_lines(scope)) for _ in range(draw(st.integers(1, 2)))]
    return [head, *(line for text in body for line in _indented(unit, text))]


def _heads() -> st.SearchStrategy[str]:
    return st.sampled_from(["if True:", "with torch.no_grad():", "with torch.enable_grad(): "])


@st.composite
def _lines(draw: st.DrawFn, scope: _Scope) -> str:
    """One statement, in as many lines as its brackets need."""
    known = [name for name in scope.bindable if name in scope.readable]
    kind = draw(st.integers(0, 6))
    if kind == 0:
        text = f"{draw(_assignments(scope))}; {draw(_assignments(scope))}"
    elif kind == 1:
        text = draw(_expressions(scope))
    elif kind == 2 and known:
        name = draw(st.sampled_from(known))
        text = f"{name} = {name} * {draw(st.sampled_from(scope.readable))}"
    else:
        text = draw(_assignments(scope))
        text = text.replace("= ", "= \\\n        ", 1) if kind == 3 else text
    return text + draw(st.sampled_from(_TAILS))


@st.composite
def _assignments(draw: st.DrawFn, scope: _Scope) -> str:
    value = draw(_expressions(scope))
    return f"{draw(_bound(scope))} = {value}"


@st.composite
def _bound(draw: st.DrawFn, scope: _Scope) -> str:
    name = draw(st.sampled_from(scope.bindable))
    if name not in scope.readable:
        scope.readable.append(name)
    return name


@st.composite
def _expressions(draw: st.DrawFn, scope: _Scope, depth: int = 2) -> str:
    """An operation on tensors."""
    operands = [draw(_operands(scope, depth - 1)) for _ in range(2)]
    is_with_number = draw(st.integers(0, 4)) == 0
    templates = _WITH_NUMBER if is_with_number else _UNARY + _BINARY + _LONG
    return str(draw(st.sampled_from(templates)).format(*operands))


@st.composite
def _operands(draw: st.DrawFn, scope: _Scope, depth: int) -> str:
    if depth <= 0 or draw(st.booleans()):
        return draw(st.sampled_from(scope.readable))
    text = draw(_expressions(scope, depth))
    return text if draw(st.integers(0, 3)) and text.endswith(")") else f"({text})"


def _indented(unit: str, text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [unit + first, *rest]
