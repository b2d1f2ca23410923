"""Adapts the canvas to the shared benchmark of graph views."""

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from engine.record.state import CardStatus, EdgeStatus
from gui.canvas.canvas import Canvas
from gui.canvas.scene import CardFace, CardKind, Numbers, Scene
from gui.theme import DARK

WIDTH_PX, HEIGHT_PX = 1280, 800
CARD_WIDTH_PX, CARD_HEIGHT_PX = 150.0, 70.0
SYMBOLS = ("", "×", "+", "~", "−", "@")


class Numbered:
    """Cards with made-up numbers, as a ``gui.canvas.scene.CardSource``."""

    def __init__(self, op: np.ndarray, states: np.ndarray) -> None:
        self._op = op
        self._states = states

    def face(self, card: int) -> CardFace:
        op = int(self._op[card])
        state = CardStatus(self._states[card])
        slope = f"{card * 104729 % 1000 / 913:.4f}"
        return CardFace(
            title=f"t{card}",
            symbol=SYMBOLS[op],
            shape="()",
            value=Numbers((f"{card * 7919 % 1000 / 137:.4f}",)),
            gradient=Numbers((slope,) if state == CardStatus.CURRENT else ()),
            badge="",
            kind=CardKind.RESULT if op else CardKind.LEAF,
            state=state,
        )

    def stamps(self, cards: np.ndarray) -> np.ndarray:
        stamps: np.ndarray = self._states[cards]
        return stamps

    def edge_label(self, edge: int) -> str:
        return "2."


def build(
    app: QApplication, x: np.ndarray, y: np.ndarray, edges: np.ndarray, op: np.ndarray
) -> SimpleNamespace:
    """A shown canvas of a graph, and the callbacks of the benchmark."""
    scene = _scene(x, y, edges, op)
    canvas = _Counting()
    canvas.set_theme(DARK)
    canvas.resize(WIDTH_PX, HEIGHT_PX)
    canvas.set_scene(scene)
    canvas.show()

    users = edges[:, 1]
    by_user = np.argsort(users, kind="stable")
    starts = np.searchsorted(users[by_user], np.arange(len(x) + 1))
    current: int | None = None

    def sent_by(card: int) -> np.ndarray:
        """The edges along which a card sends, found without testing all others."""
        return by_user[starts[card] : starts[card + 1]]

    def step(card: int) -> None:
        nonlocal current
        card_states, edge_states = scene.card_states.copy(), scene.edge_states.copy()
        if current is not None:
            card_states[current] = CardStatus.DONE
            edge_states[sent_by(current)] = EdgeStatus.SENT
        card_states[card] = CardStatus.CURRENT
        edge_states[sent_by(card)] = EdgeStatus.SENDING
        current = card
        canvas.set_states(card_states, edge_states)

    def counts() -> tuple[int, int]:
        region = canvas.view.region(canvas.rect())
        return len(scene.cards_in(region)), len(scene.edges_in(region))

    return SimpleNamespace(
        widget=canvas,
        set=lambda x, y, zoom: canvas.look_at(QPointF(x, y), float(zoom)),
        step=step,
        painted=lambda: canvas.paint_count,
        vis=counts,
    )


class _Counting(Canvas):
    """A canvas that counts how often it was painted."""

    paint_count = 0

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        self.paint_count += 1


def _scene(x: np.ndarray, y: np.ndarray, edges: np.ndarray, op: np.ndarray) -> Scene:
    count = len(x)
    senders, users = edges.T
    ends = (x[senders], y[senders] + CARD_HEIGHT_PX / 2, x[users], y[users] - CARD_HEIGHT_PX / 2)
    card_states = np.zeros(count, np.uint8)
    return Scene(
        source=Numbered(op, card_states),
        x=x,
        y=y,
        widths=np.full(count, CARD_WIDTH_PX),
        heights=np.full(count, CARD_HEIGHT_PX),
        kinds=np.where(op == 0, CardKind.LEAF, CardKind.RESULT).astype(np.uint8),
        edges=edges,
        route_starts=np.arange(len(edges) + 1) * 2,
        route_points=np.stack(ends, axis=1).reshape(-1, 2),
        card_states=card_states,
        edge_states=np.zeros(len(edges), np.uint8),
    )
