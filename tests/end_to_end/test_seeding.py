"""The seed of a pass: shown with its shape, edited in a grid, undone at once."""

import re
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QTableWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.reading import press_card, write_and_run

SEEDED = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * x
y.backward(torch.tensor([3.0, -1.0]))
"""
TWO = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * x
z = x * 3
torch.autograd.backward([y, z], [torch.ones(2), torch.ones(2)])
"""
PATIENCE_MS = 20_000


Part = TypeVar("Part", bound=QWidget)


def child(window: MainWindow, kind: type[Part], name: str) -> Part:
    found = window.inspector.findChild(kind, name)
    assert found is not None
    return found


def value_grid(window: MainWindow) -> QTableWidget:
    """The grid of the open number editor."""
    found = window.findChildren(QTableWidget, "value_grid")
    (grid,) = [each for each in found if each.isVisible()]
    return grid


def change_seed(qtbot: QtBot, window: MainWindow, numbers: list[str]) -> None:
    """Press Change…, type the numbers into the grid, and accept it."""
    qtbot.mouseClick(child(window, QToolButton, "seed_edit"), Qt.MouseButton.LeftButton)
    grid = value_grid(window)
    for column, text in enumerate(numbers):
        item = grid.item(0, column)
        assert item is not None
        item.setText(text)
    buttons = grid.parentWidget().findChild(QDialogButtonBox)  # type: ignore[union-attr]
    assert buttons is not None
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    with qtbot.waitSignal(window.session.changed, timeout=PATIENCE_MS):
        qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: window.player.recording.source == window.editor.source(), timeout=PATIENCE_MS
    )


def test_the_seed_is_shown_at_the_output_with_its_shape(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, SEEDED)
    window.player.seek(3)
    press_card(window, "y")
    assert child(window, QLabel, "seed").isVisible()
    assert re.findall(r"-?[0-9]+", child(window, QLabel, "seed").text()) == ["3", "-1"]
    assert "(2,)" in child(window, QLabel, "seed_shape").text()
    press_card(window, "x")
    assert not child(window, QLabel, "seed").isVisible()


def test_changing_the_seed_is_one_undo_entry(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, SEEDED)
    press_card(window, "y")
    change_seed(qtbot, window, ["0.5", "7"])
    assert "y.backward(torch.tensor([0.5, 7.0]))" in window.editor.source()
    assert "seed" in window.actions_["undo"].text()
    window.actions_["undo"].trigger()
    assert window.editor.source() == SEEDED


def test_the_seed_of_one_of_several_outputs_can_be_changed(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, TWO)
    press_card(window, "z")
    change_seed(qtbot, window, ["2", "4"])
    assert "[torch.ones(2), torch.tensor([2.0, 4.0])]" in window.editor.source()


@pytest.mark.parametrize("script", [SEEDED.replace("y = x * x", "y = (x * x).sum()")])
def test_a_scalar_has_no_seed_to_change(qtbot: QtBot, window: MainWindow, script: str):
    write_and_run(qtbot, window, script.replace("torch.tensor([3.0, -1.0])", ""))
    press_card(window, "y")
    assert not child(window, QLabel, "seed").isVisible()


def test_changing_the_seed_of_an_edited_script_is_refused(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, SEEDED)
    press_card(window, "y")
    window.editor.appendPlainText("z = 1")
    changed = window.editor.source()
    qtbot.mouseClick(child(window, QToolButton, "seed_edit"), Qt.MouseButton.LeftButton)
    assert not [grid for grid in window.findChildren(QTableWidget) if grid.isVisible()]
    assert window.editor.source() == changed
