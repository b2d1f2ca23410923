"""The symbols of operations on cards."""

import pytest

from gui.words.op_symbols import op_symbol, script_op


@pytest.mark.parametrize(
    ("op", "operands", "symbol"),
    [
        ("mul", ["2", None], "× 2"),
        ("mul", [None, "2"], "× 2"),
        ("div", [None, "2"], "÷ 2"),
        ("div", ["1", None], "1 ÷"),
        ("rsub", [None, "1"], "1 −"),
        ("sub", [None, "1"], "− 1"),
        ("pow_number", [None, "exponent=2"], "^ 2"),
        ("floor_divide_number", [None, "number=2"], "// 2"),
        ("add_number", [None, "number=1"], "+ 1"),
        ("dot", [None, None], "·"),
        ("sum_dims", [None, "dim=(0,)"], "Σ"),
        ("tanh", [None], "tanh"),
    ],
)
def test_op_symbol_includes_numbers_of_the_operation(op, operands, symbol):
    assert op_symbol(op, operands) == symbol


def test_variants_of_an_op_share_its_name():
    assert [script_op(op) for op in ("pow_number", "sum_dims", "dot")] == ["pow", "sum", "dot"]
