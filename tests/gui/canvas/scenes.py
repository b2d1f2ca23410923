"""Small scenes to test the canvas with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QColor, QImage

from engine.record.state import CardStatus, EdgeStatus
from gui.canvas.metrics import card_size
from gui.canvas.scene import CardFace, CardKind, Numbers, Scene
from gui.theme import LIGHT, Theme

X = CardFace(
    title="x",
    symbol="",
    shape="(4,)",
    value=Numbers(("0.", "1.", "2.", "3."), np.array([[0.0, 0.3, 0.6, 1.0]])),
    gradient=Numbers(()),
    badge="",
    kind=CardKind.LEAF,
    state=CardStatus.IDLE,
)
TWO = replace(
    X, title="2", shape="()", value=Numbers(("2",)), gradient=None, kind=CardKind.CONSTANT
)
DOT = replace(X, title="dot", symbol="·", shape="()", value=Numbers(("14.",)), kind=CardKind.RESULT)
Y = replace(DOT, title="y", symbol="×", value=Numbers(("28.",)), kind=CardKind.OUTPUT)


class Faces:
    """A source that answers from lists, and remembers what it was asked.

    Attributes:
        faces: of each card.
        labels: of some edges.
        asked: the cards whose faces were asked for.
    """

    def __init__(self, faces: Sequence[CardFace], labels: Mapping[int, str]) -> None:
        self.faces = list(faces)
        self.labels = dict(labels)
        self.asked: list[int] = []

    def face(self, card: int) -> CardFace:
        self.asked.append(card)
        return self.faces[card]

    def stamps(self, cards: np.ndarray) -> np.ndarray:
        return np.array([id(self.faces[card]) for card in cards], np.int64)

    def edge_label(self, edge: int) -> str:
        return self.labels.get(edge, "")


def make_scene(
    faces: Sequence[CardFace],
    centres: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    *,
    labels: Mapping[int, str] | None = None,
    edge_states: Sequence[EdgeStatus] = (),
    cut_reasons: Mapping[int, str] | None = None,
) -> Scene:
    """A scene of cards at given centres, with straight routes, parallel ones 10 px apart."""
    x, y = np.array(centres, np.float64).reshape(-1, 2).T
    sizes = np.array([card_size(face) for face in faces], np.float64).reshape(-1, 2)
    routes = []
    for number, (sender, user) in enumerate(edges):
        same = [other for other, ends in enumerate(edges) if ends == (sender, user)]
        aside = 10.0 * (same.index(number) - (len(same) - 1) / 2)
        routes.append((x[sender] + aside, y[sender] + sizes[sender, 1] / 2))
        routes.append((x[user] + aside, y[user] - sizes[user, 1] / 2))
    states = list(edge_states) or [EdgeStatus.IDLE] * len(edges)
    return Scene(
        source=Faces(faces, labels or {}),
        x=x,
        y=y,
        widths=sizes[:, 0],
        heights=sizes[:, 1],
        kinds=np.array([face.kind for face in faces], np.uint8),
        edges=np.array(edges, np.int32).reshape(-1, 2),
        route_starts=np.arange(len(edges) + 1) * 2,
        route_points=np.array(routes, np.float64).reshape(-1, 2),
        card_states=np.array([face.state for face in faces], np.uint8),
        edge_states=np.array(states, np.uint8),
        cut_reasons=cut_reasons or {},
    )


def first_example() -> Scene:
    """``y = 2 * torch.dot(x, x)``: cards x, 2, dot, y; two edges from x to dot."""
    centres = [(0.0, 0.0), (260.0, 0.0), (0.0, 140.0), (130.0, 280.0)]
    return make_scene([X, TWO, DOT, Y], centres, [(0, 2), (0, 2), (2, 3), (1, 3)])


def grid(rows: int = 12, columns: int = 10) -> Scene:
    """Many cards in rows, each with edges to the two below it; all states occur."""
    count = rows * columns
    kinds, states = list(CardKind), list(CardStatus)
    faces = [
        replace(
            DOT, title=f"t{card}", kind=kinds[card % 4], state=states[card * 7 % 6], badge="1/2"
        )
        for card in range(count)
    ]
    centres = [(190.0 * (card % columns), 140.0 * (card // columns)) for card in range(count)]
    edges = [
        (card, user)
        for card in range(count - columns)
        for user in (card + columns, (card + 3) // columns * columns + columns)
        if user < count
    ]
    edge_states = [EdgeStatus(number % 4) for number in range(len(edges))]
    return make_scene(
        faces,
        centres,
        edges,
        labels={number: f"{number}." for number in range(len(edges))},
        edge_states=edge_states,
        cut_reasons=dict.fromkeys(range(len(edges)), "detach"),
    )


def colourless() -> Theme:
    """A theme in which every state has the same colour, so that only shapes differ."""
    ink = QColor("#404040")
    return replace(
        LIGHT, text=ink, muted=ink, line=ink, leaf=ink, current=ink, done=ink, cut=ink, accent=ink
    )


def pixels(image: QImage) -> np.ndarray:
    """The pixels of a picture. Shapes: -> (height, width, 4), uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8)
    return data.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()].copy()
