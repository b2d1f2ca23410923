"""The titles of the frames of calls, loops and iterations."""

import pytest

from engine.record.schema import ScopeKind
from gui.words.frame_titles import frame_title
from tests.engine.recorder.watching import run

pytestmark = pytest.mark.usefixtures("qapp")

SCRIPT = """\
import torch

class Inner:
    def __init__(self):
        self.w = torch.ones(2)

class Outer:
    "Two of them."

    def __init__(self, scale):
        self.parts = [Inner(), Inner()]
        self.scale = torch.tensor(scale)

    def call(self, x):
        for part in self.parts:
            x = x * part.w
        return x * self.scale

def __init__():
    return torch.zeros(1)

Outer(2.0).call(torch.ones(2))
__init__()
"""


def test_a_frame_title_is_the_call_as_written_in_the_script() -> None:
    recording = run(SCRIPT).recording
    kinds = recording["scopes"]["kind"].tolist()
    titles = [
        frame_title(recording, scope)
        for scope, kind in enumerate(kinds)
        if kind != ScopeKind.SCRIPT
    ]
    assert titles == [
        "Outer()",
        "Inner()",
        "Inner(), call 2",
        "call()",
        "for part in self.parts",
        "Iteration 1",
        "Iteration 2",
        "__init__()",
    ]


@pytest.mark.parametrize("above", ["\x0c\n", "# a\u2028b\x85c\n", "text = 'a\x1cb'\n"])
def test_the_head_of_a_loop_is_read_from_its_line_as_python_counts_them(above: str) -> None:
    recording = run(f"import torch\n{above}for i in range(1):\n    x = torch.ones(2)\n").recording
    assert frame_title(recording, 1) == "for i in range(1)"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("for part in 'a#b'.split('#'):  # two", "for part in 'a#b'.split('#')"),
        ("while (n := n - 1) > 0:  # 倒数", "while (n := n - 1) > 0"),
        ("for 数 in [1, 2]: # 二", "for 数 in [1, 2]"),
        ("for part in (n, n) : y = x + 1", "for part in (n, n)"),
    ],
)
def test_the_title_of_a_loop_ends_where_its_head_does(head: str, title: str) -> None:
    body = "" if "y =" in head else "\n    y = x + 1"
    recording = run(f"import torch\nx, n = torch.ones(2), 3\n{head}{body}\n").recording
    loop = recording["scopes"]["kind"].tolist().index(ScopeKind.LOOP)
    assert frame_title(recording, loop) == title
