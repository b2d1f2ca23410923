"""The list of the additions to a gradient; an item leads to its step."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QWidget

from gui.inspector.addition_models import AdditionsModel
from gui.inspector.sums_delegate import SumsDelegate
from gui.theme import BASE_PX, SPACE_4

MAX_HEIGHT_PX = 16 * (BASE_PX + SPACE_4)


class AdditionsList(QListView):
    """A list as high as its items, up to a limit, scrolled to the newest.

    An empty list does not take part in the tab order.

    Signals:
        step_requested: the cursor of the item that was clicked or activated by Enter.
    """

    step_requested = Signal(int)

    def __init__(self, model: AdditionsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._additions = model
        self.setModel(model)
        self.setObjectName(name)
        self.setSpacing(SPACE_4 // 2)
        self.setItemDelegate(SumsDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._on_chosen)
        model.modelReset.connect(self._on_model_reset)

    def _on_chosen(self, index: QModelIndex) -> None:
        self.step_requested.emit(self._additions.cursor(index.row()))

    def _on_model_reset(self) -> None:
        is_empty = not self._additions.rowCount()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_empty else Qt.FocusPolicy.StrongFocus)
        self.updateGeometry()
        self.scrollToBottom()

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        height = 0
        for item in range(self._additions.rowCount()):
            height += self.sizeHintForRow(item) + 2 * self.spacing()
            if height > MAX_HEIGHT_PX:
                return QSize(0, MAX_HEIGHT_PX)
        return QSize(0, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_chosen(self.currentIndex())
        else:
            super().keyPressEvent(event)
