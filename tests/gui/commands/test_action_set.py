"""Commands in menus, the tool bar and as shortcuts, each active where it should be."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui import languages
from gui.commands.action_set import ActionSet
from gui.commands.command import Menu
from gui.commands.command_table import COMMANDS, TOOL_BAR
from gui.theme import DARK, LIGHT

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Bench:
    """A window with a canvas and an editor, and what was triggered in it."""

    window: QMainWindow
    canvas: QWidget
    editor: QPlainTextEdit
    actions: ActionSet
    triggered: list[str]


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    window = QMainWindow()
    qtbot.addWidget(window)
    centre = QWidget()
    canvas, editor = QWidget(), QPlainTextEdit()
    canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    layout = QHBoxLayout(centre)
    layout.addWidget(canvas)
    layout.addWidget(editor)
    window.setCentralWidget(centre)
    actions = ActionSet(window, editor)
    actions.fill_menu_bar(window.menuBar())
    actions.fill_tool_bar(window.addToolBar("Transport"))
    triggered: list[str] = []
    for command in COMMANDS:
        actions[command.name].triggered.connect(lambda _, name=command.name: triggered.append(name))
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    return Bench(window, canvas, editor, actions, triggered)


@pytest.mark.parametrize(
    ("key", "modifiers", "name"),
    [
        (Qt.Key.Key_Return, CONTROL, "run"),
        (Qt.Key.Key_Enter, CONTROL, "run"),
        (Qt.Key.Key_F5, SHIFT, "stop"),
        (Qt.Key.Key_F10, NONE, "step"),
        (Qt.Key.Key_F10, SHIFT, "step_back"),
        (Qt.Key.Key_F11, NONE, "next_pass"),
        (Qt.Key.Key_F11, SHIFT, "previous_pass"),
    ],
)
def test_window_shortcuts_work_in_canvas_and_editor(
    bench: Bench, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, name: str
) -> None:
    for focus in (bench.canvas, bench.editor):
        focus.setFocus()
        qtbot.keyClick(focus, key, modifiers)
    assert bench.triggered == [name, name]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Qt.Key.Key_Right, "step"),
        (Qt.Key.Key_Left, "step_back"),
        (Qt.Key.Key_Home, "first"),
        (Qt.Key.Key_End, "last"),
        (Qt.Key.Key_Space, "play"),
        (Qt.Key.Key_Plus, "zoom_in"),
        (Qt.Key.Key_Equal, "zoom_in"),
        (Qt.Key.Key_Minus, "zoom_out"),
        (Qt.Key.Key_0, "zoom_actual"),
        (Qt.Key.Key_1, "zoom_fit"),
    ],
)
def test_canvas_shortcuts_work_wherever_no_text_is_typed(
    bench: Bench, qtbot: QtBot, key: Qt.Key, name: str
) -> None:
    bench.editor.setFocus()
    qtbot.keyClick(bench.editor, key)
    assert bench.triggered == []
    bench.canvas.setFocus()
    qtbot.keyClick(bench.canvas, key)
    bench.editor.setReadOnly(True)
    bench.editor.setFocus()
    qtbot.keyClick(bench.editor, key)
    assert bench.triggered == [name, name]


def test_keys_of_the_canvas_edit_text_while_the_editor_has_the_focus(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.editor.setFocus()
    for key in (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_Left, Qt.Key.Key_Space, Qt.Key.Key_Home):
        qtbot.keyClick(bench.editor, key)
    qtbot.keyClick(bench.editor, Qt.Key.Key_Plus)
    assert bench.editor.toPlainText() == "+0 1"


def test_space_presses_the_focused_button(bench: Bench, qtbot: QtBot) -> None:
    button = QPushButton(bench.window)
    button.show()
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert bench.triggered == []
    qtbot.keyClick(button, Qt.Key.Key_Right)
    assert bench.triggered == ["step"]


def test_holding_a_key_repeats_step_but_not_run(bench: Bench) -> None:
    assert bench.actions["step"].autoRepeat()
    assert not bench.actions["run"].autoRepeat()
    held = {each.key().toString(): each for each in bench.window.findChildren(QShortcut)}
    assert held["Right"].autoRepeat()


def test_a_disabled_command_has_no_shortcut(bench: Bench, qtbot: QtBot) -> None:
    bench.actions["step"].setEnabled(False)
    bench.canvas.setFocus()
    qtbot.keyClick(bench.canvas, Qt.Key.Key_F10)
    qtbot.keyClick(bench.canvas, Qt.Key.Key_Right)
    assert bench.triggered == []


def test_menus_contain_every_command_with_its_shortcut(bench: Bench) -> None:
    titles = [action.text() for action in bench.window.menuBar().actions()]
    assert titles == ["&File", "&Edit", "&Build", "&Run", "&Walk", "&View", "&Help"]
    for command in COMMANDS:
        action = bench.actions[command.name]
        assert action in bench.actions.menu(command.menu).actions()
        first_keys = command.keys or command.canvas_keys or command.editor_keys
        assert [key.toString() for key in action.shortcuts()] == list(first_keys)
    assert bench.actions.menu(Menu.THEME).menuAction() in bench.actions.menu(Menu.VIEW).actions()


def test_the_tool_bar_has_icons_and_tips_with_shortcuts(bench: Bench) -> None:
    bench.actions.set_theme(LIGHT)
    buttons = {
        button.defaultAction().objectName(): button
        for button in bench.window.findChildren(QToolButton)
        if button.defaultAction()
    }
    assert list(buttons) == [name for group in TOOL_BAR for name in group]
    assert all(not button.icon().isNull() for button in buttons.values())
    assert buttons["step"].toolTip() == "Go on by one step (F10)"
    assert buttons["first"].toolTip() == "Go back to before the first step (Home)"


def test_the_play_command_becomes_pause_and_back(bench: Bench) -> None:
    bench.actions.set_theme(DARK)
    play = bench.actions["play"]
    icon = play.icon().cacheKey()
    bench.actions.set_playing(True)
    assert play.text() == "Pause"
    assert play.icon().cacheKey() != icon
    bench.actions.set_playing(False)
    assert play.text() == "Play"
    assert play.icon().cacheKey() == icon


def test_exactly_one_theme_and_one_language_are_checked(bench: Bench) -> None:
    def checked() -> list[str]:
        return [name for name in names if bench.actions[name].isChecked()]

    names = [command.name for command in COMMANDS if command.choice]
    bench.actions["theme_system"].trigger()
    bench.actions["language_en"].trigger()
    bench.actions["theme_dark"].trigger()
    assert checked() == ["theme_dark", "language_en"]


def test_the_whole_run_command_is_toggled(bench: Bench) -> None:
    action: QAction = bench.actions["show_whole_run"]
    action.trigger()
    assert action.isChecked()
    action.trigger()
    assert not action.isChecked()


def test_ctrl_enter_runs_the_script_in_chinese_too(qtbot: QtBot) -> None:
    languages.install("zh_CN")
    try:
        window, editor = QMainWindow(), QPlainTextEdit()
        qtbot.addWidget(window)
        window.setCentralWidget(editor)
        actions = ActionSet(window, editor)
        triggered: list[bool] = []
        actions["run"].triggered.connect(lambda: triggered.append(True))
        window.show()
        with qtbot.waitActive(window):
            window.activateWindow()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            qtbot.keyClick(window, key, CONTROL)
    finally:
        languages.install("en")
    assert len(triggered) == 2
