"""A graph that is too large to be drawn at once is shown in excerpts."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.drawing import parts
from gui.main_window import MainWindow
from tests.end_to_end.reading import wait_for_graph, write_and_run

LOOP = "import torch\nx = torch.tensor(1.0)\nfor _ in range(40):\n    x = x * 1\n"


def current(window: MainWindow) -> tuple[int, int]:
    """The place of the step's card on the screen."""
    place = window.graph.place(window.player.state.current_card())
    assert place is not None
    corner = window.graph.canvas.rect_of(place).topLeft()
    return corner.x(), corner.y()


def step(qtbot: QtBot, window: MainWindow, command: str = "step") -> None:
    window.actions_[command].trigger()
    wait_for_graph(qtbot, window)


def test_the_view_continues_from_one_excerpt_to_the_next(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_CARDS", 12)
    write_and_run(qtbot, window, LOOP)
    step(qtbot, window, "first")
    canvas = window.graph.canvas
    canvas.zoom(1.7)
    zoom, scenes = canvas.view.zoom, {id(canvas.scene): canvas.scene}
    for _ in range(30):
        x, y = current(window) if window.player.cursor else (0, 0)
        step(qtbot, window)
        scenes[id(canvas.scene)] = canvas.scene
        assert canvas.view.zoom == zoom
        new_x, new_y = current(window)
        if y:  # no further than to the next card
            assert abs(new_x - x) + abs(new_y - y) < 2 * canvas.height()
        assert canvas.rect().contains(new_x, new_y)
    assert len(scenes) > 3
    step(qtbot, window, "first")
    assert canvas.view.zoom == zoom, "also to one that has no card of this one"


def test_a_fitted_view_fits_each_excerpt(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_CARDS", 12)
    write_and_run(qtbot, window, LOOP)
    window.graph.canvas.fit()
    for command in ("first", "last"):
        step(qtbot, window, command)
        assert window.graph.canvas.follows_fit


def test_large_counts_of_marked_and_drawn_cards_are_written_alike(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_CARDS", 1_100)
    write_and_run(qtbot, window, LOOP.replace("40", "1200"))
    step(qtbot, window, "last")
    window.graph.select(window.player.state.current_card())
    window.actions_["ask_origin"].trigger()
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert any("1,200 cards, 1,0" in text for text in texts)
