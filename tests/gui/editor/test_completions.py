"""Completions at a position of a script."""

import pytest

from gui.editor.completions import completions

IMPORTS = "import torch\nimport torch.nn.functional as F\nfrom torch import nn, optim as op\n"


def words(source: str) -> list[str]:
    """The completions where the source has a bar."""
    before, after = source.split("|")
    return completions(before + after, len(before)).words


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import torch\ntorch.sigm|", ["sigmoid", "sigmoid_"]),
        (IMPORTS + "F.cross_e|", ["cross_entropy"]),
        (IMPORTS + "m = nn.BatchNorm1|", ["BatchNorm1d"]),
        (IMPORTS + "nn.functional.cross_e|", ["cross_entropy"]),
        (IMPORTS + "op.sg|", ["SGD"]),
        ("import torch\ntorch.op|", ["optim"]),
        ("import numpy as np\nnp.linsp|", ["linspace"]),
        ("import math\ny = math.cos|", ["cosh"]),
        ("x.requires_gr|", ["requires_grad", "requires_grad_"]),
        ("f(x).requires_gr|", ["requires_grad", "requires_grad_"]),
        ("(x * w)[0].T.requires_gr|", ["requires_grad", "requires_grad_"]),
        ("self.hidden = 1\nself.hid|", ["hidden"]),
        ("learning_rate = 1\nlea|", ["learning_rate"]),
        ("lea|", []),  # the word itself
        ("retu|", ["return"]),
        ("pri|nt", ["print"]),
    ],
)
def test_matching_names_are_proposed(source: str, expected: list[str]) -> None:
    assert words(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "import torch\n# torch.sig|",
        "import torch\n'torch.sig|",
        "import torch\n'''\ntorch.sig|\n'''",
        "y = 1.re|",
        "{1}.re|",
        "import torch\ntorch.no_such.th|",
    ],
)
def test_nothing_is_proposed_in_strings_and_for_unknown_objects(source: str) -> None:
    assert words(source) == []


def test_names_are_proposed_again_after_a_string() -> None:
    assert words("print('torch', retu|") == ["return"]
    assert words("f'{retu|") == ["return"]


def test_names_with_the_same_case_come_first_and_private_ones_on_demand() -> None:
    assert words("import torch\ntorch.nn.f|") == [
        *("functional", "FeatureAlphaDropout", "Flatten", "Fold"),
        *("FractionalMaxPool2d", "FractionalMaxPool3d"),
    ]
    assert not any(each.startswith("_") for each in words("import torch\ntorch.|"))
    assert any(each.startswith("_") for each in words("x._|"))
