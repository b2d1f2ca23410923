"""Every text of the window is translated, with its placeholders, and compiled."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tools import translate

Messages = dict[tuple[str, str], str]
"""From context and English text to the translation."""


def read_messages(file: Path) -> Messages:
    """All messages of a ``.ts`` file; unfinished and vanished ones count as untranslated."""
    messages = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            is_done = translation.get("type") is None
            key = (context.findtext("name", ""), message.findtext("source", ""))
            messages[key] = (translation.text or "") if is_done else ""
    return messages


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)[^}]*\}", text))


@pytest.fixture(params=translate.LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def messages(language: str) -> Messages:
    return read_messages(translate.translation_file(language))


def test_the_ts_file_has_exactly_the_texts_of_the_source(
    language: str, messages: Messages, tmp_path: Path
) -> None:
    file = tmp_path / "fresh.ts"
    translate.collect(language, file)
    fresh = read_messages(file)
    assert fresh
    assert messages.keys() == fresh.keys(), "run tools/translate.py"


def test_every_text_is_translated(messages: Messages) -> None:
    assert [text for text, translation in messages.items() if not translation] == []


def test_translations_keep_the_placeholders(messages: Messages) -> None:
    wrong = [
        translation
        for (_, text), translation in messages.items()
        if translation and placeholders(text) != placeholders(translation)
    ]
    assert wrong == []


def test_the_qm_file_matches_the_ts_file(language: str, tmp_path: Path) -> None:
    file = translate.translation_file(language)
    compiled = tmp_path / "fresh.qm"
    translate.compile_to(file, compiled)
    assert file.with_suffix(".qm").read_bytes() == compiled.read_bytes(), "run tools/translate.py"
