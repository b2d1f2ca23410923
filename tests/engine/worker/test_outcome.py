"""The outcome of a run in the format of the conformance corpus."""

from __future__ import annotations

from typing import Any

import pytest

from engine.record.validate import validate
from engine.worker.outcome import OutcomeRecorder, run_with_outcome


def outcome(source: str) -> dict[str, Any]:
    recorder = OutcomeRecorder("some/case.py", source)
    _, described = run_with_outcome(source, "some/case.py", recorder)
    validate(recorder.recording)
    return described


CELLS = '''"""What it shows."""
# tags: book, exact-text
# tol: rtol=1e-4 atol=1e-5
import torch
# %%
x = torch.ones(2)
print("one")
x
# %% a title
def f():
    print("from f")
    return 3
# %%
f()
'''


def test_an_outcome_has_a_header():
    described = outcome(CELLS)
    assert described["schema"] == 1
    assert described["case"] == "case"
    assert described["doc"] == "What it shows."
    assert described["tags"] == ["book", "exact-text"]
    assert described["tol"] == {"rtol": 1e-4, "atol": 1e-5}


@pytest.mark.parametrize("text", ["1e-3", "rtol", "rtol=small", "= 1", "about 5 %"])
def test_a_comment_that_is_no_tolerance_of_the_corpus_is_one_of_the_script(text: str):
    described = outcome(f"# tol: {text}\nimport torch\nx = torch.ones(2)\n")
    assert described["tol"] == {}
    assert described["exception"] is None


def test_an_expression_that_is_nested_too_deeply_is_an_error_at_its_line():
    described = outcome(f"import torch\nx = {'-' * 20_000}1\n")
    assert described["exception"]["type"] == "SyntaxError"
    assert described["exception"]["line"] == 2


def test_cells_of_a_script_with_notebook_commands_are_shown():
    (cell,) = outcome("%matplotlib inline\nimport torch\ntorch.ones(2)\n")["cells"]
    assert cell["repr"] == "tensor([1., 1.])"


def test_cells_have_what_was_printed_and_shown_in_them():
    ones = {"shape": [2], "dtype": "float32", "data": [1.0, 1.0]}
    assert outcome(CELLS)["cells"] == [
        {"stdout": "", "repr": None, "value": None},
        {"stdout": "one\n", "repr": "tensor([1., 1.])", "value": ones},
        {"stdout": "", "repr": None, "value": None},
        {"stdout": "from f\n", "repr": "3", "value": 3},
    ]
    assert outcome(CELLS)["stdout"] == "one\nfrom f\n"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("None", None),
        ("'text'", None),
        ("True", True),
        ("2.5", 2.5),
        ("float('nan')", "nan"),
        ("-float('inf')", "-inf"),
        ("torch.tensor(0.1)", {"shape": [], "dtype": "float32", "data": [0.1]}),
        ("1 - 2j", [1.0, -2.0]),
        ("torch.tensor(0.1j)", {"shape": [], "dtype": "complex64", "data": [[0.0, 0.1]]}),
        ("torch.tensor([True])", {"shape": [1], "dtype": "bool", "data": [True]}),
        ("(torch.ones(()), None)", [{"shape": [], "dtype": "float32", "data": [1.0]}, None]),
        ("(torch.ones(()), 1)", None),
        ("[]", None),
    ],
)
def test_shown_values_are_encoded_as_json(expression: str, value: object):
    assert outcome(f"import torch\n{expression}")["cells"][0]["value"] == value


def test_only_the_last_expression_of_a_cell_is_shown():
    [cell] = outcome("1\n2\nx = 3")["cells"]
    assert cell["repr"] is None
    [cell] = outcome("1\n2")["cells"]
    assert cell["repr"] == "2"
    [cell] = outcome("1; None")["cells"]
    assert cell["repr"] is None
    [cell] = outcome("1; 1 / 0")["cells"]
    assert cell["repr"] is None


def test_a_long_tensor_has_a_digest():
    described = outcome("import torch\nx = torch.arange(5000.0) - 1")["tensors"]["x"]
    digest = described["digest"]
    assert "data" not in described
    assert digest["n"] == 5000
    assert digest["head"] == [float(n) for n in range(-1, 31)]
    assert digest["tail"] == [float(n) for n in range(4967, 4999)]
    assert digest["sum"] == 5000 * 4999 / 2 - 5000
    assert digest["abssum"] == digest["sum"] + 2


def test_a_digest_has_its_non_finite_numbers_by_name():
    tensors = outcome("import torch\nx = torch.full((5000,), -torch.inf)\n")["tensors"]
    digest = tensors["x"]["digest"]
    assert (digest["sum"], digest["abssum"]) == ("-inf", "inf")


def test_the_digest_of_a_complex_tensor_has_both_parts():
    described = outcome("import torch\nx = torch.full((5000,), 3 - 4j)")["tensors"]["x"]
    assert described["digest"]["tail"][-1] == [3.0, -4.0]
    assert described["digest"]["sum"] == [15_000.0, -20_000.0]
    assert described["digest"]["abssum"] == 25_000.0


def test_an_error_ends_the_cells_and_has_its_place():
    described = outcome("x = 1\n# %%\ndef f():\n    raise ValueError('bad')\n# %%\nf()\n# %%\n2")
    assert described["exception"] == {
        "type": "ValueError",
        "message": "bad",
        "cell": 2,
        "line": 4,
    }
    assert len(described["cells"]) == 3


def test_a_script_with_a_syntax_error_has_an_outcome():
    described = outcome("x = = 1")
    assert described["exception"]["type"] == "SyntaxError"
    assert described["doc"] == ""


def test_a_warning_is_one_line():
    described = outcome("import warnings\nwarnings.warn('two\\n  lines', FutureWarning)")
    assert described["warnings"] == [["FutureWarning", "two lines"]]


def test_tensors_and_gradients_of_global_names_are_included():
    described = outcome(
        "import torch\nw = [torch.ones(1, requires_grad=True), 2]\nd = {'y': w[0] * 3, 4: 5}\n"
        "_hidden = torch.ones(1)\nd['y'].backward()"
    )
    one = {"shape": [1], "dtype": "float32", "data": [1.0]}
    assert described["tensors"] == {
        "w[0]": {**one, "is_leaf": True, "requires_grad": True, "grad_fn": None},
        "d['y']": {
            **one,
            "data": [3.0],
            "is_leaf": False,
            "requires_grad": True,
            "grad_fn": "MulBackward0",
        },
    }
    assert described["grads"] == {"w[0]": {**one, "data": [3.0]}}


def test_a_view_whose_node_cannot_be_regenerated_is_shown_as_printed():
    described = outcome(
        "import torch\n"
        "x = torch.ones(3, requires_grad=True).clone()\n"
        "v = x.split(1)[0]\n"
        "with torch.no_grad(): v.fill_(2.0)\n"
        "v\n"
    )
    assert described["cells"][0]["repr"] == "tensor([2.], grad_fn=<Invalid>)"
    v = described["tensors"]["v"]
    assert (v["grad_fn"], v["is_leaf"], v["data"]) == ("Invalid", False, [2.0])


def test_a_pass_is_listed_node_by_node():
    described = outcome(
        "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()"
    )
    [run] = described["backwards"]

    def number(value: float) -> list[dict[str, Any]]:
        return [{"shape": [], "dtype": "float32", "data": [value]}]

    assert run == {
        "call": "backward",
        "order": ["MulBackward0", "AccumulateGrad"],
        "incoming": [number(1.0), number(6.0)],
        "leaf": [None, "x"],
        "edges": [[[1, 0], [1, 0]], []],
        "raised": None,
        "second_order": False,
    }


def test_half_precision_gradients_keep_their_dtype():
    described = outcome(
        "import torch\n"
        "x = torch.ones(2, dtype=torch.bfloat16, requires_grad=True)\n"
        "(x * 1.5).sum().backward()"
    )
    incoming = described["backwards"][0]["incoming"]
    assert incoming[-1] == [{"shape": [2], "dtype": "bfloat16", "data": [1.5, 1.5]}]
    assert {each["dtype"] for (each,) in incoming} == {"bfloat16"}


def test_calls_of_grad_and_failing_passes_are_included():
    described = outcome(
        "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\n"
        "torch.autograd.grad(y, x)\ny.backward()"
    )
    first, second = described["backwards"]
    assert (first["call"], first["order"], first["raised"]) == ("grad", ["MulBackward0"], None)
    assert first["edges"] == [[[-1, 0], [-1, 0]]]
    assert (second["call"], second["raised"]) == ("backward", "RuntimeError")
    assert second["order"] == ["MulBackward0"]


@pytest.mark.parametrize(
    ("hook", "order"),
    [
        ("y.register_hook", ["SumBackward0"]),
        ("y.grad_fn.register_prehook", ["SumBackward0"]),
        ("y.grad_fn.register_hook", ["SumBackward0", "ExpBackward0"]),
    ],
)
def test_a_node_whose_pre_hook_raised_has_not_started(hook: str, order: list[str]):
    described = outcome(
        "import torch\nx = torch.ones(2, requires_grad=True)\ny = x.exp()\n"
        f"{hook}(lambda *_: 1 / 0)\ny.sum().backward()"
    )
    [run] = described["backwards"]
    assert (run["order"], run["raised"]) == (order, "ZeroDivisionError")


def test_a_long_pass_keeps_the_gradients_at_its_ends():
    described = outcome(
        "import torch\nx = y = torch.ones((), requires_grad=True)\n"
        "for _ in range(1100):\n    y = y + 1\ny.backward()"
    )
    [run] = described["backwards"]
    assert len(run["order"]) == 1101
    assert [place for place, each in enumerate(run["incoming"]) if each] == [
        *range(20),
        *range(1081, 1101),
    ]
    assert run["leaf"] is None
    assert run["edges"] is None


def test_a_leaf_is_named_after_the_first_variable_that_still_refers_to_it():
    described = outcome(
        """\
import torch
for p in [torch.ones(1)]:
    pass
ws = [torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)]
for p in ws:
    pass
(ws[0] * ws[1]).sum().backward()
"""
    )
    assert described["backwards"][0]["leaf"] == [None, None, "ws[0]", "p"]


def test_local_variables_do_not_name_a_leaf():
    described = outcome(
        "import torch\ndef f(inner):\n    return inner * 2\n"
        "f(torch.ones((), requires_grad=True)).backward()"
    )
    assert described["backwards"][0]["leaf"] == [None, None]
