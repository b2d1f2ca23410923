"""The search for tensors by name or gradient."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QTreeWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.reading import look, write_and_run

CODE = """\
import torch
used = torch.tensor([1.0, 2.0], requires_grad=True)
lost = torch.tensor([3.0, 4.0], requires_grad=True)
zero = torch.tensor([5.0, 6.0], requires_grad=True)
y = (used * 3).sum() + (zero * 0).sum()
y.backward()
"""
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def field(window: MainWindow) -> QLineEdit:
    found = window.findChild(QLineEdit, "tensor_search_field")
    assert isinstance(found, QLineEdit)
    return found


def rows(window: MainWindow) -> list[tuple[str, str, str]]:
    """The listed rows: name, place and gradient."""
    found = window.findChild(QTreeWidget, "tensor_search_list")
    assert isinstance(found, QTreeWidget)
    items = [found.topLevelItem(row) for row in range(found.topLevelItemCount())]
    return [
        (each.text(0), each.text(1), each.text(2))
        for each in items
        if each is not None and not each.isHidden()
    ]


def find(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.keyClick(window.editor, KEY.Key_T, CONTROL)
    qtbot.keyClicks(field(window), text)


def walk(qtbot: QtBot, window: MainWindow) -> None:
    """Run the script, and step to its end."""
    write_and_run(qtbot, window, CODE)
    window.actions_["last"].trigger()


def test_all_tensors_are_listed_with_their_gradients(qtbot: QtBot, window: MainWindow) -> None:
    walk(qtbot, window)
    find(qtbot, window, "")
    assert rows(window)[:4] == [
        ("used", "tensor · (2,) · line 2", "∂ 3"),
        ("lost", "tensor · (2,) · line 3", "∂ None"),
        ("zero", "tensor · (2,) · line 4", "∂ 0"),
        ("y", "add · () · line 5", "∂ 1"),
    ]
    assert {name for name, *_ in rows(window)[4:]} == {"mul", "sum"}


@pytest.mark.parametrize(
    ("text", "names"), [("ze", ["zero"]), ("none", ["lost"]), ("line 5 mul", ["mul"])]
)
def test_typing_filters_the_list(
    qtbot: QtBot, window: MainWindow, text: str, names: list[str]
) -> None:
    walk(qtbot, window)
    find(qtbot, window, text)
    assert [name for name, *_ in rows(window)] == names


def test_nan_values_are_listed_for_tensors_without_gradient(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, "import torch\nx = torch.zeros(2)\ny = x / x.norm()\n")
    window.actions_["last"].trigger()
    find(qtbot, window, "nan")
    assert rows(window) == [("y", "div · (2,) · line 3", "value nan")]


def test_enter_inspects_a_tensor_that_is_not_drawn(qtbot: QtBot, window: MainWindow) -> None:
    walk(qtbot, window)
    find(qtbot, window, "None")
    qtbot.keyClick(field(window), KEY.Key_Return)
    assert not field(window).isVisible()
    assert look(window).inspected == "lost"
    assert "lost is not drawn" in window.statusBar().currentMessage()


def test_arrows_select_another_row_and_scroll_to_it(qtbot: QtBot, window: MainWindow) -> None:
    walk(qtbot, window)
    window.graph.canvas.zoom(6.0)
    find(qtbot, window, "e")
    names = [name for name, *_ in rows(window)]
    qtbot.keyClick(field(window), KEY.Key_Down)
    qtbot.keyClick(field(window), KEY.Key_Return)
    assert look(window).inspected == names[1]
    find(qtbot, window, "used")
    qtbot.keyClick(field(window), KEY.Key_Return)
    assert any(text.startswith("used, ") for text in look(window).cards)


def test_a_search_without_results_says_so_and_escape_closes_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    walk(qtbot, window)
    before = look(window)
    find(qtbot, window, "nothing like that")
    assert rows(window) == []
    qtbot.keyClick(field(window), KEY.Key_Return)
    assert field(window).isVisible()
    qtbot.keyClick(field(window), KEY.Key_Escape)
    assert not field(window).isVisible()
    assert look(window) == before


def test_before_any_run_there_is_nothing_to_find(qtbot: QtBot, window: MainWindow) -> None:
    window.files.new()
    qtbot.keyClick(window.editor, KEY.Key_T, CONTROL)
    assert window.statusBar().currentMessage() == (
        "There is no tensor to find yet: run a script first."
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_selected_row_shows_a_faulty_gradient_in_its_colour(
    qtbot: QtBot, window: MainWindow, theme: str
) -> None:
    window.actions_[f"theme_{theme}"].trigger()
    walk(qtbot, window)
    find(qtbot, window, "none")
    found = window.findChild(QTreeWidget, "tensor_search_list")
    assert isinstance(found, QTreeWidget)
    item = found.currentItem()
    assert item is not None
    place = found.visualRect(found.indexFromItem(item, 2))
    image = found.viewport().grab(place).toImage()
    drawn = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    wanted = item.foreground(2).color()
    assert min(far(each, wanted) for each in drawn) < 60


def far(colour: QColor, other: QColor) -> int:
    """The difference of two colours; antialiased letters mix with their background."""
    across = colour.red() - other.red(), colour.green() - other.green()
    return sum(map(abs, (*across, colour.blue() - other.blue())))


@pytest.mark.parametrize("name", ["net.weight", "W"])
def test_a_tensor_is_found_by_each_of_its_names(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    code = (
        "import torch\nnet = torch.nn.Linear(2, 1)\nW = net.weight\nnet(torch.ones(2)).backward()\n"
    )
    write_and_run(qtbot, window, code)
    window.actions_["last"].trigger()
    find(qtbot, window, name)
    assert rows(window)[0][0] == "W"
