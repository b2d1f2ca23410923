"""The texts of advice."""

import numpy as np

from engine import errors
from engine.advice import Advice
from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.schema import SCHEMA
from gui.words.advice_text import TEXTS, advice_on
from tests.engine.explain.scripts import recorded


def test_every_advice_has_words_of_its_own() -> None:
    assert TEXTS.keys() == set(Advice)
    assert len(set(TEXTS.values())) == len(TEXTS)
    assert all(text.endswith(".") for text in TEXTS.values())


def test_advice_works_for_an_error_without_a_site() -> None:
    recording = Recording("x = 1")
    row = np.array([(0, 0, 1, 1, -1, -1, -1, -1)], SCHEMA["errors"]).tobytes()
    recording.append(Rows({"errors": row}, ["MemoryError", ""], b""))
    assert "2 GB" in advice_on(recording, recording["errors"][0])


def raised(source: str, message: str, kind: str = "RuntimeError") -> str:
    """The advice on an error of the last line of a script."""
    recording = Recording(source, "a.py")
    line, length = len(source.splitlines()), len(source.splitlines()[-1])
    row = np.array([(0, 0, 1, 1, line, 0, line, length)], SCHEMA["errors"]).tobytes()
    recording.append(Rows({"errors": row}, [kind, message], b""))
    return advice_on(recording, recording["errors"][0])


def test_advice_uses_the_names_of_the_script() -> None:
    text = raised("loss.backward()\nloss.backward()", errors.FREED)
    assert text.endswith("retain_graph=True, or compute loss anew in between.")
    text = raised("(2 * x).backward()", "grad can be implicitly created only for scalar outputs")
    assert text.endswith("y.backward(torch.ones_like(y)).")


def test_advice_names_the_argument_that_is_meant() -> None:
    wrong = "tensor() got an unexpected keyword argument 'require_grad'"
    text = raised("x = torch.tensor(1.0, require_grad=True)", wrong, "TypeError")
    assert text == "There is no argument require_grad here. Do you mean requires_grad?"
    text = raised("f(colour=2)", "f() got an unexpected keyword argument 'colour'", "TypeError")
    assert text == "There is no argument of this name here. Check its spelling."


def test_advice_writes_the_import_that_is_missing() -> None:
    wrong = "name 'np' is not defined. Did you mean: 'mp'?"
    written = "Write `import numpy as np` at the beginning of the script."
    assert raised("np.sin(1)", wrong, "NameError") == written


def test_advice_names_the_name_that_is_meant() -> None:
    wrong = "'Tensor' object has no attribute 'backwrd'. Did you mean: 'backward'?"
    assert raised("y.backwrd()", wrong, "AttributeError") == "Probably backward is meant."
    wrong = "name 'Ture' is not defined. Did you mean: 'True'?"
    assert raised("x = Ture", wrong, "NameError") == "Probably True is meant."
    wrong = "'Tensor' object has no attribute 'colour'"
    assert raised("y.colour", wrong, "AttributeError").startswith("Check the spelling")


def test_advice_names_the_keyword_that_is_meant() -> None:
    text = raised("whlie x:", "invalid syntax (a.py, line 1)", "SyntaxError")
    assert text.startswith("Do you mean “while” instead of “whlie”?")
    text = raised("the gradient", "invalid syntax (a.py, line 1)", "SyntaxError")
    assert text == "Python cannot read this line. Put # in front of text that is not code."


def test_advice_names_the_module_that_python_cannot_read() -> None:
    text = raised("import helper", "invalid syntax (helper.py, line 3)", "SyntaxError")
    assert text == "That is line 3 of helper.py, which is imported here."


def test_advice_says_what_to_write_for_a_character() -> None:
    text = raised("x = (1， 2)", "invalid character '，' (U+FF0C) (a.py, line 1)", "SyntaxError")
    assert text.startswith("Write “,” instead of “，”")
    text = raised("x = “a”", "invalid character '“' (U+201C) (a.py, line 1)", "SyntaxError")
    assert text.startswith('Write the straight quote ", not “.')
    text = raised("😀 = 1", "invalid character '😀' (U+1F600) (a.py, line 1)", "SyntaxError")
    assert "half width" in text


def advice_at_the_end(code: str) -> str:
    recording = recorded(code)
    return advice_on(recording, recording["errors"][-1])


W = "w = torch.ones(2, requires_grad=True)\n"


def test_what_was_freed_is_computed_anew_from_what_the_earlier_pass_reached() -> None:
    code = "h = w.exp()\na = h.sum()\nb = (h ** 2).sum()\na.backward()\nb.backward()\n"
    assert advice_at_the_end(W + code).endswith("or compute h anew in between.")


def test_advice_on_overwritten_values_depends_on_what_overwrote_them() -> None:
    step = (
        "opt = torch.optim.SGD([w], lr=0.1)\ny = (w * w).sum()\n"
        "y.backward(retain_graph=True)\nopt.step()\ny.backward()\n"
    )
    assert advice_at_the_end(W + step).startswith("The optimiser changes tensors that a later")
    change = "h = w.exp()\n{}\nh.sum().backward()\n"
    told = advice_at_the_end(W + change.format("h[0] = 0"))
    assert told.endswith("Change a copy: write y = y.clone() before, or use torch.where.")
    assert advice_at_the_end(W + change.format("h += 1")).endswith("y = y + 1 instead of y += 1.")
