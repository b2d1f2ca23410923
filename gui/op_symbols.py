"""How operations are written on cards: a symbol where mathematics has one."""

from __future__ import annotations

_SYMBOLS = {
    "add": "+",
    "sub": "−",
    "rsub": "−",
    "mul": "×",
    "div": "÷",
    "neg": "−",
    "reciprocal": "1/",
    "pow": "^",
    "dot": "·",
    "mv": "@",
    "mm": "@",
    "bmm": "@",
    "matmul": "@",
    "sum": "Σ",
    "norm": "‖·‖",
    "abs": "|·|",
    "sqrt": "√",
    "sigmoid": "σ",
    "eq": "==",
    "grad": "",  # its name, x.grad, says it
    "ne": "≠",
    "lt": "<",
    "le": "≤",
    "gt": ">",
    "ge": "≥",
    "detach": "✂",
    "t": "ᵀ",
}
_VARIANTS = {
    "pow_number": "pow",
    "sum_dims": "sum",
    "sum_to": "sum",
    "mean_dims": "mean",
    "to_copy": "to",
}
_COMMUTATIVE = frozenset({"add", "mul", "eq", "ne"})
_NUMBER_FIRST = frozenset({"rsub"})


def script_op(op: str) -> str:
    """What the script calls an operation: several of the engine's may share one name."""
    return _VARIANTS.get(op, op)


def op_symbol(op: str, operands: list[str | None]) -> str:
    """An operation on a card, with the number it takes: ``·``, ``× 2``, ``1 −``.

    ``operands`` are what it took, in order: None for a tensor, a number's text otherwise.
    """
    symbol = _SYMBOLS.get(script_op(op), script_op(op))
    texts = [text.removeprefix("exponent=") for text in operands if text is not None]
    numbers = [text for text in texts if "=" not in text]
    if len(numbers) != 1:
        return symbol
    number_first = operands[0] is not None and op not in _COMMUTATIVE
    if number_first or op in _NUMBER_FIRST:
        return f"{numbers[0]} {symbol}"
    return f"{symbol} {numbers[0]}"
