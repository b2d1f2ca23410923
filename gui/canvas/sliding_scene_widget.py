"""A scene widget that animates the contributions of a step along their edges."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEasingCurve, QElapsedTimer, QVariantAnimation
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from engine.record.state import EdgeStatus
from gui.canvas.edge_painter import label_reach
from gui.canvas.scene import Scene
from gui.canvas.scene_painter import CARD_ZOOM
from gui.canvas.scene_widget import SceneWidget

SLIDE_MS = 180
_MANY_EDGES = 12
"""With more edges at once, nothing is animated: it would only flicker."""


class SlidingSceneWidget(SceneWidget):
    """Slides the labels of contributions from the user of a tensor to their final places.

    Steps that follow each other faster than a label slides are not animated.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_animated = True
        self._sliding = np.zeros(0, np.int64)
        self._slide = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._update_sliding)
        self._slide.finished.connect(self._settle)
        self._since_last = QElapsedTimer()

    @property
    def is_sliding(self) -> bool:
        """Whether labels are sliding."""
        return bool(len(self._sliding))

    def set_animated(self, is_animated: bool) -> None:
        """Switch the animation on or off."""
        self._is_animated = is_animated
        self._settle()

    def set_scene(self, scene: Scene | None, keep_view: bool = False) -> None:
        """Show another scene, ending the animation."""
        self._settle()
        super().set_scene(scene, keep_view)

    def set_states(self, card_states: np.ndarray, edge_states: np.ndarray) -> None:
        """Take over the states at another cursor, ending the animation."""
        self._settle()
        super().set_states(card_states, edge_states)

    def slide_contributions(self) -> None:
        """Animate the contributions of a step that follows the one shown before."""
        is_hurried = self._since_last.isValid() and self._since_last.elapsed() < SLIDE_MS
        self._since_last.start()
        scene, painter = self.scene, self._painter
        if scene is None or painter is None or is_hurried or not self._is_animated:
            return
        seen = scene.edges_in(self.view.region(self._device_rect()))
        sent = seen[scene.edge_states[seen] == EdgeStatus.SENDING]
        if self.view.zoom < CARD_ZOOM or not 0 < len(sent) <= _MANY_EDGES:
            return
        self._sliding = sent
        painter.set_sliding(sent.tolist())
        self._slide.start()

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint the sliding labels below the overlay."""
        if self._painter is not None and self.is_sliding:
            painter.save()
            painter.scale(1 / self.view.ratio, 1 / self.view.ratio)
            self._painter.paint_sliding_labels(painter, self.view, self._slide.currentValue())
            painter.restore()
        super().paint_overlay(painter)

    def _update_sliding(self) -> None:
        if self.scene is None:
            return
        for edge in self._sliding.tolist():
            reach = label_reach(self.scene.edge_rect(edge))
            self.update(self.view.to_widget(reach).toAlignedRect())

    def _settle(self) -> None:
        """End the animation: paint the labels at their final places."""
        if not self.is_sliding:
            return
        arrived, self._sliding = self._sliding, np.zeros(0, np.int64)
        self._slide.stop()
        if self._painter is not None:
            self._painter.set_sliding(())
            self.refresh_edges(arrived)
