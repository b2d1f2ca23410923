"""Old cards keep their places on the screen while the script grows, unless asked to move."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from gui.canvas.scene import Scene
from gui.main_window import MainWindow
from tests.end_to_end.building import KEY, MODIFIER, Hands
from tests.end_to_end.reading import wait_for_run, write_and_run

pytestmark = pytest.mark.long

LEAVES = (
    "import torch\n\nx = torch.tensor(1.0, requires_grad=True)\nw = torch.tensor(2.0)\n"
    "b = torch.tensor(3.0)\n"
)
CHAIN = "import torch\n\nx = torch.tensor(1.0, requires_grad=True)\ny = x * 2\nz = torch.exp(y)\n"
LOOP = "import torch\n\nx = torch.tensor(1.0)\nfor _ in range(3):\n    x = torch.sin(x)\n"


def places(hands: Hands, *names: str) -> dict[str, QPoint]:
    """The places of cards on the screen."""
    return {name: hands.at(name) for name in names}


def moved(hands: Hands, before: dict[str, QPoint]) -> set[str]:
    """The cards whose places have changed."""
    return {
        name for name, place in before.items() if (hands.at(name) - place).manhattanLength() > 2
    }


def append(qtbot: QtBot, window: MainWindow, line: str) -> None:
    """Append a line, and wait for its graph."""
    cursor = window.editor.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    cursor.insertText(line)
    qtbot.waitUntil(lambda: line in window.session.newest.source, timeout=10_000)
    wait_for_run(qtbot, window)


def scene_of(window: MainWindow) -> Scene:
    scene = window.graph.canvas.scene
    assert scene is not None
    return scene


def test_no_card_moves_when_an_operation_is_applied(hands: Hands) -> None:
    write_and_run(hands.qtbot, hands.window, LEAVES)
    hands.canvas.zoom(0.5)
    before = places(hands, "x", "w", "b")
    hands.click("x")
    hands.search("exp")
    assert moved(hands, before) == set()
    before |= places(hands, "y")
    hands.click("b")
    hands.search("sin")
    assert moved(hands, before) == set()
    assert "z = torch.sin(b)\n" in hands.source


def test_inserting_into_an_edge_moves_only_the_cards_below(hands: Hands) -> None:
    write_and_run(hands.qtbot, hands.window, CHAIN)
    hands.canvas.zoom(0.5)
    before = places(hands, "x", "y", "z")
    hands.click("z")
    hands.key(KEY.Key_D)
    assert ".detach()" in hands.source
    assert moved(hands, before) == {"z"}
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert moved(hands, before) == set()


def test_a_new_line_in_a_loop_keeps_its_iterations_in_place(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, LOOP)
    before = scene_of(window)
    append(qtbot, window, "    y = torch.cos(x)\n")
    after = scene_of(window)
    assert len(after.x) > len(before.x)
    kept = {round(float(x), 1) for x in before.x - before.x[0]}
    assert kept <= {round(float(x), 1) for x in after.x - after.x[0]}


def test_a_graph_that_grows_out_of_sight_stays_readable(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, LEAVES)
    window.graph.canvas.fit()
    hands = Hands(qtbot, window)
    zoom = hands.canvas.view.zoom
    append(qtbot, window, "".join(f"x = torch.sin(x) + {number}\n" for number in range(12)))
    assert hands.canvas.view.zoom == zoom
    hands.click("b")
    hands.search("exp")
    assert window.graph.canvas.rect().contains(hands.at("y")), "what is new is in sight"


def test_another_script_gets_a_new_view(hands: Hands, window: MainWindow, tmp_path: Path) -> None:
    write_and_run(hands.qtbot, window, LEAVES)
    append(hands.qtbot, window, "y = x * b\n")
    grown = scene_of(window)
    path = tmp_path / "same.py"
    path.write_text(hands.source, encoding="utf-8")
    window.files.document.open(path)
    window.run()
    wait_for_run(hands.qtbot, window)
    afresh = scene_of(window)
    assert not _same(grown, afresh)


def test_the_graph_is_rearranged_on_demand(hands: Hands, window: MainWindow) -> None:
    write_and_run(hands.qtbot, window, LEAVES)
    append(hands.qtbot, window, "y = x * b\n")
    grown = scene_of(window)
    hands.canvas.setFocus()
    hands.key(KEY.Key_G)
    hands.qtbot.waitUntil(lambda: window.graph.is_settled, timeout=10_000)
    arranged = scene_of(window)
    assert not _same(grown, arranged)
    write_and_run(hands.qtbot, window, hands.source)
    assert _same(arranged, scene_of(window))


def _same(one: Scene, other: Scene) -> bool:
    return bool(np.array_equal(one.x, other.x) and np.array_equal(one.y, other.y))
