"""Text in an open field is not lost when something else begins."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTableWidget, QWidget

from gui.builder import command_queue
from gui.main_window import MainWindow
from tests.end_to_end.building import Hands, started
from tests.end_to_end.reading import wait_for_graph, wait_for_run

pytestmark = pytest.mark.long

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
PRODUCT = "import torch\n\nx = torch.tensor([1.0, 2.0])\nw = torch.tensor([3.0, 4.0])\ny = x * w\n"
OUTSIDE = QPoint(-30, -30)


def rename(hands: Hands, card: str, name: str) -> QLineEdit:
    """Begin to rename a card."""
    hands.click(card)
    hands.qtbot.keyClick(hands.canvas, KEY.Key_F2)
    field = hands.canvas.findChild(QLineEdit, "inline_field")
    assert field is not None
    assert field.isVisible()
    field.selectAll()
    hands.qtbot.keyClicks(field, name)
    return field


def value_editor(hands: Hands, card: str) -> QWidget:
    """Begin to edit the numbers of a card."""
    hands.click(card)
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    return hands.popup()


def write_cell(hands: Hands, popup: QWidget, text: str) -> QTableWidget:
    """Type into the first cell of a grid, and leave it open."""
    grid = popup.findChild(QTableWidget, "value_grid")
    assert grid is not None
    grid.setCurrentCell(0, 0)
    hands.qtbot.keyClicks(grid, text[0])
    cell = grid.findChild(QLineEdit)
    assert cell is not None
    hands.qtbot.keyClicks(cell, text[1:])
    return grid


def test_a_name_is_committed_by_a_click_on_another_card(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    field = rename(hands, "y", "total")
    hands.click("x")
    hands.qtbot.waitUntil(lambda: hands.source == PRODUCT.replace("y =", "total ="))
    hands.settle()
    assert not field.isVisible()
    assert window.graph.selected == hands.card("x"), "that was clicked last"


def test_a_refused_name_is_reported_after_a_click_elsewhere(hands: Hands) -> None:
    started(hands, PRODUCT)
    field = rename(hands, "y", "2y")
    hands.click("x")
    hands.qtbot.waitUntil(lambda: "2y" in hands.notice)
    assert not field.isVisible()
    assert hands.source == PRODUCT


def test_a_name_is_committed_when_the_script_gets_the_focus(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, PRODUCT)
    rename(hands, "y", "total")
    hands.qtbot.mouseClick(window.editor.viewport(), LEFT)
    hands.qtbot.waitUntil(lambda: "total = x * w" in hands.source)


def test_a_name_is_committed_before_the_next_command(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    rename(hands, "y", "total")
    window.actions_["print_card"].trigger()
    hands.settle()
    hands.qtbot.waitUntil(lambda: hands.source.endswith("total = x * w\nprint(total)\n"))


def test_escape_discards_a_name(hands: Hands) -> None:
    started(hands, PRODUCT)
    field = rename(hands, "y", "total")
    hands.qtbot.keyClick(field, KEY.Key_Escape)
    hands.click("x")
    hands.qtbot.wait(0)
    hands.settle()
    assert hands.source == PRODUCT


@pytest.mark.parametrize("other", ["", "import torch\n\ny = torch.ones(2)\n"])
def test_opening_another_script_discards_a_name(
    hands: Hands, window: MainWindow, other: str
) -> None:
    started(hands, PRODUCT)
    field = rename(hands, "y", "total")
    window.editor.document().setModified(False)
    window.files.document.start(other, "other.py")
    window.editor.setFocus()
    hands.qtbot.wait(50)
    assert not field.isVisible()
    assert hands.source == other
    assert not hands.notice


def test_opening_another_script_discards_waiting_gestures(
    hands: Hands, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_queue, "TIMEOUT_MS", 50)
    started(hands, PRODUCT)
    hands.click("y")
    for key in (KEY.Key_P, KEY.Key_S):  # at the second, the graph of the first has not arrived
        hands.qtbot.keyClick(hands.canvas, key)
    other = "import torch\n\ny = torch.ones(2)\n"
    window.editor.document().setModified(False)
    window.files.document.start(other, "other.py")
    hands.qtbot.wait(100)
    assert hands.source == other
    assert not hands.notice
    window.run()
    hands.settle()
    hands.click("y")
    hands.key(KEY.Key_P)
    assert hands.source == f"{other}print(y)\n", "the gestures of the new one need not wait"


def test_an_unchanged_field_commits_nothing(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("x")
    hands.search("*")
    hands.choose("x × a number…")
    field = hands.canvas.findChild(QLineEdit, "inline_field")
    assert field is not None
    assert field.text(), "a number is proposed"
    hands.click("w")
    hands.qtbot.wait(0)
    hands.settle()
    assert hands.source == PRODUCT
    assert not hands.notice


def test_numbers_are_committed_by_a_press_beside_the_grid(hands: Hands) -> None:
    started(hands, PRODUCT)
    popup = value_editor(hands, "x")
    write_cell(hands, popup, "5.5")
    hands.qtbot.mousePress(popup, LEFT, pos=OUTSIDE)
    hands.settle()
    assert not popup.isVisible()
    assert "x = torch.tensor([5.5, 2.0])" in hands.source


def test_a_grid_with_an_invalid_number_stays_open_with_a_message(hands: Hands) -> None:
    started(hands, PRODUCT)
    popup = value_editor(hands, "x")
    grid = write_cell(hands, popup, "5,5")
    hands.qtbot.mousePress(popup, LEFT, pos=OUTSIDE)
    problem = popup.findChild(QLabel, "value_problem")
    assert popup.isVisible()
    assert problem is not None
    assert "“5,5”" in problem.text()
    hands.qtbot.keyClick(grid, KEY.Key_Escape)
    assert not popup.isVisible()
    assert hands.source == PRODUCT


@pytest.mark.parametrize("card", ["x", "w"])
def test_an_unchanged_grid_commits_nothing(hands: Hands, card: str) -> None:
    started(hands, PRODUCT)
    popup = value_editor(hands, card)
    hands.qtbot.mousePress(popup, LEFT, pos=OUTSIDE)
    hands.settle()
    assert not popup.isVisible()
    assert hands.source == PRODUCT


def test_committing_numbers_keeps_changes_by_another_program(
    hands: Hands, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.py"
    path.write_text(PRODUCT, "utf-8")
    window.files.open_file(path)
    window.actions_["run"].trigger()
    wait_for_run(hands.qtbot, window)
    wait_for_graph(hands.qtbot, window)
    popup = value_editor(hands, "x")
    path.write_text(f"{PRODUCT}z = y.sum()\n", "utf-8")
    window.files.document.reload()
    write_cell(hands, popup, "5.5")
    hands.qtbot.mousePress(popup, LEFT, pos=OUTSIDE)
    assert hands.source == f"{PRODUCT}z = y.sum()\n"
    assert "has changed" in hands.notice
