"""The gradient that a pass begins with, written into its call."""

import pytest

from engine.edit.edits import Gesture, Picked, Reason
from engine.edit.picking import picked_pass
from engine.edit.seeds import with_seed
from engine.worker.headless import recording_of
from tests.engine.edit.marked import marked, refusal

SEED = [1.0, 0.5]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("«y.backward()»", "y.backward(gradient=torch.tensor([1.0, 0.5]))"),
        ("«y.backward(None)»", "y.backward(torch.tensor([1.0, 0.5]))"),
        ("«y.backward( (g) )»", "y.backward( torch.tensor([1.0, 0.5]) )"),
        ("«y.backward(gradient=torch.ones(2))»", "y.backward(gradient=torch.tensor([1.0, 0.5]))"),
        (
            "«y.backward(retain_graph=True)»",
            "y.backward(retain_graph=True, gradient=torch.tensor([1.0, 0.5]))",
        ),
        (
            "«y.backward(retain_graph=True, gradient = g)»; z",
            "y.backward(retain_graph=True, gradient = torch.tensor([1.0, 0.5])); z",
        ),
        ("«y.backward(retain_graph=True,)»", "y.backward(retain_graph=True, gradient=@,)"),
        (
            "«y.backward(\n    retain_graph=True,  # once more (\n)»",
            "y.backward(\n    retain_graph=True,\n    gradient=@,  # once more (\n)",
        ),
        ("«torch.autograd.backward(y)»", "torch.autograd.backward(y, grad_tensors=@)"),
        ("«torch.autograd.backward(y, g)»", "torch.autograd.backward(y, @)"),
        ("«torch.autograd.backward([y], [g])»", "torch.autograd.backward([y], [@])"),
        (
            "«torch.autograd.backward([y, z])»",
            "torch.autograd.backward([y, z], grad_tensors=[@, None])",
        ),
        ("(g,) = «torch.autograd.grad(y, x)»", "(g,) = torch.autograd.grad(y, x, grad_outputs=@)"),
        ("d = «grad(y, x, None, True)»[0]", "d = grad(y, x, @, True)[0]"),
    ],
)
def test_a_seed_is_written_into_the_call(before: str, after: str):
    source, call = marked(f"import torch\n{before}\n")
    expected = after.replace("@", "torch.tensor([1.0, 0.5])")
    edit = with_seed(source, call, SEED)
    assert edit.source == f"import torch\n{expected}\n"
    assert edit.gesture is Gesture.SET_SEED
    assert edit.sites == (call.place,)
    assert edit.source[slice(*edit.spans[0])] in expected


def test_the_seed_uses_the_scripts_name_of_torch():
    source, call = marked("import torch as t\n«y.backward()»")
    assert with_seed(source, call, [[1.0]]).source.endswith("(gradient=t.tensor([[1.0]]))")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_setting_a_seed_changes_nothing_else(end: str):
    text = f"\ufeffimport torch{end}'梯度😀'; \\{end}  «größe.backward(  )»  # 完{end}x"
    source, call = marked(text)
    edit = with_seed(source, call, SEED)
    assert edit.source.replace("gradient=torch.tensor([1.0, 0.5])", "") == source


def test_the_engine_begins_the_pass_with_the_seed():
    source = "import torch\nx = torch.ones(2, requires_grad=True)\n(x * x).backward(x.detach())\n"
    recording, _ = recording_of(source, "script.py")
    edit = with_seed(source, picked_pass(recording, 0), SEED)
    after, ended = recording_of(edit.source, "script.py")
    assert ended.status == 0
    seed = after.value(int(after["contributions"]["value"][0]))
    assert seed is not None
    assert seed.array.tolist() == SEED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("«y.forward()»", Reason.NOT_SUITABLE),
        ("exec('y.backward()'); «y»", Reason.NOT_SUITABLE),
        ("«exec('y.backward()')»", Reason.NOT_IN_SCRIPT),
        ("f'{«y.backward()»}'", Reason.IN_F_STRING),
        ("«y.backward()»; y = (", Reason.SYNTAX_ERROR),
    ],
)
def test_calls_that_begin_no_pass_are_refused(text: str, reason: Reason):
    source, picked = marked(text)
    assert refusal(with_seed, source, picked, SEED).reason is reason


def test_a_call_that_no_longer_exists_is_refused():
    _, call = marked("y = 1; «y.backward()»")
    for later in ("y = 2\n", "y = 1; z.backward()", "", "y = 1; «y.backward(g)»"):
        assert refusal(with_seed, later.strip("«»"), call, SEED).reason in (
            Reason.STALE,
            Reason.SYNTAX_ERROR,
        )
    assert refusal(with_seed, "y", Picked(None, ""), SEED).reason is Reason.NOT_IN_SCRIPT
