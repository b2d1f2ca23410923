"""A window with all keys, by where they work, and a search field."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.help.key_list import KeyRow, Place, key_rows
from gui.theme import BASE_PX, SPACE_8, SPACE_12, SPACE_24, ui_font

_SIZE_PX = (640, 680)
_SCREEN_SHARE = 0.9
_ROW = QSize(0, BASE_PX + SPACE_12)
_TEXT, _KEYS = 0, 1


class KeysPage(QDialog):
    """A modeless dialog with all keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys_page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(*_SIZE_PX).boundedTo(self.screen().availableSize() * _SCREEN_SHARE))
        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._find)
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._list = QTreeWidget()
        self._list.setColumnCount(2)
        self._list.setRootIsDecorated(False)
        self._list.setItemsExpandable(False)
        self._list.setIndentation(SPACE_12)
        self._list.setUniformRowHeights(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_12, SPACE_12, SPACE_12, SPACE_12)
        layout.setSpacing(SPACE_8)
        layout.addWidget(self._search)
        layout.addWidget(self._list, 1)
        self._none = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._none.setObjectName("no_keys")
        layout.addWidget(self._none, 1)
        self._retranslate()

    def _fill(self) -> None:
        self._list.clear()
        self._groups.clear()
        for place in Place:
            group = QTreeWidgetItem([QCoreApplication.translate("Keys", place.value)])
            group.setSizeHint(_TEXT, _ROW)
            group.setFont(_TEXT, ui_font(bold=True))
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            items = [_item(row) for row in key_rows(place)]
            group.addChildren(items)
            self._groups.append((group, items))
            self._list.addTopLevelItem(group)
            group.setFirstColumnSpanned(True)
        self._list.expandAll()
        # Once: a search, after which there may be no scroll bar, leaves the columns in place.
        self._list.resizeColumnToContents(_TEXT)
        width_px = self._list.columnWidth(_TEXT) + SPACE_24
        self._list.setColumnWidth(_TEXT, max(width_px, self.width() // 2))

    def _find(self, text: str) -> None:
        """Show only the keys whose row contains a text, and hide empty groups."""
        wanted = text.strip().casefold()
        for group, items in self._groups:
            for item in items:
                item.setHidden(wanted not in _words(item))
            group.setHidden(all(item.isHidden() for item in items))
        is_found = not all(group.isHidden() for group, _ in self._groups)
        self._list.setVisible(is_found)
        self._none.setVisible(not is_found)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._search.setPlaceholderText(self.tr("Search commands and keys"))
        self._search.setAccessibleName(self.tr("Search commands and keys"))
        self._list.setAccessibleName(self.tr("Keyboard shortcuts"))
        self._none.setText(self.tr("No command or key fits."))
        self._list.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self._fill()
        self._find(self._search.text())

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _item(row: KeyRow) -> QTreeWidgetItem:
    keys = ", ".join(row.keys)
    item = QTreeWidgetItem([row.text, keys])
    item.setSizeHint(_TEXT, _ROW)
    item.setToolTip(_TEXT, row.tip)
    item.setData(_TEXT, Qt.ItemDataRole.AccessibleTextRole, f"{row.text}: {keys}")
    return item


def _words(item: QTreeWidgetItem) -> str:
    return " ".join((item.text(_TEXT), item.text(_KEYS), item.toolTip(_TEXT))).casefold()
