"""Every advice has words of its own."""

import numpy as np

from engine.advice import Advice
from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.schema import SCHEMA
from gui.advice_text import _TEXTS, advice_on


def test_every_advice_has_words_of_its_own() -> None:
    assert _TEXTS.keys() == set(Advice)
    texts = [words() for words in _TEXTS.values()]
    assert len(set(texts)) == len(texts)
    assert all(text.endswith(".") for text in texts)


def test_an_error_without_a_place_is_understood_too() -> None:
    recording = Recording("x = 1")
    row = np.array([(0, 0, 1, 1, -1, -1, -1, -1)], SCHEMA["errors"]).tobytes()
    recording.append(Rows({"errors": row}, ["MemoryError", ""], b""))
    assert "2 GB" in advice_on(recording, recording["errors"][0])
