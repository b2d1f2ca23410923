"""When random numbers need a new seed, and when there is one."""

from __future__ import annotations

import pytest

from engine.edit.duplicating import duplicate
from engine.edit.edits import Edit, Gesture
from engine.edit.naming import rename
from engine.edit.removing import remove
from engine.edit.script import Script
from engine.edit.seeding import seeding, shifts_draws
from engine.edit.tensors import NewTensor, Source, add_tensor
from tests.engine.edit.marked import marked

NORMAL = NewTensor(Source.RANDN, shape=(2, 3), seed=0)


def test_only_the_first_random_tensor_sets_the_seed() -> None:
    once = add_tensor("", NORMAL).source
    assert once == "import torch\n\ntorch.manual_seed(0)\nx = torch.randn(2, 3)\n"
    assert add_tensor(once, NORMAL).source == once + "w = torch.randn(2, 3)\n"


@pytest.mark.parametrize(
    "set_by",
    [
        "import torch\ntorch.manual_seed(3)\n",
        "import torch as t\nt.manual_seed(3)\n",
        "from torch import manual_seed\nmanual_seed(3)\n",
    ],
)
def test_a_seed_is_recognized_by_any_name_of_its_function(set_by: str) -> None:
    assert seeding(Script(set_by), 0) == []
    assert len(seeding(Script(set_by), 0, place=0)) == 1


@pytest.mark.parametrize(
    "other",
    [
        "import torch\ng = torch.Generator()\ng.manual_seed(3)\n",
        "import torch\nif x:\n    torch.manual_seed(3)\n",
        "import torch\ndef f():\n    torch.manual_seed(3)\n",
        "import torch\ntorch.manual_seed\n",
    ],
)
def test_calls_that_may_not_set_the_seed_do_not_count(other: str) -> None:
    assert seeding(Script(other), 0) == ["torch.manual_seed(0)"]


SEEDED = "import torch\n\ntorch.manual_seed(0)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{SEEDED}x = «torch.randn(2, 3)»\n", "import torch\n"),
        (f"{SEEDED}x = «torch.poisson(torch.ones(2))»\n", "import torch\n"),
        (f"{SEEDED}x = «torch.ones(2).normal_()»\n", "import torch\n"),
        (f"{SEEDED}x = «torch.randn(2)»\nsample = 2\n", "import torch\n\nsample = 2\n"),
        (
            f"{SEEDED}x = «torch.randn(2)»\nw = torch.ones(2)\ny = x * w\nw.sum().backward()\n",
            "import torch\n\nw = torch.ones(2)\nw.sum().backward()\n",
        ),
        (
            "from torch import manual_seed, ones, rand\nmanual_seed(0)\nx = «rand(2)»\nw = ones(2)",
            "from torch import manual_seed, ones, rand\nw = ones(2)",
        ),
    ],
)
def test_the_seed_is_removed_with_the_last_random_tensor(before: str, after: str) -> None:
    edit = remove(*marked(before))
    assert edit.source == after


@pytest.mark.parametrize(
    "script",
    [
        f"{SEEDED}x = «torch.randn(2)»\nw = torch.rand(2)\n",
        f"{SEEDED}x = «torch.randn(2)»\nnet = torch.nn.Linear(2, 2)\n",
        f"{SEEDED}x = «torch.randn(2)»\nw = make()\n",
        f"{SEEDED}x = «torch.randn(2)»\nw = [f(2) for f in (torch.randn,)]\n",
        f"{SEEDED}x = «torch.randn(2)»\nw = torch.poisson(torch.ones(2))\n",
        f"{SEEDED}x = «torch.randn(2)»\nw = torch.binomial(torch.ones(2), torch.ones(2) / 2)\n",
        f"{SEEDED}w = «torch.ones(2)»\n",
        "import torch\nif x:\n    torch.manual_seed(0)\nx = «torch.randn(2)»\n",
    ],
)
def test_a_seed_stays_if_anything_else_may_draw_numbers(script: str) -> None:
    assert "manual_seed(0)" in remove(*marked(script)).source


@pytest.mark.parametrize(
    ("behind", "shifts"),
    [
        ("w = torch.randn(2)\n", True),
        ("layer = torch.nn.Linear(3, 3)\n", True),
        ("w = torch.zeros(2)\n", False),
        ("torch.manual_seed(1)\nw = torch.randn(2)\n", True),
        ("", False),
    ],
)
def test_a_random_tensor_that_is_duplicated_shifts_what_is_drawn_behind(
    behind: str, shifts: bool
) -> None:
    assert shifts_draws(duplicate(*marked(f"{SEEDED}x = «torch.randn(2, 3)»\n{behind}"))) == shifts


def test_where_nothing_is_seeded_or_drawn_nothing_shifts() -> None:
    unseeded = marked("import torch\nx = «torch.randn(2)»\nw = torch.randn(2)\n")
    assert not shifts_draws(duplicate(*unseeded))
    drawn_before = marked(f"{SEEDED}x = torch.randn(2)\ny = «x * 2»\nw = torch.randn(2)\n")
    assert not shifts_draws(duplicate(*drawn_before))
    code = f"{SEEDED}«x» = torch.randn(2)\ny = torch.randn_like(x)\nw = torch.rand(2)\n"
    assert not shifts_draws(rename(*marked(code), "z"))
    assert not shifts_draws(Edit(Gesture.EDIT_VALUE, SEEDED, ()))
    removed = marked(f"{SEEDED}x = «torch.randn(2)»\nw = torch.randn(2)\n")
    assert shifts_draws(remove(*removed))
