"""Gestures that come too fast, too late or in vain give a message and lose nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from gui.builder import command_queue
from gui.builder.overlay import Overlay
from gui.main_window import MainWindow
from gui.runs.session import RunState
from tests.end_to_end.building import KEY, LEFT, MODIFIER, Hands, started
from tests.end_to_end.reading import card_texts, wait_for_graph

pytestmark = pytest.mark.long

PRODUCT = (
    "import torch\n\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"
    "w = torch.tensor([3.0, 4.0])\ny = x * w\n"
)
ENDLESS = PRODUCT + "while True:\n    pass\n"
KEYS = [
    # The quick tests take every third shortcut.
    pytest.param(key, modifier, id=name, marks=[pytest.mark.long] if at % 3 else [])
    for at, (name, key, modifier) in enumerate(
        (
            ("requires_grad", KEY.Key_R, MODIFIER.NoModifier),
            ("swap", KEY.Key_S, MODIFIER.NoModifier),
            ("inline", KEY.Key_I, MODIFIER.NoModifier),
            ("detach", KEY.Key_D, MODIFIER.NoModifier),
            ("attach", KEY.Key_D, MODIFIER.ShiftModifier),
            ("no_grad", KEY.Key_W, MODIFIER.NoModifier),
            ("backward", KEY.Key_B, MODIFIER.NoModifier),
            ("zero", KEY.Key_Z, MODIFIER.NoModifier),
            ("drop", KEY.Key_Z, MODIFIER.ShiftModifier),
            ("print", KEY.Key_P, MODIFIER.NoModifier),
            ("bypass", KEY.Key_X, MODIFIER.NoModifier),
            ("remove", KEY.Key_Delete, MODIFIER.NoModifier),
            ("value", KEY.Key_E, MODIFIER.NoModifier),
        )
    )
]
each_key = pytest.mark.parametrize(("key", "modifier"), KEYS)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets queued commands wait however slow the machine is."""
    monkeypatch.setattr(command_queue, "TIMEOUT_MS", 20_000)


def press_fast(hands: Hands, *keys: Qt.Key) -> None:
    """Press shortcuts on the graph without a pause."""
    for key in keys:
        hands.qtbot.keyClick(hands.canvas, key)


def drag_and_drop(hands: Hands, name: str, to: QPoint) -> None:
    """Drag a card to a place, and drop it there."""
    hands.drag(name, to)
    hands.drop(to)


def wait_for_source(hands: Hands, source: str) -> None:
    """Wait until the script is this, and its graph is drawn."""

    def check() -> None:
        assert hands.window.session.newest.source == source, hands.notice

    hands.qtbot.waitUntil(check, timeout=20_000)
    hands.settle()


# -- several at once -------------------------------------------------------------------------------


@pytest.mark.usefixtures("patience")
def test_a_second_gesture_waits_for_the_graph_of_the_first(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    press_fast(hands, KEY.Key_P, KEY.Key_S, KEY.Key_W)
    both = PRODUCT.replace("y = x * w", "with torch.no_grad():\n    y = w * x") + "print(y)\n"
    wait_for_source(hands, both)
    assert window.player.recording.source == hands.source == both
    assert hands.notice == ""
    for _ in range(3):
        window.actions_["undo"].trigger()
    assert hands.source == PRODUCT


@pytest.mark.usefixtures("patience")
def test_the_second_gesture_applies_to_the_result_of_the_first(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("x")
    press_fast(hands, KEY.Key_Slash)
    field = hands.popup().focusWidget()
    assert field is not None
    hands.qtbot.keyClicks(field, "sum")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    press_fast(hands, KEY.Key_B)
    wait_for_source(hands, PRODUCT + "z = x.sum()\nz.backward()\n")
    assert hands.source == PRODUCT + "z = x.sum()\nz.backward()\n"


def test_a_drop_before_the_graph_has_arrived_is_refused(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    x, w = hands.at("x"), hands.at("w")
    press_fast(hands, KEY.Key_P)
    hands.qtbot.mousePress(hands.canvas, LEFT, pos=x)
    hands.qtbot.mouseMove(hands.canvas, (x + w) / 2)
    hands.qtbot.mouseMove(hands.canvas, w)
    hands.qtbot.mouseRelease(hands.canvas, LEFT, pos=w)
    assert hands.notice.startswith("The graph of the last change is not there yet.")
    assert QApplication.activePopupWidget() is None
    wait_for_source(hands, PRODUCT + "print(y)\n")
    hands.drag("x", hands.at("w"))
    hands.drop(hands.at("w"))
    hands.choose("+  x + w")
    assert hands.source == PRODUCT + "print(y)\nz = x + w\n"


def test_a_new_graph_ends_a_drag(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    x, w = hands.at("x"), hands.at("w")
    press_fast(hands, KEY.Key_P)
    hands.qtbot.mousePress(hands.canvas, LEFT, pos=x)
    hands.qtbot.mouseMove(hands.canvas, (x + w) / 2)
    wait_for_source(hands, PRODUCT + "print(y)\n")
    hands.qtbot.mouseMove(hands.canvas, hands.at("w"))
    hands.qtbot.mouseRelease(hands.canvas, LEFT, pos=hands.at("w"))
    assert hands.source == PRODUCT + "print(y)\n"
    assert "drag once more" in hands.notice
    overlay = hands.canvas.findChild(Overlay)
    assert overlay is not None
    assert not overlay.isVisible()


def test_making_a_tensor_and_a_gesture_at_once_both_take_effect(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    press_fast(hands, KEY.Key_P)
    hands.bring("arange", hands.canvas.rect().bottomLeft() + hands.canvas.rect().topLeft())
    assert hands.source.startswith(PRODUCT)
    assert "print(y)\n" in hands.source
    assert hands.source.endswith(" = torch.arange(4.0)\n")


@pytest.mark.long
def test_a_command_that_waits_too_long_is_refused(hands: Hands, window: MainWindow) -> None:
    script = PRODUCT + "import time\ntime.sleep(1.5)\n"
    started(hands, script)
    hands.click("y")
    press_fast(hands, KEY.Key_P, KEY.Key_S)
    hands.qtbot.waitUntil(lambda: "not there yet" in hands.notice, timeout=5_000)
    hands.settle()
    assert hands.source == script + "print(y)\n"


@pytest.mark.usefixtures("patience")
def test_undo_and_a_gesture_at_once_both_take_effect(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    hands.key(KEY.Key_P)
    hands.qtbot.keyClick(hands.canvas, KEY.Key_Z, MODIFIER.ControlModifier)
    press_fast(hands, KEY.Key_S)
    wait_for_source(hands, PRODUCT.replace("x * w", "w * x"))


# -- missed releases -------------------------------------------------------------------------------


def move_without_buttons(hands: Hands, to: QPoint) -> None:
    """Move over the graph after a release that the canvas missed."""
    place = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, hands.canvas.mapToGlobal(place),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, MODIFIER.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(hands.canvas, event)


def test_a_dialog_during_a_drag_releases_the_card(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.drag("x", hands.at("w"))
    overlay = hands.canvas.findChild(Overlay)
    assert overlay is not None
    assert overlay.isVisible()
    QApplication.sendEvent(hands.canvas, QEvent(QEvent.Type.WindowDeactivate))
    assert not overlay.isVisible(), "the question comes"
    hands.drag("x", hands.at("w"))
    move_without_buttons(hands, hands.at("y"))
    assert not overlay.isVisible()
    hands.drop(hands.at("w"))
    assert hands.source == PRODUCT
    assert QApplication.activePopupWidget() is None


def test_a_dialog_during_a_pan_releases_the_graph(hands: Hands) -> None:
    started(hands, PRODUCT)
    corner = hands.canvas.rect().bottomRight() - QPoint(20, 20)
    hands.drag_from(corner, corner - QPoint(40, 40))
    before = hands.at("y")
    move_without_buttons(hands, corner - QPoint(90, 90))
    assert hands.at("y") == before


# -- during a run ----------------------------------------------------------------------------------


def test_a_gesture_on_a_growing_graph_replaces_its_run(hands: Hands, window: MainWindow) -> None:
    window.editor.setPlainText(ENDLESS)
    window.run()
    hands.qtbot.waitUntil(lambda: len(card_texts(window)) == 3, timeout=20_000)
    wait_for_graph(hands.qtbot, window)
    hands.canvas.setFocus()
    hands.click("y")
    press_fast(hands, KEY.Key_S)
    swapped = ENDLESS.replace("x * w", "w * x")
    assert hands.source == swapped
    hands.qtbot.waitUntil(lambda: window.player.recording.source == swapped, timeout=20_000)
    assert window.session.state is RunState.RUNNING
    window.actions_["stop"].trigger()
    hands.settle()
    hands.click("y")
    hands.key(KEY.Key_S)
    assert hands.source == ENDLESS
    offer = hands.canvas.findChild(QWidget, "offer")
    assert offer is not None
    assert offer.isVisible(), "it does not end by itself"
    window.actions_["undo"].trigger()
    assert not offer.isVisible(), "that is what was run"


# -- refused edits ---------------------------------------------------------------------------------


@each_key
@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("z = (", "Line 7: "),
        ("z = 1", "The script has changed since this graph was recorded."),
    ],
    ids=["no Python", "another text"],
)
def test_a_script_that_differs_from_the_graph_is_not_edited(
    hands: Hands,
    window: MainWindow,
    text: str,
    notice: str,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
) -> None:
    window.actions_["run_typed"].setChecked(False)
    started(hands, PRODUCT)
    hands.click("y")
    window.editor.appendPlainText(text)
    typed = hands.source
    hands.key(key, modifier)
    assert hands.source == typed
    assert hands.notice.startswith(notice)


def test_gestures_after_an_error_of_the_script_are_refused_with_the_reason(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    window.editor.appendPlainText("z = q")
    typed = hands.source
    hands.qtbot.waitUntil(lambda: window.session.newest.source == typed, timeout=20_000)
    hands.settle()
    hands.key(KEY.Key_S)
    assert hands.source == typed
    assert hands.notice.startswith("The script ends in an error")


@each_key
@pytest.mark.parametrize(
    ("script", "card"),
    [
        ("import torch\n\nexec('x = torch.ones(2)')\n", "ones"),
        (
            "import functools\n\nimport torch\n\nw = [torch.ones(2), torch.ones(2)]\n"
            "functools.reduce(torch.add, w)\n",
            "add",
        ),
    ],
    ids=["exec", "library"],
)
def test_a_card_that_no_line_of_the_script_made_is_not_edited(
    hands: Hands, script: str, card: str, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    started(hands, script)
    hands.click(card)
    hands.key(key, modifier)
    assert hands.source == script
    assert hands.notice


@pytest.mark.parametrize("text", ["z = (", "z = 1"], ids=["no Python", "another text"])
def test_menus_of_edges_and_drags_on_an_outdated_graph_show_the_reason(
    hands: Hands, window: MainWindow, text: str
) -> None:
    window.actions_["run_typed"].setChecked(False)
    started(hands, PRODUCT)
    edge = hands.middle_of_edge("x", "y")
    window.editor.appendPlainText(text)
    typed = hands.source
    for act in (
        lambda: hands.open_menu(edge),
        lambda: drag_and_drop(hands, "x", hands.at("w")),
        lambda: drag_and_drop(hands, "w", edge),
        lambda: hands.bring("exp", hands.at("x")),
        lambda: hands.bring("exp", edge),
    ):
        hands.key(KEY.Key_Escape)
        assert hands.notice == ""
        act()
        assert hands.notice
        assert QApplication.activePopupWidget() is None
        assert hands.source == typed


def test_an_open_menu_blocks_shortcuts(hands: Hands) -> None:
    """The entries of the menu depend on the script, which must not change meanwhile."""
    started(hands, PRODUCT)
    hands.click("y")
    hands.key(KEY.Key_P)
    hands.click("x")
    hands.key(KEY.Key_Delete)
    menu = hands.menu()
    hands.qtbot.keyClick(menu, KEY.Key_Z, MODIFIER.ControlModifier)
    assert hands.source == PRODUCT + "print(y)\n"
    assert menu.isVisible()
    hands.choose("Remove it, and lines 5, 6 that depend on it")
    assert "x" not in hands.source
