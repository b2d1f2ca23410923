"""The symbols of operations on cards."""

import pytest

from gui.words.card_names import op_name
from gui.words.op_symbols import op_symbol, script_op
from tests.engine.recorder.watching import run


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


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("torch.cholesky(A)", "cholesky"),
        ("torch.rsub(x, x, alpha=2)", "rsub"),
        ("torch.normal(x, x)", "normal"),
        ("torch.normal(0.0, x)", "normal"),
        ("torch.bernoulli(x, 0.5)", "bernoulli"),
        ("torch.empty(2).bernoulli_(x)", "bernoulli_"),
        ("A.clone().squeeze_()", "squeeze_"),
        ("A.clone().squeeze_(0)", "squeeze_"),
        ("torch.range(0, 3)", "range"),
        ("torch.unique(A, dim=0)", "unique"),
        ("torch.pow(x, torch.tensor(True))", "pow"),
        ("torch.linalg.vector_norm(x, 0)", "norm"),
        ("torch.from_numpy(numpy.ones(3))", "from_numpy"),
        ("F.unfold(torch.ones(1, 1, 2, 2), 1)", "unfold"),
        ("F.grid_sample(torch.ones(1, 1, 2, 2), torch.zeros(1, 2, 2, 2))", "grid_sample"),
        ("torch.unsafe_split_with_sizes(x, (1, 1))[1]", "split"),
    ],
)
def test_an_op_is_called_as_in_the_script(call, name):
    head = "import numpy, torch\nfrom torch.nn import functional as F\n"
    recording = run(f"{head}x = torch.ones(2)\nA = torch.eye(2)\ny = {call}\n").recording
    assert op_name(recording, len(recording["cards"]) - 1) == name


def test_variants_of_an_op_share_its_name():
    assert [script_op(op) for op in ("pow_number", "sum_dims", "dot")] == ["pow", "sum", "dot"]
