"""The advice on each common error."""

import pytest

from engine.advice import (
    Advice,
    advice_for,
    argument_meant,
    code_of,
    keyword_meant,
    plain_character,
    started_from,
)
from tests.engine.worker.heard import run

TORCH = "import torch\n"
LEAF = TORCH + "x = torch.ones(2, requires_grad=True)\n"
LOSS = "torch.nn.functional.cross_entropy"
OWN = (
    "class Own(torch.autograd.Function):\n"
    "    @staticmethod\n    def forward(ctx, x):\n        return x * 2\n"
    "    @staticmethod\n    def backward(ctx, g):\n        return {}\n"
    "Own.apply(x).sum().backward()"
)

CASES = {
    "y = 1\nThe gradient of y comes next.\n": Advice.COMMENT_OUT_TEXT,
    ">>> import torch\n>>> x = torch.ones(2)\n": Advice.LEAVE_OUT_PROMPTS,
    "x = 1\n>>> x\n": Advice.LEAVE_OUT_PROMPTS,
    "the 1st gradient": Advice.COMMENT_OUT_TEXT,
    "2nd = 3": Advice.COMMENT_OUT_TEXT,
    "for i in range(3)\n    i\n": Advice.ADD_COLON,
    "def f(x)\n": Advice.ADD_COLON,
    "x = (": Advice.CLOSE_WHAT_IS_OPEN,
    "x = 'abc": Advice.CLOSE_WHAT_IS_OPEN,
    "if 1:\n    x = 1\nelse if 2:\n    x = 2": Advice.WRITE_ELIF,
    "return 1": Advice.KEEP_INSIDE,
    "x = 1\nbreak": Advice.KEEP_INSIDE,
    "y = " + "-" * 20_000 + "1": Advice.SPLIT_EXPRESSION,
    "y = " + "+".join(["1"] * 60_000): Advice.SPLIT_EXPRESSION,
    "y = " + "(" * 300 + "1" + ")" * 300: Advice.SPLIT_EXPRESSION,
    "print(“hello”)": Advice.TYPE_PLAIN_CHARACTERS,
    "x = 2 × 3": Advice.TYPE_PLAIN_CHARACTERS,
    "x = (1， 2)": Advice.TYPE_PLAIN_CHARACTERS,
    "😀 = 1": Advice.TYPE_PLAIN_CHARACTERS,
    "x = 1\u200b": Advice.DELETE_WHAT_IS_UNSEEN,
    "x = 1\0": Advice.DELETE_WHAT_IS_UNSEEN,
    "if True:\n\u3000\u3000x = 1": Advice.DELETE_WHAT_IS_UNSEEN,
    "if True:\n  x = 1\n\ty = 2": Advice.INDENT_ALIKE,
    "x = 1\n  y = 2": Advice.INDENT_ALIKE,
    "for i in range(3):\nx = i": Advice.INDENT_BLOCK,
    "def f(x):": Advice.INDENT_BLOCK,
    "import matplotlib.pyplot as plt": Advice.LEAVE_DRAWING_OUT,
    "from torchviz import make_dot": Advice.LEAVE_DRAWING_OUT,
    "from tqdm import tqdm": Advice.USE_WHAT_IS_THERE,
    "import sklearn.datasets": Advice.USE_WHAT_IS_THERE,
    "import torch.nested as nested": Advice.LEAVE_OUT_TORCH_PART,
    "from torch import onse": Advice.LEAVE_OUT_TORCH_PART,
    TORCH + "torch.onse(2)": Advice.USE_OTHER_OPERATIONS,
    TORCH + "torch.ones(2).suum()": Advice.USE_OTHER_OPERATIONS,
    TORCH + "torch.is_tensor(2).suum()": None,
    "torch.ones(2)": Advice.IMPORT_MODULE,
    TORCH + "np.sin(torch.ones(2))": Advice.IMPORT_MODULE,
    TORCH + "torch.ones(2, 3) @ torch.ones(3, 1).double()": Advice.MATCH_DTYPES,
    TORCH + "torch.nn.Linear(2, 1)(torch.ones(3, 2).double())": Advice.MATCH_DTYPES,
    TORCH + "torch.ones(1, 2, 2) @ torch.ones(1, 2, 2).double()": Advice.MATCH_DTYPES,
    LEAF + "torch.dot(x, x.double())": Advice.MATCH_DTYPES,
    TORCH + "torch.tensor([1, 2]).mean()": Advice.CONVERT_TO_FLOATS,
    TORCH + LOSS + "(torch.ones(2, 3), torch.ones(2))": Advice.WRITE_WHOLE_TARGETS,
    TORCH + LOSS + "(torch.ones(2, 3), torch.tensor([1, 3]))": Advice.NUMBER_CLASSES,
    TORCH + "torch.tensor([[1, 2], [3]])": Advice.EVEN_ROWS,
    LEAF + "torch.optim.SGD([x * 2], lr=0.1)": Advice.OPTIMISE_LEAVES,
    "x = 3.0\nx.backward()": Advice.MAKE_A_TENSOR,
    "import numpy as np\nnp.ones(3).requires_grad_(True)": Advice.MAKE_A_TENSOR,
    LEAF + "x.size[0]": Advice.CALL_THE_METHOD,
    LEAF + "x.sum(dim=1)": Advice.COUNT_DIMENSIONS,
    TORCH + "torch.cat([torch.ones(2, 3), torch.ones(3, 2)])": Advice.FIT_SHAPES,
    TORCH + "torch = 3\ntorch.ones(2)": Advice.KEEP_TORCH,
    "x = y": Advice.NAME_BEFORE_USE,
    LEAF + "(2 * x).backward()": Advice.GIVE_A_SEED,
    TORCH + "torch.ones(2).sum().backward()": Advice.REQUIRE_GRAD,
    LEAF + "(x // 2).sum().backward()": Advice.GO_AROUND,
    TORCH + "torch.zeros(2, 2).inverse()": Advice.MAKE_REGULAR,
    TORCH + "torch.linalg.solve(torch.zeros(2, 2), torch.ones(2))": Advice.MAKE_REGULAR,
    TORCH + "torch.linalg.cholesky(-torch.eye(2))": Advice.MAKE_POSITIVE,
    TORCH + "torch.arange(3, requires_grad=True)": Advice.USE_FLOATS,
    LEAF + OWN.format("g, g"): Advice.RETURN_EACH_GRADIENT,
    LEAF + OWN.format("g[:1]"): Advice.RETURN_EACH_GRADIENT,
    TORCH + "torch.arange(3).requires_grad_()": Advice.USE_FLOATS,
    LEAF + "x += 1": Advice.CHANGE_LEAF_UNSEEN,
    LEAF + "y = 2 * x\nz = y * y\ny += 1\nz.sum().backward()": Advice.KEEP_SAVED_VALUE,
    LEAF + "y = (x * x).sum()\ny.backward()\ny.backward()": Advice.RETAIN_GRAPH,
    LEAF + "z = (2 * x.detach()).sum()\nz.backward()": Advice.REQUIRE_GRAD,
    LEAF + "w = 2 * x\ntorch.autograd.grad(x.sum(), w)": Advice.ALLOW_UNUSED,
    LEAF + "x.grad.zero_()": Advice.CALL_BACKWARD_FIRST,
    LEAF + "x.numpy()": Advice.DETACH_FIRST,
    LEAF + "x + torch.ones(3)": Advice.FIT_SHAPES,
    LEAF + "x @ torch.ones(3)": Advice.FIT_SHAPES,
    LEAF + "x.reshape(3)": Advice.FIT_SHAPES,
    TORCH + "torch.arange(4.0, requries_grad=True)": Advice.SPELL_ARGUMENT,
    TORCH + "torch.tensor(4.0, requries_grad=True)": Advice.SPELL_ARGUMENT,
    TORCH + "torch.arange(4.0, 'x', 2)": Advice.FIT_ARGUMENTS,
    TORCH + "torch.dot(torch.ones(2))": None,
    "bytearray(10 ** 15)": Advice.TAKE_LESS_MEMORY,
    TORCH + "torch.ones(10 ** 14)": Advice.TAKE_LESS_MEMORY,
    "def f(n): return f(n)\nf(1)": Advice.END_RECURSION,
    "input()": Advice.WRITE_INPUT_DOWN,
    "x = 1\nbreakpoint()": Advice.SET_BREAKPOINT,
    "import pdb\npdb.set_trace()": Advice.SET_BREAKPOINT,
    "print = 5\nprint(3)": Advice.CALL_A_FUNCTION,
    TORCH + "x = torch.ones(2)(3)": Advice.CALL_A_FUNCTION,
    LEAF + "if x > 0: pass": Advice.ASK_ONE_QUESTION,
    LEAF + "x.item()": Advice.TAKE_ONE_NUMBER,
    LEAF + "float(x)": Advice.TAKE_ONE_NUMBER,
    LEAF + "x[2]": Advice.COUNT_FROM_ZERO,
    "[1, 2][2]": Advice.COUNT_FROM_ZERO,
    LEAF + "x.cuda()": Advice.STAY_ON_THE_CPU,
    TORCH + "torch.ones(2, device='cuda')": Advice.STAY_ON_THE_CPU,
    TORCH + "torch.ones(2).to('cuda:0')": Advice.STAY_ON_THE_CPU,
    "open('no such file.csv')": Advice.FIND_FILE,
    "x = [1 2]": None,
    "if x = 1: pass": None,
    "print 1": None,
    "1 / 0": None,
    "raise ValueError('the list was never closed')": None,
    "None.grads": None,
}


def advice_to(script: str) -> Advice | None:
    _, heard = run(script)
    [(_, error, _, (line, column, end_line, end_column))] = heard.only("raised")
    kind = type(error).__name__
    code = code_of(script, kind, (line, column), (end_line, end_column))
    return advice_for(kind, str(error), code)


@pytest.mark.parametrize("script", CASES)
def test_an_error_has_its_advice(script: str):
    assert advice_to(script) is CASES[script]


def test_every_advice_occurs():
    assert set(CASES.values()) - {None} == set(Advice)


@pytest.mark.parametrize(
    ("call", "name", "meant"),
    [
        ("torch.arange(4.0, requries_grad=True)", "requries_grad", "requires_grad"),
        ("torch.tensor(4.0, require_grad=True)", "require_grad", "requires_grad"),
        ("torch.ones(2).sum(dims=0)", "dims", "dim"),
        (
            "torch.ones(2, requires_grad=True).sum().backward(retain_grap=True)",
            "retain_grap",
            "retain_graph",
        ),
        ("torch.nn.Linear(2, 3, bais=False)", "bais", "bias"),
        ("torch.ones(2, colour=3)", "colour", ""),
    ],
)
def test_the_advice_names_the_argument_that_is_misspelt(call: str, name: str, meant: str) -> None:
    script = TORCH + call
    _, heard = run(script)
    [(_, error, *_)] = heard.only("raised")
    assert advice_to(script) is Advice.SPELL_ARGUMENT
    assert argument_meant(str(error)) == (name, meant)


@pytest.mark.parametrize(
    ("code", "tensor"),
    [
        ("loss.backward()", "loss"),
        ("self.loss.backward(retain_graph=True)", "self.loss"),
        ("损失.backward()", "损失"),
        ("(2 * x).backward()", ""),
        ("model(x).backward()", ""),
        ("torch.autograd.grad(y, x)", ""),
        ("", ""),
    ],
)
def test_the_advice_names_the_tensor_that_a_pass_starts_from(code: str, tensor: str) -> None:
    assert started_from(code) == tensor


@pytest.mark.parametrize(
    ("code", "wrong", "plain"),
    [
        ("f(1， 2)", "，", ","),
        ("f（1)", "（", "("),
        ("if x：", "：", ":"),
        ("x ＝ 1", "＝", "="),
        ("print(“a”)", "“", '"'),
        ("x = ‘a’", "‘", "'"),
        ("[1、2]", "、", ","),
        ("2 × x", "×", "*"),
        ("2 − x", "−", "-"),
        ("x²", "²", "**2"),
        ("x = 😀", "", ""),
        ("x = = 1", "", ""),
    ],
)
def test_the_advice_names_what_to_write_for_a_character(code: str, wrong: str, plain: str) -> None:
    _, heard = run(code)
    [(_, error, _, _)] = heard.only("raised")
    assert plain_character(error.msg) == (wrong, plain)


@pytest.mark.parametrize(
    ("line", "wrong", "meant"),
    [
        ("    bif b.sum() > 0:\n", "bif", "if"),
        ("whlie x:", "whlie", "while"),
        ("retrun c", "retrun", "return"),
        ("improt torch", "improt", "import"),
        ("form torch import nn", "form", "from"),
        ("fro i in range(3):", "fro", "for"),
        ("esle:", "esle", "else"),
        ("For i in range(3):", "For", "for"),
        ("define f(a):", "define", "def"),
        ("for for i in x:", "", ""),
        ("The gradient of y comes next.", "", ""),
        ("the 1st gradient", "", ""),
        ("x = = 3", "", ""),
        ("梯度 是", "", ""),
        ("", "", ""),
    ],
)
def test_a_keyword_that_is_misspelt_is_found(line: str, wrong: str, meant: str) -> None:
    assert keyword_meant(line) == (wrong, meant)
