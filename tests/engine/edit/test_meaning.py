"""Gestures that only rewrite a script leave what it computes; what would change that is refused."""

from __future__ import annotations

import pytest

from engine.edit.applying import apply
from engine.edit.edits import Reason
from engine.edit.naming import inline, name_expression, rename
from engine.edit.operations import Form, Operation
from engine.edit.removing import remove
from tests.engine.edit.marked import marked, refusal
from tests.engine.recorder.watching import run

TENSORS = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0], requires_grad=True)
a = torch.ones(2)
"""
ADDING = "def f():\n    a.add_(1)\n    return a\n"
COUNTING = (
    "class Net:\n    def __init__(self):\n        self.count = 1\n"
    "    def __call__(self, q):\n        self.count += 1\n        return q * self.count\n"
    "net = Net()\n"
)
SIGMOID = Operation(Form.FUNCTION, "torch.sigmoid")


def printed(source: str) -> str:
    """What a script prints, which must not fail."""
    recording = run(source).recording
    assert not len(recording["errors"])
    return "".join(recording.text(int(text)) for text in recording["prints"]["text"])


INLINED = {
    "out of no_grad": (
        "with torch.no_grad():\n    h = «x * 2»\n(h * w).sum().backward()\nprint(x.grad)\n"
    ),
    "into no_grad": "h = «x * 2»\nwith torch.no_grad():\n    print(h.requires_grad)\n",
    "past out=": "y = «a * 2»\ntorch.add(a, 1, out=a)\nprint(y)\n",
    "past a function that changes it": f"{ADDING}y = «a * 2»\nf()\nprint(y)\n",
    "past an object with a state": f"{COUNTING}y = «net(a)»\nz = net(a)\nprint(y, z)\n",
    "past a parameter that is changed": "def f(q):\n    q += 1\ny = «a * 2»\nf(a)\nprint(y)\n",
    "past a step": (
        "(w * 2).sum().backward()\ny = «w * 2»\ntorch.optim.SGD([w], lr=1.0).step()\nprint(y)\n"
    ),
    "past a pass": (
        "(w * w).sum().backward()\ny = «w.grad * 1»\n(w * w).sum().backward()\nprint(y)\n"
    ),
    "a change past its reader": "y = «a.add_(1)»\nz = a * 2\nprint(y, z)\n",
}


@pytest.mark.parametrize("text", INLINED.values(), ids=INLINED)
def test_what_would_be_computed_otherwise_elsewhere_is_not_inlined(text: str) -> None:
    source, picked = marked(TENSORS + text)
    assert refusal(inline, source, picked).reason is Reason.CHANGES_MEANING


@pytest.mark.parametrize(
    "text",
    [
        "y = «x * 2»\nz = y.sum()\nprint(torch.autograd.grad(z, y))\n",
        "y = «x * 2»\nz = y.sum()\nprint(torch.autograd.grad([z], inputs=[y]))\n",
        "y = «x * 2»\nys = []\nys.append(y)\nprint(ys[0] is y)\n",
        "y = «x * 2»\nprint(y is y)\n",
        "y = «x * 2»\nz = [y, y]\nz[0] += 1\nprint(z)\n",
    ],
)
def test_what_is_used_as_the_same_tensor_is_not_inlined_twice(text: str) -> None:
    source, picked = marked(TENSORS + text)
    assert refusal(inline, source, picked).reason is Reason.NOT_THE_SAME_TWICE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("z = (b := x + 1) * «(b * 2)»\nprint(z)\n", Reason.AT_ANOTHER_TIME),
        (f"{ADDING}z = f() + «a * 2»\nprint(z)\n", Reason.CHANGES_MEANING),
        ("z = torch.add(a, 1, out=a) + «a * 2»\nprint(z)\n", Reason.CHANGES_MEANING),
    ],
)
def test_what_depends_on_its_place_in_a_statement_is_not_named_before_it(
    text: str, reason: Reason
) -> None:
    source, picked = marked(TENSORS + text.replace("«(", "(«").replace(")»", "»)"))
    assert refusal(name_expression, source, picked).reason is reason


@pytest.mark.parametrize(
    ("gesture", "text"),
    [
        (inline, "y = «x * 2»\nlosses = []\nlosses.append(1)\nprint(y)\n"),
        (inline, "y = «x * 2»\nz = torch.stack([y, y])\nprint(z)\n"),
        (inline, "with torch.no_grad():\n    y = «x * 2»\n    print(y)\n"),
        (inline, "y = «x * 2»\nw.sum().backward()\nprint(y)\n"),
        (inline, "y = «a.add_(1)»\nprint(y)\n"),
        (name_expression, "def f(q):\n    return q * 2\nz = f(x) + «x * 2»\nprint(z)\n"),
        (name_expression, "print((b := x + 1) * («w * 2»))\n"),
        (rename, "def f(b):\n    return «b» * 2\nprint(f(b=x), x.sum(dim=0))\n"),
        (rename, "async def f(b):\n    return «b»\nimport asyncio\nprint(asyncio.run(f(b=x)))\n"),
        (rename, "def f(dim):\n    return x.sum(dim=«dim»)\nprint(f(0))\n"),
        (
            rename,
            "def f(end):\n    return «end»\ndef g(end):\n    return end\nprint(f(x), g(end=2))\n",
        ),
    ],
)
def test_what_stays_the_same_is_done(gesture, text: str) -> None:
    source, picked = marked(TENSORS + text)
    edit = rename(source, picked, "new") if gesture is rename else gesture(source, picked)
    assert edit.source != source
    assert printed(edit.source) == printed(source)


@pytest.mark.parametrize(
    "text",
    [
        "class Net:\n    def f(self, b):\n        return «b» * 2\nprint(Net().f(b=x))\n",
        "class Net:\n    «b» = 2\nprint(Net().b)\n",
        "import dataclasses as d\n@d.dataclass\nclass D:\n    «b»: float\nprint(D(b=1.0))\n",
        "def f(b):\n    return «b» * 2\ng = f\nprint(g(b=x))\n",
        "import functools\ndef f(b):\n    return «b»\nprint(functools.partial(f, b=x)())\n",
        "f = lambda b: «b» * 2\nprint(f(b=x))\n",
    ],
)
def test_what_is_also_reached_by_other_ways_is_not_renamed(text: str) -> None:
    source, picked = marked(TENSORS + text)
    assert refusal(rename, source, picked, "new").reason is Reason.OTHERWISE_CALLED


@pytest.mark.parametrize("change", ["y.mul_(3)", "y[0] = 3", "y.data = a", "y *= 3"])
def test_an_operation_is_applied_to_what_was_picked_before_it_is_changed_in_place(
    change: str,
) -> None:
    source, picked = marked(f"{TENSORS}y = «x * 2»\n{change}\n")
    assert apply(source, SIGMOID, [picked]).source == (
        f"{TENSORS}y = x * 2\nz = torch.sigmoid(y)\n{change}\n"
    )


@pytest.mark.parametrize("mark", ["y.requires_grad_()", "y.retain_grad()", "y.grad.zero_()"])
def test_what_only_marks_a_tensor_does_not_change_it(mark: str) -> None:
    source, picked = marked(f"{TENSORS}y = «x * 2»\n{mark}\n")
    assert (
        apply(source, SIGMOID, [picked]).source
        == f"{TENSORS}y = x * 2\n{mark}\nz = torch.sigmoid(y)\n"
    )


def test_what_a_method_reads_of_its_class_is_not_removed() -> None:
    source, picked = marked(
        f"{TENSORS}class Net:\n    b = «torch.ones(2)»\n    def f(self):\n        return self.b\n"
    )
    assert refusal(remove, source, picked).reason is Reason.NEEDED
