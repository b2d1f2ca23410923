"""The sentence of each step, in English and translated."""

import re
from typing import TypedDict

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from engine.record.recording import Recording
from engine.record.schema import Call, Cut, Reset
from gui.words.card_names import grad_phrase, phrase, title
from gui.words.sentences import sentence
from tests.engine.recorder.watching import run
from tests.samples import Sample, Sent, Took, accumulation, first_gradient

pytestmark = pytest.mark.usefixtures("qapp")


def sentences(recording: Recording) -> list[str]:
    return [sentence(recording.at(cursor)) for cursor in range(recording.step_count + 1)]


FIRST = [
    "The script has not begun",
    "arange makes x = [0 1 2 3]",
    "dot takes x and x and gives 14",
    "mul takes 2 and the result of dot and gives y = 28",
    "y.backward() starts: the gradient of y with respect to itself is 1",
    "MulBackward0 received 1; it sends 2 to DotBackward0",
    "DotBackward0 received 2; it sends [0 2 4 6] twice to AccumulateGrad of x",
    "AccumulateGrad of x: x.grad was None and becomes [0 4 8 12] (new memory)",
]

SECOND = {
    3: "A backward pass starts from the result of sum: its gradient with respect to itself is 1",
    4: "SumBackward0 received 1; it sends [1 1] to AccumulateGrad of x",
    11: "AccumulateGrad of x: x.grad was [1 1]; adding [2 4] gives [3 5], in the same memory",
    12: "x.grad.zero_() sets x.grad to zeros, in the same memory",
    13: "detach gives u, a constant: no gradient passes back to y",
    14: "mul takes u and x and gives z = [1 8]",
    20: "x.grad = None: the gradient is dropped",
}


def test_the_sentences_of_the_first_example():
    assert sentences(first_gradient().recording()) == FIRST


def test_the_sentences_of_accumulation_resets_and_a_cut():
    told = sentences(accumulation().recording())
    assert {cursor: told[cursor] for cursor in SECOND} == SECOND


def test_operands_that_sound_alike_are_told_by_their_expressions():
    recording = run("import torch\na = torch.ones(1)\ny = a * 2 + a * 3\n").recording
    assert sentences(recording)[-1] == "add takes a * 2 and a * 3 and gives y = [5]"


class Place(TypedDict):
    """The position of a step in the source."""

    code: str
    line: int


def test_operands_that_the_script_leaves_out_are_not_told():
    loss = "torch.nn.functional.nll_loss(torch.zeros(1, 2), torch.tensor([1]){})"
    told = sentences(run(f"import torch\nw = torch.ones(2)\n{loss.format('')}").recording)[-1]
    assert "the result of tensor with ignore_index=-100" in told
    told = sentences(run(f"import torch\nw = torch.ones(2)\n{loss.format(', w')}").recording)[-1]
    assert "w with ignore_index=-100" in told


def oddities() -> Sample:
    """A sample with every kind of step that the other two lack, on lines of one letter each."""
    sample = Sample("a")
    at: Place = {"code": "a", "line": 1}
    w = sample.leaf("ones", range(9), **at)
    count = sample.constant("tensor", 0, **at)
    sample.in_place("add", 5, Took(count), Took(literal="5"), changed=count, **at)
    sample.constant("mul", 6, Took(w, cut=Cut.NO_GRAD), Took(w, cut=Cut.NO_GRAD), **at)
    sample.constant("argmax", 3, Took(w, cut=Cut.NOT_DIFFERENTIABLE), **at)
    cut = Took(w, cut=Cut.NOT_DIFFERENTIABLE)
    sample.constant("eq", np.array([True, False]), cut, Took(literal="3"), **at)
    sample.constant("grad", 7, Took(w, cut=Cut.GRAD_READ), joined=w, **at)
    sample.constant("zeros", np.zeros((3, 4)), **at)
    where = [Took(w), Took(w), Took(w, 0)]
    result = sample.result("where", 8, *where, grad_fn="WhereBackward0", **at)
    into, node = sample.node_of(w), sample.node_of(result)
    pass_ = sample.begin_pass({node: 2}, {node: 1, into: 3}, **at)
    sends = [Sent(into, 0, 1), Sent(into, 1, 2), Sent(into, 2, 3)]
    sample.evaluate(pass_, node, *sends)
    sample.end_pass(pass_)
    pass_ = sample.begin_pass({node: 1, into: 1}, {node: 1, into: 1}, call=Call.GRAD, **at)
    sample.evaluate(pass_, node)
    sample.evaluate(pass_, into)
    sample.end_pass(pass_)
    sample.reset(w, Reset.REPLACED, [1, 2], **at)
    sample.reset(w, Reset.CHANGED, [1, 3], **at)
    sample.reset(w, Reset.ZEROED, [0, 0], **at)
    return sample


def test_the_sentences_of_rare_steps():
    assert sentences(oddities().recording())[1:] == [
        "ones makes [0 1 2 … 8]",
        "tensor makes 0",
        "add_ changes the result of tensor in place: it is now 5",
        "mul, where gradients are off, gives 6, a constant: "
        "no gradient passes back to the result of ones",
        "argmax takes the result of ones and gives 3; it has no derivative",
        "eq takes the result of ones and 3 and gives [True False]; it has no derivative",
        "7 is read as it is, a constant: no gradient passes back to the result of ones",
        "zeros makes (3, 4) numbers that are all 0",
        "where takes the result of ones, the result of ones and the result of ones and gives 8",
        "A backward pass starts from the result of where, with the gradient 2 as given",
        "WhereBackward0 received 2; it sends 1 to AccumulateGrad of the result of ones, "
        "2 to AccumulateGrad of the result of ones and 3 to AccumulateGrad of the result of ones",
        "A backward pass starts from the result of where, the result of ones",
        "WhereBackward0 received 1; it sends nothing on",
        "AccumulateGrad of the result of ones: 1 is dropped, for the leaf no longer requires grad",
        "the gradient of the result of ones becomes [1 2], another tensor",
        "the gradient of the result of ones is changed in place: it was [1 2] and is now [1 3]",
        "the gradient of the result of ones is set to zeros, in the same memory",
    ]


class Brackets(QTranslator):
    """Puts translated texts into brackets, so that untranslated parts are visible."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"⟦{source}⟧"

    def isEmpty(self) -> bool:
        return False


@pytest.mark.parametrize("sample", [first_gradient, accumulation, oddities])
def test_every_sentence_is_one_translated_text(sample, qapp):
    translator = Brackets()
    assert QCoreApplication.installTranslator(translator)
    try:
        told = sentences(sample().recording())
    finally:
        QCoreApplication.removeTranslator(translator)
    for text in told:
        assert text.startswith("⟦")
        assert text.endswith("⟧")
        assert not re.search(r"\{\w*\}", text)


def test_the_sentences_of_requires_grad():
    sample = Sample("x = torch.arange(2.)\nx.requires_grad_(True)")
    x = sample.constant("arange", [0, 1], code="torch.arange(2.)", line=1)
    sample.bind("x", x)
    sample.require_grad(x)
    *_, told = sentences(sample.recording())
    assert told == "x.requires_grad_(): gradients are collected in x.grad from now on"


def test_a_sentence_uses_the_name_of_a_tensor_at_the_cursor():
    sample = Sample("c = torch.ones(1)\nd = c")
    card = sample.leaf("ones", [1], code="torch.ones(1)", line=1)
    sample.bind("c", card)
    sample.leaf("zeros", [0], code="torch.ones(1)", line=1)
    sample.bind("d", card)
    recording = sample.recording()
    assert sentence(recording.at(1)) == "ones makes c = [1]"
    assert title(recording, card, recording.at(1).happened) == "c"
    assert title(recording, card) == "d"


def test_a_name_that_was_rebound_is_distinguished_by_its_line():
    sample = Sample("w = torch.ones(1)\nw = torch.zeros(1)")
    old = sample.leaf("ones", [1], code="torch.ones(1)", line=1)
    sample.bind("w", old)
    new = sample.leaf("zeros", [0], code="torch.zeros(1)", line=2)
    sample.bind("w", new)
    recording = sample.recording()
    assert phrase(recording, old) == "w of line 1"
    assert grad_phrase(recording, old) == "the gradient of w of line 1"
    assert phrase(recording, new) == "w"
