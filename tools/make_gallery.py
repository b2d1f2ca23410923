"""Paints the small pictures of the gallery: the graph of each example, in light and dark.

    python -m tools.make_gallery

Run it again when an example or its drawing has changed; a test says when.
Beside the pictures it writes what they show, in a digest for each example.
"""

import hashlib
import json
import os

from PySide6.QtCore import QMarginsF, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QImage, QLinearGradient, QPainter

from engine.record.state import State
from engine.worker.headless import recording_of
from gui import languages
from gui.canvas.scene import Scene
from gui.canvas.scene_painter import ScenePainter
from gui.canvas.view import View
from gui.drawing.parts import Parts
from gui.examples import Example, examples
from gui.exporting.export_command import laid_out_scene
from gui.exporting.scene_picture import THEMES
from gui.gallery.pictures import PICTURE_PX, PICTURE_RATIO, PICTURES, picture_file
from gui.player import opening_cursor
from gui.theme import SPACE_16, Theme

CONTENTS = PICTURES / "contents.json"
SEED = "import torch; torch.manual_seed(3)\n"
"""Prepended to each script, for reproducible random numbers."""

_PLACE = 0, 2
"""The pass, and its number of steps, with some gradients on edges."""
_PLACES = {
    "02_gradient_lives_in_grad": (0, 3),
    "03_accumulation": (1, 2),
    "11_backward_twice": (1, 1),
    "12_backward_twice_retained": (1, 2),
}
"""Better places for some examples."""
_MIN_SCALE = 0.19
"""The minimum scale; larger graphs are cut off."""
_FADE_PX = 28


def state_of(example: Example) -> State:
    """The state that the picture of an example shows, some steps into a pass."""
    recording, _ = recording_of(SEED + example.source(), example.path.name)
    index = recording.index
    if not index.pass_count:
        return recording.at(opening_cursor(recording))
    pass_, steps = _PLACES.get(example.name, _PLACE)
    return recording.at(min(index.pass_start(pass_) + steps, recording.step_count))


def digest_of(scene: Scene) -> str:
    """A digest of the cards and edges of a scene and their states."""
    faces = [scene.source.face(card) for card in range(scene.card_count)]
    content = {
        "cards": [[face.title, face.symbol, face.shape, face.kind, face.state] for face in faces],
        "edges": scene.edges.tolist(),
        "states": scene.edge_states.tolist(),
        "frames": list(scene.frames.titles),
    }
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def image_of(scene: Scene, state: State, theme: Theme) -> QImage:
    """Render a scene in the size of the pictures, in part if it is too large."""
    painter = ScenePainter(scene, theme, as_vectors=True)
    extent = painter.extent.marginsAdded(QMarginsF(*[SPACE_16] * 4))
    room = QSizeF(*PICTURE_PX)
    fitting = min(room.width() / extent.width(), room.height() / extent.height())
    scale = max(fitting, _MIN_SCALE)
    shown = QRectF(QPointF(), room / scale)
    focus = _middle_of_step(scene, state)
    shown.moveLeft(_start(shown.width(), extent.left(), extent.width(), focus.x()))
    shown.moveTop(_start(shown.height(), extent.top(), extent.height(), focus.y()))
    ratio = scale * PICTURE_RATIO
    corner = shown.topLeft() * ratio
    image = QImage(QSize(*PICTURE_PX) * PICTURE_RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    brush = QPainter(image)
    painter.paint(brush, View(1.0, round(corner.x()), round(corner.y()), ratio), image.rect())
    _fade(brush, image.rect(), theme.ground, shown, extent)
    brush.end()
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _start(room: float, first: float, length: float, focus: float) -> float:
    """The start on one axis, which centres the whole scene or, if that is too large, the focus."""
    if length <= room:
        return first - (room - length) / 2
    return min(max(focus - room / 2, first), first + length - room)


def _middle_of_step(scene: Scene, state: State) -> QPointF:
    """The centre of the cards of the state's step."""
    parts = Parts(state.recording)
    place = parts.at(state, whole_run=False).place(state.current_card())
    return scene.bounds().center() if place is None else scene.card_rect(place).center()


def _fade(brush: QPainter, area: QRect, ground: QColor, shown: QRectF, extent: QRectF) -> None:
    """Fade the graph out at the top and bottom where it is cut off."""
    clear = QColor(ground)
    clear.setAlpha(0)
    reach = _FADE_PX * PICTURE_RATIO
    brush.setPen(Qt.PenStyle.NoPen)
    for goes_on, edge, inside in (
        (shown.top() > extent.top(), area.top(), area.top() + reach),
        (shown.bottom() < extent.bottom(), area.bottom() + 1, area.bottom() + 1 - reach),
    ):
        if goes_on:
            gradient = QLinearGradient(0, edge, 0, inside)
            gradient.setColorAt(0, ground)
            gradient.setColorAt(1, clear)
            strip = QRect(area.left(), min(edge, inside), area.width(), reach)
            brush.fillRect(strip, QBrush(gradient))


def main() -> None:
    """Paint every picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    languages.install("en")
    digests = {}
    for example in examples():
        state = state_of(example)
        scene = laid_out_scene(state, whole=False)
        digests[example.name] = digest_of(scene)
        for theme in THEMES.values():
            file = picture_file(example.name, is_dark=theme.is_dark)
            file.parent.mkdir(parents=True, exist_ok=True)
            image_of(scene, state, theme).save(str(file))
        print(example.name)
    CONTENTS.write_text(json.dumps(digests, indent=2) + "\n", "utf-8")
    del application  # it must live until here


if __name__ == "__main__":
    main()
