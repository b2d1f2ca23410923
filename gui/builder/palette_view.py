"""The palette: a searchable list of items, to choose or to drag."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMargins,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPalette,
    QPixmap,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from gui.builder.palette_items import ITEMS, Group, PaletteItem
from gui.theme import BASE_PX, SMALL_PX, SPACE_4, SPACE_8, Theme, code_font, mix, ui_font

MIME = "application/x-gradwalk-palette"
ITEM_ROLE = Qt.ItemDataRole.UserRole
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 1
_SYMBOL_PX = 52
_ROW_PX, _MOST_ROW_PX = 42, 400
_HEADING_PX, _BAR_PX = 28, 3

translate = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex


class _Model(QStandardItemModel):
    """A model of groups with items; the MIME data of an item is its key."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        groups = {group: QStandardItem() for group in Group}
        for item in ITEMS:
            groups[item.group].appendRow(_row(item))
        for group, row in groups.items():
            if row.rowCount():
                row.setText(translate("palette", group.value))
                row.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.appendRow(row)

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:  # type: ignore[override]
        data = QMimeData()
        item = indexes[0].data(ITEM_ROLE)
        data.setData(MIME, item.key.encode())
        return data


def _row(item: PaletteItem) -> QStandardItem:
    help_text = translate("palette", item.help)
    row = QStandardItem(item.key)
    row.setData(item, ITEM_ROLE)
    row.setData(f"{item.key} {item.signature} {help_text} {item.symbol}".casefold(), SEARCH_ROLE)
    row.setData(help_text, Qt.ItemDataRole.ToolTipRole)
    row.setData(f"{item.key}, {item.signature}, {help_text}", Qt.ItemDataRole.AccessibleTextRole)
    row.setEditable(False)
    row.setDragEnabled(True)
    return row


class _Filter(QSortFilterProxyModel):
    """Accepts rows that contain all words of the query."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setRecursiveFilteringEnabled(True)

    def search(self, text: str) -> None:
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        text = self.sourceModel().index(row, 0, parent).data(SEARCH_ROLE)
        return text is not None and all(word in text for word in self._words)


class _Delegate(QStyledItemDelegate):
    """Paints the symbol, and beside it the signature above the help, wrapped."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        item, view = index.data(ITEM_ROLE), option.widget
        if item is not None and isinstance(view, QAbstractItemView):
            room = _text_rect(QRect(0, 0, view.viewport().width(), _MOST_ROW_PX))
            rects = [_needed(room, *line) for line in _lines(item, index, room)]
            height = sum(rect.height() for rect in rects) + 2 * SPACE_4
            hint.setHeight(max(_ROW_PX, height))
        elif item is None:
            hint.setHeight(_HEADING_PX)
        return hint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ITEM_ROLE)
        painter.save()
        if item is None:
            _paint_heading(painter, option, str(index.data()))
        else:
            _paint_ground(painter, option)
            self._paint_item(painter, option, item, index)
        painter.restore()

    def _paint_item(
        self, painter: QPainter, option: QStyleOptionViewItem, item: PaletteItem, index: Index
    ) -> None:
        rect: QRect = option.rect
        colours: QPalette = option.palette
        painter.setPen(colours.text().color())
        painter.setFont(code_font(BASE_PX, bold=True))
        symbol = rect.adjusted(0, 0, _SYMBOL_PX - rect.width(), 0)
        painter.drawText(symbol, Qt.AlignmentFlag.AlignCenter, item.symbol)
        room = _text_rect(rect)
        brushes = colours.text(), colours.placeholderText()
        for (text, font, flags), brush in zip(_lines(item, index, room), brushes):
            painter.setFont(font)
            painter.setPen(brush.color())
            painter.drawText(room, flags, text)
            room.setTop(room.top() + _needed(room, text, font, flags).height())


def _paint_heading(painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
    painter.setFont(ui_font(SMALL_PX, bold=True))
    painter.setPen(option.palette.placeholderText().color())
    room = option.rect.adjusted(SPACE_8, 0, 0, -SPACE_4)
    painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, text)


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Tint the selected or hovered row; its text colours stay the same."""
    base, accent = option.palette.base().color(), option.palette.highlight().color()
    is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, mix(base, accent, 0.16 if is_chosen else 0.06))
    if is_chosen:
        painter.fillRect(QRect(option.rect.topLeft(), QSize(_BAR_PX, option.rect.height())), accent)


def _text_rect(row: QRect) -> QRect:
    """The rectangle of the texts of a row."""
    return row.adjusted(_SYMBOL_PX + SPACE_4, SPACE_4, -SPACE_8, -SPACE_4)


def _lines(item: PaletteItem, index: Index, room: QRect) -> tuple[tuple[str, QFont, int], ...]:
    """The signature and the help of an item, each with its font and text flags."""
    left_top = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop).value
    at_words = left_top | Qt.TextFlag.TextWordWrap.value
    code = code_font(BASE_PX)
    widest = max(map(QFontMetrics(code).horizontalAdvance, item.signature.split()))
    anywhere = left_top | Qt.TextFlag.TextWrapAnywhere.value
    help_text = index.data(Qt.ItemDataRole.ToolTipRole)
    return (
        (item.signature, code, at_words if widest <= room.width() else anywhere),
        (help_text, ui_font(SMALL_PX), at_words),
    )


def _needed(room: QRect, text: str, font: QFont, flags: int) -> QRect:
    return QFontMetrics(font).boundingRect(room, flags, text)


class _Tree(QTreeView):
    """The list; its drag picture is above the pointer, to leave the graph visible."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # row heights depend on the width

    def startDrag(self, actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        item = index.data(ITEM_ROLE)
        if item is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([index]))
        picture = _picture(item.caption, self.palette())
        drag.setPixmap(picture)
        size = picture.deviceIndependentSize().toSize()
        drag.setHotSpot(QPoint(size.width() + SPACE_8, size.height() + SPACE_8))
        drag.exec(Qt.DropAction.CopyAction)


def _picture(text: str, colours: QPalette) -> QPixmap:
    """A text on a small card."""
    font = code_font(BASE_PX, bold=True)
    metrics = QFontMetrics(font)
    size = QSize(metrics.horizontalAdvance(text), metrics.height()).grownBy(
        QMargins(SPACE_8, SPACE_4, SPACE_8, SPACE_4)
    )
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(colours.highlight().color())
    with QPainter(picture) as painter:
        painter.setFont(font)
        painter.setPen(colours.highlightedText().color())
        painter.drawText(QRect(QPoint(), size), Qt.AlignmentFlag.AlignCenter, text)
    return picture


class PaletteView(QWidget):
    """Searches while typing; arrows move through the results, Enter or a double click chooses.

    A permanent view keeps its query until Escape clears it. In one that is not, as in a menu, one
    click chooses.

    Signals:
        chosen(PaletteItem): an item was chosen.
        left: Escape was pressed with no query, or in a view that is not permanent.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None, *, is_permanent: bool = True) -> None:
        super().__init__(parent)
        self._stays = is_permanent
        self.setObjectName("palette_view")
        self.field, self._tree = QLineEdit(), _Tree()
        self.field.setObjectName("palette_search")
        self.field.setClearButtonEnabled(True)
        self._filter = _Filter(self)
        self._tree.setObjectName("palette_tree")
        self._tree.setModel(self._filter)
        self._tree.setItemDelegate(_Delegate(self._tree))
        self._tree.setHeaderHidden(True)
        self._tree.setRootIsDecorated(False)
        self._tree.setIndentation(0)
        self._tree.setItemsExpandable(False)
        self._tree.setFrameShape(QFrame.Shape.NoFrame)
        self._tree.setDragEnabled(True)
        self._tree.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self._tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_8, SPACE_8, SPACE_8, 0)
        layout.setSpacing(SPACE_8)
        layout.addWidget(self.field)
        layout.addWidget(self._tree, 1)
        self._none = QLabel()
        self._none.setObjectName("palette_none")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._none, 1)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self.search)
        self.field.installEventFilter(self)
        chosen = self._tree.doubleClicked if is_permanent else self._tree.clicked
        chosen.connect(self._choose)
        self._tree.activated.connect(lambda _index: None)
        self._tree.installEventFilter(self)
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Set the fonts again, which depend on the language."""
        self.field.setFont(ui_font(BASE_PX))
        self._tree.setFont(ui_font(SMALL_PX, bold=True))
        self._tree.viewport().update()

    def search(self, text: str) -> None:
        """Show the items that match a text, with the best one selected."""
        self._filter.search(text)
        self._tree.expandAll()
        best = self._best(text.casefold())
        self._tree.setVisible(best is not None)
        self._none.setVisible(best is None)
        self._select(best)

    def point_at(self, at: QPoint) -> PaletteItem | None:
        """The item at a point of the screen, which is selected, or None."""
        viewport = self._tree.viewport()
        inside = viewport.mapFromGlobal(at)
        if not viewport.isVisible() or not viewport.visibleRegion().contains(inside):
            return None
        index = self._tree.indexAt(inside)
        item: PaletteItem | None = index.data(ITEM_ROLE) if index.isValid() else None
        if item is not None:
            self._tree.setCurrentIndex(index)
        return item

    def _items(self) -> list[QModelIndex]:
        found = []
        for group in range(self._filter.rowCount()):
            parent = self._filter.index(group, 0)
            rows = range(self._filter.rowCount(parent))
            found += [self._filter.index(row, 0, parent) for row in rows]
        return found

    def _best(self, text: str) -> QModelIndex | None:
        """The item of this name, or one that begins with it, or the first."""
        items = self._items()
        for fits in (str.__eq__, str.startswith):
            for index in items:
                if text and fits(index.data(ITEM_ROLE).key, text):
                    return index
        return items[0] if items else None

    def _select(self, index: QModelIndex | None) -> None:
        if index is not None:
            self._tree.setCurrentIndex(index)
            self._tree.scrollTo(index)

    def _move(self, by: int) -> None:
        items = self._items()
        current = self._tree.currentIndex()
        if items:
            at = items.index(current) if current in items else -1
            self._select(items[max(0, min(at + by, len(items) - 1))])

    def _choose(self, index: QModelIndex) -> None:
        item = index.data(ITEM_ROLE)
        if item is not None:
            self.chosen.emit(item)

    def _retranslate(self) -> None:
        search = self.tr("Search tensors and operations")
        self.field.setPlaceholderText(search)
        self.field.setAccessibleName(search)
        self._tree.setAccessibleName(self.tr("Palette"))
        self._none.setText(self.tr("No tensor or operation fits."))
        self._filter.setSourceModel(_Model(self))
        self.search(self.field.text())

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._tree.currentIndex())
        elif key == Qt.Key.Key_Escape:
            if self._stays and watched is self.field and self.field.text():
                self.field.clear()
            else:
                self.left.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
