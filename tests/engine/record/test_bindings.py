"""The name that a tensor is shown by."""

import pytest

from engine.record.recording import Recording
from gui.words.card_names import script_name
from tests.engine.recorder.watching import run

PAIR = "W = torch.ones(2, requires_grad=True)\nb = torch.zeros(2, requires_grad=True)\n"
NET = "net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))\n"
CHANGED = "with torch.no_grad():\n    for p in params:\n        p -= 1\n"


def recorded(script: str) -> Recording:
    return run(f"import torch\n{script}").recording


def names(script: str) -> list[str]:
    """The names of the cards at the end, each once."""
    recording = recorded(script)
    named = (script_name(recording, card) for card in range(len(recording["cards"])))
    return list(dict.fromkeys(filter(None, named)))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"{PAIR}params = [W, b]\n", ["W", "b"]),
        (f"{PAIR}params = [W, b]\nfor p in params:\n    print(p.grad)\n", ["W", "b"]),
        (f"{PAIR}for name, p in [('W', W), ('b', b)]:\n    pass\n", ["W", "b"]),
        (f"{PAIR}params = [W, b]\n{CHANGED}", ["W", "b"]),
        (
            "def f(x, pair):\n    print(x, pair)\n"
            "x = torch.ones(1)\ny = torch.ones(2)\nf(x, [x])\nf(y, [])\n",
            ["x", "y"],
        ),
        ("pair = [torch.ones(1), torch.ones(2)]\n", ["pair[0]", "pair[1]"]),
        (
            "pair = [torch.ones(1), torch.ones(2)]\nfor p in pair:\n    pass\n",
            ["pair[0]", "pair[1]"],
        ),
        ("for p in [torch.ones(1), torch.ones(2)]:\n    pass\n", ["p"]),
        ("pair = [torch.ones(1), torch.ones(2)]\nx, y = pair\n", ["x", "y"]),
        ("x = torch.ones(1)\ny = x\n", ["y"]),
        ("x = torch.ones(1)\ny = x.add_(1)\n", ["x", "y"]),
        (
            "def f(x):\n    return x * 2\nx = torch.ones(1)\npair = [x, f(torch.zeros(1))]\n",
            ["x", "pair[1]"],
        ),
    ],
)
def test_a_name_of_its_own_is_preferred_to_a_rebound_one(script: str, expected: list[str]) -> None:
    assert names(script) == expected


@pytest.mark.parametrize(
    "loop", ["for layer in net:\n    pass\n", "for n, p in net.named_parameters():\n    pass\n"]
)
def test_parameters_in_a_loop_variable_keep_their_own_names(loop: str) -> None:
    assert names(NET + loop) == ["net.0.weight", "net.0.bias", "net.1.weight", "net.1.bias"]


def test_a_tensor_keeps_its_present_name_until_it_gets_another() -> None:
    recording = recorded(f"{PAIR}params = [W, b]\n{CHANGED}")
    first_bound = int(recording["names"]["event"][0])
    assert script_name(recording, 0, first_bound) == ""
    assert script_name(recording, 0, first_bound + 1) == "W"
