"""Sessions without a mouse."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.theme import focus_ground
from gui.widgets.labels import LinkButton
from tests.end_to_end.reading import label, look, open_example, wait_for_run

KEY = Qt.Key
KEY_ALONE = Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> QWidget:
    """Press a key on the focused widget, and return the widget that has the focus then."""
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def tab_to(qtbot: QtBot, window: MainWindow, name: str) -> QWidget:
    """Press Tab until a part of the window has the focus."""
    for _ in range(30):
        if press(qtbot, window, KEY.Key_Tab).objectName() == name:
            break
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == name
    return focus


def test_why_a_gradient_is_none_is_found_out_by_keys(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, KEY.Key_G, CONTROL)
    for _ in range(6):
        press(qtbot, window, KEY.Key_Down)
    assert press(qtbot, window, KEY.Key_Return) is window.graph.canvas
    wait_for_run(qtbot, window)
    assert window.files.document.name == "07_detach.py"
    press(qtbot, window, KEY.Key_End)
    for _ in range(3):
        press(qtbot, window, KEY.Key_Tab)
    while look(window).inspected != "u":
        press(qtbot, window, KEY.Key_Tab)
    focus = press(qtbot, window, KEY.Key_F12, SHIFT)
    assert isinstance(focus, LinkButton)
    assert window.inspector.isAncestorOf(focus)
    why = tab_to(qtbot, window, "why")
    assert isinstance(why, QToolButton)
    press(qtbot, window, KEY.Key_Space)
    assert "detach() cuts" in label(window, "why_answer")
    assert press(qtbot, window, KEY.Key_F12, SHIFT) is window.graph.canvas
    assert look(window).inspected == "u"


def test_focus_in_the_inspector_is_visible(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, KEY.Key_G, CONTROL)
    press(qtbot, window, KEY.Key_Return)
    wait_for_run(qtbot, window)
    ground = focus_ground(window.editor.theme).name()
    focus = press(qtbot, window, KEY.Key_F12, SHIFT)
    names = []
    while window.inspector.isAncestorOf(focus):
        names.append(focus.objectName())
        if isinstance(focus, QToolButton):
            assert focus.grab().toImage().pixelColor(focus.width() - 1, 0).name() == ground
        focus = press(qtbot, window, KEY.Key_Tab)
    assert names[:4] == ["site", "operand_0", "value_heading", "gradient_heading"], "from the top"
    assert names[-1] == "facts_heading"


def test_the_inspector_shortcut_reopens_a_closed_inspector(
    qtbot: QtBot, window: MainWindow
) -> None:
    press(qtbot, window, KEY.Key_G, CONTROL)
    press(qtbot, window, KEY.Key_Return)
    wait_for_run(qtbot, window)
    dock = window.findChild(QWidget, "inspector_dock")
    assert dock is not None
    dock.hide()
    focus = press(qtbot, window, KEY.Key_F12, SHIFT)
    assert window.inspector.isAncestorOf(focus)


def test_text_is_found_and_the_script_saved_by_keys(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.py"
    path.write_text("import torch\nx = torch.ones(2)\n", "utf-8")
    window.files.open_file(path)
    press(qtbot, window, KEY.Key_F12)  # the graph has the focus, or nothing has
    line = press(qtbot, window, KEY.Key_F, CONTROL)
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "ones")
    assert press(qtbot, window, KEY.Key_Escape) is window.editor
    qtbot.keyClicks(window.editor, "zeros")
    press(qtbot, window, KEY.Key_S, CONTROL)
    assert path.read_text("utf-8") == "import torch\nx = torch.zeros(2)\n"


@pytest.mark.parametrize("modifier", [KEY_ALONE, SHIFT])
def test_tab_goes_around_the_window_without_typing(
    qtbot: QtBot, window: MainWindow, modifier: Qt.KeyboardModifier
) -> None:
    open_example(qtbot, window, "09_control_flow_fixed")
    source = window.editor.source()
    window.graph.canvas.setFocus()
    window.graph.canvas.select(None)
    seen = []
    for _ in range(80):
        seen.append(press(qtbot, window, KEY.Key_Tab, modifier))
        place = QRect(seen[-1].mapTo(window, QPoint()), seen[-1].size())
        assert place.intersects(window.rect())
    assert window.editor.source() == source
    assert window.editor not in seen, "F12 leads there, and a Tab in it would be an edit"
    first = seen.index(window.graph.canvas)
    for each in (window.timeline, window.console, window.inspector):
        assert any(each is part or each.isAncestorOf(part) for part in seen)
    assert window.graph.canvas in seen[first + 1 :]


def test_focus_in_the_console_is_visible(qtbot: QtBot, window: MainWindow) -> None:
    window.graph.canvas.setFocus()
    output = tab_to(qtbot, window, "console_output")
    accent = window.editor.theme.accent.name()
    assert output.grab().toImage().pixelColor(0, 20).name() == accent
    press(qtbot, window, KEY.Key_Tab)
    assert output.grab().toImage().pixelColor(0, 20).name() == window.editor.theme.surface.name()
