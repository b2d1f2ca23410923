"""Random keys, clicks and typing break nothing, and can be undone."""

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from tests.end_to_end.building import KEY, LEFT, Hands, type_into
from tests.end_to_end.reading import write_and_run

pytestmark = pytest.mark.long

SCRIPT = """\
import torch

torch.manual_seed(0)
x = torch.randn(2, 3, requires_grad=True)
w = torch.randn(3, 2, requires_grad=True)
for turn in range(2):
    y = torch.tanh(x @ w).sum(dim=1)
    loss = (y * y.detach()).mean()
    loss.backward()
with torch.no_grad():
    w -= 0.1 * w.grad
"""
_GESTURES = (
    *(KEY.Key_R, KEY.Key_S, KEY.Key_I, KEY.Key_D, KEY.Key_W, KEY.Key_B, KEY.Key_Z, KEY.Key_P),
    *(KEY.Key_X, KEY.Key_E, KEY.Key_Delete),
)
_STEPS = (KEY.Key_Left, KEY.Key_Right, KEY.Key_Home, KEY.Key_End, KEY.Key_Space)
_OTHERS = (KEY.Key_Tab, KEY.Key_Return, KEY.Key_Escape, KEY.Key_Plus, KEY.Key_Minus, KEY.Key_0)
_TYPED = ("x", "(", "* 2", "'", "#", " ", "loss.backward()", "\N{CJK UNIFIED IDEOGRAPH-4E2D}")


def _press_a_key(hands: Hands, chance: random.Random) -> None:
    keys = chance.choice((_GESTURES, _STEPS, _OTHERS))
    hands.qtbot.keyClick(hands.canvas, chance.choice(keys))


def _click_somewhere(hands: Hands, chance: random.Random) -> None:
    hands.qtbot.mouseClick(hands.canvas, LEFT, pos=_somewhere(hands, chance))


def _drag_somewhere(hands: Hands, chance: random.Random) -> None:
    to = _somewhere(hands, chance)
    hands.drag_from(_somewhere(hands, chance), to)
    hands.qtbot.mouseRelease(hands.canvas, LEFT, pos=to)


def _type(hands: Hands, chance: random.Random) -> None:
    editor = hands.window.editor
    cursor = editor.textCursor()
    cursor.setPosition(chance.randrange(len(editor.toPlainText()) + 1))
    if chance.random() < 0.3:
        cursor.movePosition(QTextCursor.MoveOperation.NextWord, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    type_into(hands.qtbot, editor, chance.choice(_TYPED))


def _run(hands: Hands, chance: random.Random) -> None:
    hands.qtbot.keyClick(hands.window, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)


def _undo(hands: Hands, chance: random.Random) -> None:
    hands.window.editor.undo()


def _rest(hands: Hands, chance: random.Random) -> None:
    hands.qtbot.wait(chance.choice((10, 100, 400)))


_DOINGS: tuple[Callable[[Hands, random.Random], None], ...] = (
    *(_press_a_key, _press_a_key, _press_a_key, _click_somewhere, _click_somewhere),
    *(_drag_somewhere, _type, _run, _undo, _rest),
)


def _somewhere(hands: Hands, chance: random.Random) -> QPoint:
    size = hands.canvas.size()
    return QPoint(chance.randrange(size.width()), chance.randrange(size.height()))


@pytest.mark.parametrize("seed", range(6))
def test_random_actions_do_not_break_the_window(hands: Hands, seed: int) -> None:
    chance, editor = random.Random(seed), hands.window.editor
    write_and_run(hands.qtbot, hands.window, SCRIPT)
    editor.document().clearUndoRedoStacks()  # a new undo history
    for _ in range(60):
        chance.choice(_DOINGS)(hands, chance)
        while popup := QApplication.activePopupWidget():
            popup.close()
    hands.qtbot.keyClick(hands.canvas, KEY.Key_Escape)
    hands.qtbot.wait(500)
    while editor.document().isUndoAvailable():
        editor.undo()
    assert hands.source == SCRIPT
