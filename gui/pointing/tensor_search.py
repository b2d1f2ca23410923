"""The popup that searches the tensors of the run."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.record.state import State
from gui.pointing.latest_card import latest_card
from gui.pointing.tensor_entries import (
    SUSPICIOUS_GRADIENTS,
    Entry,
    entries_of,
    gradient_text,
    place_text,
    value_text,
)
from gui.theme import BASE_PX, SMALL_PX, SPACE_8, Theme, code_font, mix, ui_font
from gui.widgets.popup import Popup

WIDTH_PX, HEIGHT_PX, _ROW_PX = 560, 380, 26
MOST_ENTRIES = 3_000
"""The maximum number of listed entries."""

_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
Index = QModelIndex | QPersistentModelIndex
_ENTRY_ROLE = Qt.ItemDataRole.UserRole
_NAMES_ROLE = Qt.ItemDataRole.UserRole + 1


class TensorSearch(Popup):
    """Searches while typing; arrows move through the results, Enter or a click chooses.

    Signals:
        chosen(list): the cards of the chosen entry; the popup has closed.
    """

    chosen = Signal(list)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas, "tensor_search")
        self._field, self._list, self._none = QLineEdit(), QTreeWidget(), QLabel()
        self._field.setObjectName("tensor_search_field")
        self._field.setClearButtonEnabled(True)
        self._field.textChanged.connect(self._search)
        self._field.installEventFilter(self)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._list.setObjectName("tensor_search_list")
        self._list.setColumnCount(3)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAllColumnsShowFocus(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(_TextColourDelegate(self._list))
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self._list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.itemClicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_8, SPACE_8, SPACE_8, 1)
        layout.setSpacing(SPACE_8)
        layout.addWidget(self._field)
        layout.addWidget(self._none)
        layout.addWidget(self._list, 1)

    def search_at(self, point: QPoint, theme: Theme, state: State) -> None:
        """Open the popup at a point of the screen, on the tensors of a state."""
        self.colour(theme)
        self._list.setStyleSheet(_selection_style(theme))
        self._retranslate()
        self._field.setFont(ui_font(BASE_PX))
        self._list.clear()
        entries = entries_of(state.recording)[:MOST_ENTRIES]
        self._list.addTopLevelItems([_item(state, entry, theme) for entry in entries])
        self._search(self._field.text())
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.open_at(point)
        self._field.setFocus()
        self._field.selectAll()

    def _visible_items(self) -> list[QTreeWidgetItem]:
        """The rows that match the search."""
        items = map(self._list.topLevelItem, range(self._list.topLevelItemCount()))
        return [item for item in items if item is not None and not item.isHidden()]

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self._list.topLevelItemCount()):
            item = self._list.topLevelItem(row)
            if item is not None:
                texts = item.data(0, _NAMES_ROLE), *(item.text(column) for column in range(3))
                row_text = " ".join(texts).casefold()
                item.setHidden(not all(word in row_text for word in words))
        found = self._visible_items()
        self._none.setVisible(not found)
        self._list.setVisible(bool(found))
        if found:
            self._list.setCurrentItem(found[0])

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is None or item.isHidden():
            return
        entry: Entry = item.data(0, _ENTRY_ROLE)
        self.hide()
        self.chosen.emit(entry.cards.tolist())

    def _retranslate(self) -> None:
        hint = self.tr("Search by name, operation, line, gradient (None, 0), or nan, inf")
        self._field.setPlaceholderText(hint)
        self._field.setAccessibleName(hint)
        self._list.setAccessibleName(self.tr("Tensors"))
        self._none.setText(self.tr("No tensor of this run fits."))

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._list.currentItem())
        elif event.key() in _KEYS:
            self._list.event(event)
        else:
            return False
        return True


class _TextColourDelegate(QStyledItemDelegate):
    """Keeps the colours of the text in the selected row."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        words = option.palette.color(option.palette.ColorRole.Text)
        option.palette.setColor(option.palette.ColorRole.HighlightedText, words)


def _selection_style(theme: Theme) -> str:
    """The style of the selected row: a light tint, as in the palette."""
    ground = mix(theme.surface, theme.accent, 0.16).name()
    return f"QTreeWidget::item:selected {{ background: {ground}; }}"


def _item(state: State, entry: Entry, theme: Theme) -> QTreeWidgetItem:
    """The row of a tensor, for its latest version at the state."""
    card = latest_card(state, entry.cards.tolist())
    value, gradient = value_text(state, card), gradient_text(state, card)
    numbers = "  ".join(filter(None, (value, gradient)))
    item = QTreeWidgetItem([entry.name, place_text(state.recording, card), numbers])
    item.setData(0, _ENTRY_ROLE, entry)
    item.setData(0, _NAMES_ROLE, " ".join(state.recording.names(int(entry.cards[0]))))
    item.setSizeHint(0, QSize(0, _ROW_PX))
    fonts = code_font(BASE_PX), ui_font(SMALL_PX), code_font(BASE_PX)
    colours = (
        theme.text,
        theme.muted,
        theme.cut if value or gradient in SUSPICIOUS_GRADIENTS else theme.muted,
    )
    for column, (font, colour) in enumerate(zip(fonts, colours)):
        item.setFont(column, font)
        item.setForeground(column, colour)
    item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
