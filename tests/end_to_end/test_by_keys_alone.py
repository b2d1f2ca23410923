"""A session in which nobody touches the mouse."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.inspector.labels import LinkButton
from gui.main_window import MainWindow
from gui.theme import focus_ground
from tests.end_to_end.reading import label, look, wait_for_run

KEY = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> QWidget:
    """Press a key where the keys are, and say where they are then."""
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def tab_to(qtbot: QtBot, window: MainWindow, name: str) -> QWidget:
    """Press Tab until a part of the window has the keys."""
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


def test_where_the_keys_are_in_the_inspector_is_seen(qtbot: QtBot, window: MainWindow) -> None:
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


def test_the_inspector_is_gone_to_where_it_was_closed(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, KEY.Key_G, CONTROL)
    press(qtbot, window, KEY.Key_Return)
    wait_for_run(qtbot, window)
    dock = window.findChild(QWidget, "inspector_dock")
    assert dock is not None
    dock.hide()
    focus = press(qtbot, window, KEY.Key_F12, SHIFT)
    assert window.inspector.isAncestorOf(focus)


def test_words_are_found_and_the_script_saved_by_keys(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.py"
    path.write_text("import torch\nx = torch.ones(2)\n", "utf-8")
    window.files.open_file(path)
    press(qtbot, window, KEY.Key_F12)  # the graph has the keys, or nothing has
    line = press(qtbot, window, KEY.Key_F, CONTROL)
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "ones")
    assert press(qtbot, window, KEY.Key_Escape) is window.editor
    qtbot.keyClicks(window.editor, "zeros")
    press(qtbot, window, KEY.Key_S, CONTROL)
    assert path.read_text("utf-8") == "import torch\nx = torch.zeros(2)\n"
