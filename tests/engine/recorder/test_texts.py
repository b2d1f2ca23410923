"""Error messages and names, as they are stored."""

from engine.recorder.texts import message_of
from tests.engine.recorder.watching import run
from tests.engine.untyped import torch


def test_the_notes_of_an_exception_follow_its_message():
    error = ValueError("too long")
    error.add_note("at most 3")
    assert message_of(error) == "too long\nat most 3"


def test_an_unknown_name_comes_with_a_similar_one():
    def told(code: str) -> str:
        try:
            eval(code, {"weight": 1, "x": 2, "torch": torch})
        except (AttributeError, NameError) as error:
            return message_of(error)
        return ""

    assert told("wieght") == "name 'wieght' is not defined. Did you mean: 'weight'?"
    assert told("X") == "name 'X' is not defined. Did you mean: 'x'?"
    assert told("Y") == "name 'Y' is not defined"
    assert told("nothing_like_it") == "name 'nothing_like_it' is not defined"
    lacking = "'Tensor' object has no attribute"
    assert told("torch.ones(2).suum()") == f"{lacking} 'suum'. Did you mean: 'sum'?"
    lacking = "module 'torch.nn' has no attribute"
    assert told("torch.nn.Liner(2, 3)") == f"{lacking} 'Liner'. Did you mean: 'Linear'?"


def test_an_unknown_import_comes_with_a_similar_name():
    def told(line: str) -> str:
        recording = run(line).recording
        return recording.text(recording["errors"]["message"][0])

    message = told("from torch import Tensr")
    assert message.startswith("cannot import name 'Tensr' from 'torch' (")
    assert message.endswith("). Did you mean: 'Tensor'?")
    assert told("from torch.optim import Adm").endswith("). Did you mean: 'Adam'?")
    assert told("from torch import nothing_like_it").endswith(")")
    message = told("from torch.overrides import nothing_like_it")
    assert message.startswith("cannot import name 'nothing_like_it' from 'torch.overrides' (")


def test_an_exception_whose_str_fails_has_no_message():
    class MuteError(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert message_of(MuteError()) == ""


def test_tensors_that_index_are_told_as_tensors_and_long_ones_without_their_numbers():
    def settings(index: str) -> list[str]:
        recording = run(
            f"import torch\nx = torch.arange(20.0).reshape(4, 5)\ny = x[{index}]"
        ).recording
        return [text for text in recording.rows().strings if text.startswith("indices=")]

    assert settings("torch.tensor([0, 2, 2])") == ["indices=(tensor([0, 2, 2]),)"]
    assert settings("[0, 1], [2, 3]") == ["indices=(tensor([0, 1]), tensor([2, 3]))"]
    assert settings("torch.zeros(3, 3, dtype=torch.long)") == [
        "indices=(tensor(..., size=(3, 3)),)"
    ]
