"""The list of examples, in as many columns as fit."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QListView, QMenu, QWidget

from gui.gallery.example_delegate import (
    MIN_BESIDE_PX,
    ExampleDelegate,
    entry_height,
    link_rect,
    link_text,
    title_height,
)
from gui.gallery.example_model import DESCRIPTION_ROLE, EXAMPLE_ROLE, ExampleFilter
from gui.theme import SPACE_24, Theme

COLUMN_PX = MIN_BESIDE_PX
"""The minimum width of a column, unless it is the only one."""

_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OWN_KEYS = (*_RETURNS, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class ExampleView(QListView):
    """Shows examples, one of which can be opened or started from.

    Signals:
        open_requested(Example): to be opened as it is: a click, or Enter.
        copy_requested(Example): to be started from: a click on its link, or Shift+Enter.
        typed(str): a letter or digit, which is to be searched for.
    """

    open_requested = Signal(object)
    copy_requested = Signal(object)
    typed = Signal(str)

    def __init__(self, filtered: ExampleFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed = QModelIndex()
        self._delegate = ExampleDelegate()
        self._filter = filtered
        self.setModel(filtered)
        filtered.dataChanged.connect(self._update_grid_size)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._delegate.set_theme(theme)
        self.viewport().update()

    def request(self, index: QModelIndex, *, copy: bool) -> None:
        """Request to open an example or a copy of it."""
        if index.isValid():
            signal = self.copy_requested if copy else self.open_requested
            signal.emit(index.data(EXAMPLE_ROLE))

    def column_count(self) -> int:
        """The number of columns that fit."""
        return max(1, self.viewport().width() // COLUMN_PX)

    def _is_on_link(self, index: QModelIndex, position: QPoint) -> bool:
        return link_rect(self.visualRect(index)).contains(position)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Examples"))
        self.setAccessibleDescription(self.tr("Enter opens one, Shift+Enter starts from it"))
        self.viewport().update()

    def _update_grid_size(self) -> None:
        """Fit the size of entries to the texts of all examples, also of hidden ones."""
        # Qt would wrap entries that fill the row exactly.
        width = (self.viewport().width() - 1) // self.column_count()
        listed = self._filter.sourceModel()
        indices = (listed.index(row, 0) for row in range(listed.rowCount()))
        words = [(str(each.data()), str(each.data(DESCRIPTION_ROLE))) for each in indices]
        height = entry_height(width, words, self.viewport().height())
        self._delegate.entry_size = QSize(width, height)
        self.setGridSize(self._delegate.entry_size)

    # -- Qt ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the keys that would otherwise step through the graph, or edit it."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RETURNS:
            is_copy = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.request(self.currentIndex(), copy=is_copy)
        elif _writes(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed = self.indexAt(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if index.isValid() else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        position = event.position().toPoint()
        index = self.indexAt(position)
        if event.button() == Qt.MouseButton.LeftButton and index == self._pressed:
            self.request(index, copy=self._is_on_link(index, position))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_ = menu.addAction(self.tr("Open"))
        open_.triggered.connect(lambda: self.request(index, copy=False))
        copy = menu.addAction(link_text())
        copy.triggered.connect(lambda: self.request(index, copy=True))
        corner = self.visualRect(index).center()
        menu.popup(self.viewport().mapToGlobal(corner) if by_key else event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.model().rowCount():
            with QPainter(self.viewport()) as painter:
                painter.setPen(self.palette().placeholderText().color())
                room = self.viewport().rect().adjusted(SPACE_24, SPACE_24, -SPACE_24, -SPACE_24)
                flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
                words = self.tr("No example has this text. Press Escape to see all of them.")
                painter.drawText(room, flags, words)

    def minimumSizeHint(self) -> QSize:
        """The room of one title: Qt asks for more, which a low window does not have."""
        return QSize(super().minimumSizeHint().width(), title_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._update_grid_size()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _is_own(event: QKeyEvent) -> bool:
    return _writes(event) or (event.key() in _OWN_KEYS and not event.modifiers() & _COMMANDS)


def _writes(event: QKeyEvent) -> bool:
    """Whether a key types a letter or digit."""
    return event.text().isalnum() and not event.modifiers() & _COMMANDS
