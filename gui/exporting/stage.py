"""Shows the steps of a walk in pictures of one size: the script, the graph and the sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QWidget

from gui.canvas.scene import Scene
from gui.canvas.scene_painter import ScenePainter
from gui.canvas.view import View, fitting_view
from gui.editor.code_editor import CodeEditor
from gui.editor.sizes import line_px
from gui.exporting.drawn_walk import DrawnStep
from gui.exporting.scene_picture import whole_area
from gui.theme import SMALL_PX, SPACE_16, SPACE_24, Theme, palette
from gui.window.sentence_bar import SentenceBar

MAX_SIZE = QSize(1280, 720)
"""The largest picture at a scale of 1: that of a slide."""

_LEAST_ZOOM = 0.6
"""A graph that is too large even at this zoom is shown around the card of the step."""

_LEAST_GRAPH, _LEAST_CODE_PX, _MOST_CODE_PX = QSize(400, 280), 200, 560
_LINE_PX = 1
_VALUE_CHARS = 16
"""Room for the beginning of a value beside its line."""


class Stage(QWidget):
    """The parts of the window that tell a step, without a window around them.

    Args:
        source: the script.
    """

    def __init__(self, source: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._graph, self._zoom = QRect(QPoint(), _LEAST_GRAPH), 1.0
        self._scene: Scene | None = None
        self._view = View()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._editor, self._bar = CodeEditor(self), SentenceBar(self)
        self._editor.setReadOnly(True)
        self._editor.set_source(source.rstrip("\n"))
        self._editor.set_recorded_source(source.rstrip("\n"))
        self._editor.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._editor.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (self._editor, self._bar):
            part.setPalette(palette(theme))
            part.set_theme(theme)
        self.show()  # so that parts hear at once that they are resized

    def make_room(self, steps: Sequence[DrawnStep]) -> None:
        """Arrange the parts with the room that the steps to be shown need, up to ``MAX_SIZE``."""
        code_px = self._code_width(steps)
        if code_px > _MOST_CODE_PX:
            self._editor.set_code_px(SMALL_PX)
            code_px = self._code_width(steps)
        code_px = min(max(code_px, _LEAST_CODE_PX), _MOST_CODE_PX)
        wanted = _LEAST_GRAPH
        for scene in {id(step.scene): step.scene for step in steps}.values():
            wanted = wanted.expandedTo(whole_area(scene, self._theme).size())
        most = MAX_SIZE - QSize(code_px + _LINE_PX, _LINE_PX)
        self._bar.resize(code_px + _LINE_PX + min(wanted.width(), most.width()), 0)
        for step in steps:  # the bar keeps the height of the longest sentence
            self._bar.show_state(step.state)
        most -= QSize(0, self._bar.height())
        self._zoom = min(max(_fit(wanted, most), _LEAST_ZOOM), 1.0)
        a_line_px = line_px(self._editor.font().pixelSize())
        code_height = self._editor.blockCount() * a_line_px + SPACE_24
        size = wanted.expandedTo(QSize(0, code_height)).boundedTo(most)
        self._graph = QRect(QPoint(code_px + _LINE_PX, 0), size)
        self._editor.setGeometry(0, 0, code_px, size.height())
        self._bar.move(0, size.height() + _LINE_PX)
        self.resize(self._bar.width(), self._bar.geometry().bottom() + 1)

    def _code_width(self, steps: Sequence[DrawnStep]) -> int:
        """The width that the longest line of the script needs, in px."""
        metrics = QFontMetrics(self._editor.font())
        lines = self._editor.source().split("\n")
        longest = max(metrics.horizontalAdvance(line) for line in lines)
        has_values = any(step.values for step in steps)
        values = metrics.horizontalAdvance("0" * _VALUE_CHARS) if has_values else 0
        return self._editor.gutter.width() + longest + values + 2 * SPACE_16

    def picture(self, step: DrawnStep, scale: int) -> QImage:
        """The picture of a step; ``scale`` is its pixels per pixel of the window."""
        self._show(step)
        image = QImage(self.size() * scale, QImage.Format.Format_RGB32)
        image.fill(self._theme.line)
        with QPainter(image) as painter:
            painter.translate(self._graph.topLeft() * scale)
            area = QRect(QPoint(), self._graph.size() * scale)
            view = self._view_of(step, scale)
            ScenePainter(step.scene, self._theme, as_vectors=True).paint(painter, view, area)
        image.setDevicePixelRatio(scale)
        with QPainter(image) as painter:
            for part in (self._editor, self._bar):
                part.render(painter, part.pos())
        return image

    def _show(self, step: DrawnStep) -> None:
        site, call_site = step.sites
        self._editor.set_line_values(step.values)
        self._editor.mark_site(site, call_site)
        self._editor.set_error(step.error)
        if site is not None:
            self._editor.reveal_site(site)
        self._bar.show_state(step.state)

    def _view_of(self, step: DrawnStep, scale: int) -> View:
        """The view of the graph; that of the same scene moves only to keep the card in sight."""
        size, bounds = self._graph.size(), step.scene.bounds()
        whole = whole_area(step.scene, self._theme).size() * self._zoom
        if whole.boundedTo(size) == whole:
            self._view = fitting_view(bounds, size, scale, self._zoom)
        elif step.scene is not self._scene or not self._is_well_in_sight(step.focus):
            middle = QRectF(QPointF(), size.toSizeF()).center()
            view = View(self._zoom, ratio=scale).with_point_at(step.focus, middle)
            self._view = view.filled_by(bounds, size)
        self._scene = step.scene
        return self._view

    def _is_well_in_sight(self, point: QPointF) -> bool:
        """Whether a point of the scene is in the inner half of the view."""
        shown = self._view.region(QRect(QPoint(), self._graph.size() * self._view.ratio))
        width, height = shown.width() / 4, shown.height() / 4
        return shown.adjusted(width, height, -width, -height).contains(point)


def _fit(size: QSize, room: QSize) -> float:
    """The zoom at which something fits into a room."""
    return min(room.width() / size.width(), room.height() / size.height())
