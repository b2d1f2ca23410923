"""The language changes while the window is open, with Qt's own texts."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QFileSystemModel, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui import languages


class Listener(QWidget):
    """Counts its language-change events."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = 0

    def changeEvent(self, event: QEvent) -> None:
        self.changes += event.type() == QEvent.Type.LanguageChange


@pytest.fixture(autouse=True)
def _english_afterwards(qtbot: QtBot) -> Iterator[None]:
    before = QLocale()
    yield
    languages.install("en")
    QLocale.setDefault(before)


def undo_in_qt() -> str:
    return QCoreApplication.translate("QWidgetTextControl", "&Undo")


def test_both_languages_have_their_own_names() -> None:
    assert languages.names_by_code() == {"en": "English", "zh_CN": "中文"}


def test_qts_own_texts_are_translated_and_restored(qtbot: QtBot) -> None:
    assert undo_in_qt() == "&Undo"
    languages.install("zh_CN")
    assert "撤消" in undo_in_qt()
    assert QLocale().language() == QLocale.Language.Chinese
    languages.install("en")
    assert undo_in_qt() == "&Undo"


def test_widgets_receive_language_change_events(qtbot: QtBot) -> None:
    widget = Listener()
    qtbot.addWidget(widget)
    languages.install("zh_CN")
    qtbot.waitUntil(lambda: widget.changes > 0)


def test_an_unknown_language_raises_an_error(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="tlh"):
        languages.install("tlh")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [(["zh-Hans-CN", "en"], "zh_CN"), (["de-DE", "zh-CN"], "en"), (["en-GB"], "en"), ([], "en")],
)
def test_the_system_language_is_used_unless_one_was_chosen(
    monkeypatch: pytest.MonkeyPatch, wanted: list[str], code: str
) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda self: wanted)
    assert languages.resolve("") == code
    assert languages.resolve("zh_CN") == "zh_CN"


def test_qts_file_dialog_is_fully_translated(qtbot: QtBot) -> None:
    languages.install("zh_CN")
    dialog = QFileDialog(options=QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    assert [label.text() for label in dialog.findChildren(QLabel) if label.text().isascii()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself names them")
def test_qts_list_of_files_names_folders_and_sizes_in_chinese(qtbot: QtBot, tmp_path: Path) -> None:
    languages.install("zh_CN")
    (tmp_path / "inside").mkdir()
    dialog = QFileDialog(options=QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.setDirectory(str(tmp_path))
    model = dialog.findChild(QFileSystemModel)
    assert model is not None
    root = model.index(str(tmp_path))
    qtbot.waitUntil(lambda: model.rowCount(root) == 1)
    assert model.index(0, 2, root).data() == "文件夹"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "大小"


def test_spaces_between_chinese_and_latin_stay() -> None:
    assert languages.finish_sentence("从 sum 的结果 开始: x 的值") == "从 sum 的结果开始: x 的值"
    assert languages.finish_sentence("一行。 输出是一个数： x。 y") == "一行。输出是一个数：x。y"
    assert (
        languages.finish_sentence("形状 (8,) 的数（从 0 到 1） 传给 y")
        == "形状 (8,) 的数（从 0 到 1）传给 y"
    )
    assert (
        languages.finish_sentence("starts from the result of sum")
        == "starts from the result of sum"
    )


@pytest.mark.parametrize("name", ["سعر", "מחיר", "w_سعر.grad", "x2سعر", "سعر٢", "سِعر"])
def test_a_name_from_right_to_left_does_not_turn_the_numbers_beside_it(name: str) -> None:
    sentence = f"mul takes {name} and 2 and gives y = 28, {name} = 3"
    finished = languages.finish_sentence(sentence)
    assert finished == sentence.replace(name, f"\u2066{name}\u2069")
    assert languages.finish_sentence(finished) == finished, "a sentence within a sentence"
    assert languages.plain_sentence(finished) == sentence


def test_a_sentence_that_begins_with_a_name_from_right_to_left_runs_to_the_right() -> None:
    finished = languages.finish_sentence("سعر.backward() starts")
    assert finished == "\u200e\u2066سعر.backward\u2069() starts"
    assert languages.finish_sentence(finished) == finished
    assert languages.plain_sentence(finished) == "سعر.backward() starts"


def test_key_names_are_those_on_keyboards(qapp: QApplication) -> None:
    native = QKeySequence.SequenceFormat.NativeText
    languages.install("zh_CN")
    try:
        told = [QKeySequence(key).toString(native) for key in ("Ctrl+Return", "Shift+Left")]
    finally:
        languages.install("en")
    assert told == ["Ctrl+Enter", "Shift+←"]
