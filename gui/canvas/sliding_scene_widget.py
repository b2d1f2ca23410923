"""What a step sends slides along its edges to where it is then written, unless motion is off."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEasingCurve, QElapsedTimer, QVariantAnimation
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gui.canvas.edge_painter import label_reach
from gui.canvas.scene import EdgeState, Scene
from gui.canvas.scene_painter import CARD_ZOOM
from gui.canvas.scene_widget import SceneWidget

SLIDE_MS = 180
_MANY_EDGES = 12
"""More labels on the way at once are a flicker that says nothing."""


class SlidingSceneWidget(SceneWidget):
    """A scene whose contributions can be seen going from the user of a tensor to the tensor.

    Steps that follow each other faster than a label slides are shown at once: who holds a key down
    wants to get on.
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
        """Whether labels are on their way."""
        return bool(len(self._sliding))

    def set_animated(self, is_animated: bool) -> None:
        """Let contributions slide from now on, or write them where they stay at once."""
        self._is_animated = is_animated
        self._settle()

    def set_scene(self, scene: Scene | None, keep_view: bool = False) -> None:
        """Show another scene, whose edges have other numbers."""
        self._settle()
        super().set_scene(scene, keep_view)

    def set_states(self, card_states: np.ndarray, edge_states: np.ndarray) -> None:
        """Take over the states at another cursor; nothing is on its way any more."""
        self._settle()
        super().set_states(card_states, edge_states)

    def slide_contributions(self) -> None:
        """Let what the step sends come along its edges; it is the next step to the one before."""
        is_hurried = self._since_last.isValid() and self._since_last.elapsed() < SLIDE_MS
        self._since_last.start()
        scene, painter = self.scene, self._painter
        if scene is None or painter is None or is_hurried or not self._is_animated:
            return
        seen = scene.edges_in(self.view.region(self._device_rect()))
        sent = seen[scene.edge_states[seen] == EdgeState.SENDING]
        if self.view.zoom < CARD_ZOOM or not 0 < len(sent) <= _MANY_EDGES:
            return
        self._sliding = sent
        painter.hold_labels(sent.tolist())
        self._slide.start()

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint the labels that are on their way."""
        if self._painter is not None and self.is_sliding:
            painter.save()
            painter.scale(1 / self.view.ratio, 1 / self.view.ratio)
            self._painter.paint_held_labels(painter, self.view, self._slide.currentValue())
            painter.restore()
        super().paint_overlay(painter)

    def _update_sliding(self) -> None:
        if self.scene is None:
            return
        for edge in self._sliding.tolist():
            reach = label_reach(self.scene.edge_rect(edge))
            self.update(self.view.to_widget(reach).toAlignedRect())

    def _settle(self) -> None:
        """Write what is on its way where it stays."""
        if not self.is_sliding:
            return
        arrived, self._sliding = self._sliding, np.zeros(0, np.int64)
        self._slide.stop()
        if self._painter is not None:
            self._painter.hold_labels(())
            self.refresh_edges(arrived)
