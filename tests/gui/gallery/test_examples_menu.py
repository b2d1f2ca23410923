"""The menu of examples: all of them, in order and in the current language."""

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from gui import languages
from gui.examples import examples
from gui.gallery.examples_menu import ExamplesMenu


def test_the_menu_lists_all_examples_in_the_current_language(qtbot: QtBot) -> None:
    languages.install("en")
    menu = ExamplesMenu()
    qtbot.addWidget(menu)
    chosen: list[str] = []
    menu.example_chosen.connect(lambda example: chosen.append(example.name))
    assert [action.text() for action in menu.actions()] == [
        example.titles["en"] for example in examples()
    ]
    menu.actions()[2].trigger()
    assert chosen == ["03_accumulation"]
    languages.install("zh_CN")
    QCoreApplication.sendPostedEvents()
    assert menu.actions()[0].text() == "第一个梯度"
    assert menu.title() == "示例(&X)"
    languages.install("en")
