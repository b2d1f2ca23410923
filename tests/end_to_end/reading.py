"""Reads the window as a user does, and waits for it."""

import re
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.examples import examples
from gui.main_window import MainWindow
from gui.runs.session import RunState
from tests.gui.editor.sites import text_at

TRAINING = "18_two_layer_network"
"""The example with some thousand steps: all of them are walked only in the long tests."""

NO_BREAK_SPACE = "\u00a0"

_CHAPTER = 9

EXAMPLES = [
    pytest.param(each.name, marks=[pytest.mark.long] if at >= _CHAPTER else [])
    for at, each in enumerate(examples())
]
"""All examples; those that are not the chapter's own are for the long tests."""


@dataclass(frozen=True)
class Seen:
    """All texts of the window that depend on the state.

    Attributes:
        step: "Step 3 of 9" in the status bar.
        sentence: the line under the graph.
        cards: the accessible texts of the visible cards.
        marked: the text of the script that is marked for the step.
        inspected: the title in the inspector; empty where it shows nothing.
        timeline: the accessible value of the timeline.
    """

    step: str
    sentence: str
    cards: tuple[str, ...]
    marked: str
    inspected: str
    timeline: str

    def card(self, name: str) -> str:
        """The text of the one visible card of this name."""
        found = [text for text in self.cards if text.startswith(f"{name}, ")]
        assert len(found) == 1, f"{name} in {self.cards}"
        return found[0]


def card_texts(window: MainWindow) -> tuple[str, ...]:
    """The accessible texts of the visible cards, as a screen reader reads them."""
    canvas = QAccessible.queryAccessibleInterface(window.graph.canvas)
    items = [canvas.child(index) for index in range(canvas.childCount())]
    return tuple(item.text(QAccessible.Text.Name) for item in items)


def press_card(window: MainWindow, name: str) -> None:
    """Press a card by its name, as a screen reader does."""
    canvas = QAccessible.queryAccessibleInterface(window.graph.canvas)
    items = [canvas.child(index) for index in range(canvas.childCount())]
    for item in items:
        if re.split("[,，]", item.text(QAccessible.Text.Name))[0] == name:
            actions = item.actionInterface()
            actions.doAction(actions.pressAction())
            return
    raise AssertionError(f"there is no card {name}")


def look(window: MainWindow) -> Seen:
    """Read the window."""
    site = window.editor.shown_notes.site
    timeline = QAccessible.queryAccessibleInterface(window.timeline)
    title = window.inspector.findChild(QLabel, "title")
    is_shown = title is not None and title.isVisible()
    return Seen(
        label(window, "step_count"),
        label(window, "sentence"),
        card_texts(window),
        "" if site is None else text_at(window.editor.document(), site),
        title.text() if title is not None and is_shown else "",
        timeline.text(QAccessible.Text.Value),
    )


def label(window: MainWindow, name: str) -> str:
    """The text of a label by its object name, as it reads."""
    found = window.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text().replace(NO_BREAK_SPACE, " ")


def wait_for_run(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the run has ended and its graph is drawn."""
    qtbot.waitUntil(lambda: window.session.state is not RunState.RUNNING, timeout=20_000)
    wait_for_graph(qtbot, window)
    wait_for_graph(qtbot, window)


def wait_for_graph(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the canvas shows the part of the state."""
    qtbot.waitUntil(lambda: window.graph.is_settled, timeout=20_000)


def open_example(qtbot: QtBot, window: MainWindow, name: str) -> None:
    """Open an example from its menu entry, and wait for its graph."""
    assert name in [example.name for example in examples()]
    action = window.findChild(QAction, name)
    assert action is not None
    action.trigger()
    wait_for_run(qtbot, window)


def write_and_run(qtbot: QtBot, window: MainWindow, script: str) -> None:
    """Put a script into the editor and press Ctrl+Enter."""
    window.editor.setFocus()
    window.editor.selectAll()
    window.editor.insertPlainText(script)
    qtbot.keyClick(window.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for_run(qtbot, window)


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    """Press a key on the canvas, and wait until the graph is up to date."""
    window.graph.canvas.setFocus()
    qtbot.keyClick(window.graph.canvas, key)
    wait_for_graph(qtbot, window)
    wait_for_graph(qtbot, window)
