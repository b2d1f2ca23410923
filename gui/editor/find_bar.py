"""The search bar below the script."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from gui.theme import BASE_PX, SPACE_4, SPACE_8, Theme, code_font

_BUTTON_PX = 24


class FindBar(QWidget):
    """A field for the query, the number of matches, and buttons to go from one to the next.

    Attributes:
        field: for the query.

    Signals:
        query_changed(str): the text of the field.
        next_requested, previous_requested: the user wants to go to another match.
        close_requested: the user wants to close the bar.
    """

    query_changed = Signal(str)
    next_requested = Signal()
    previous_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self._count = QLineEdit(), QLabel()
        self._number = self._match_count = 0
        self._previous, self._next, self._close = QToolButton(), QToolButton(), QToolButton()
        self.field.setObjectName("find_field")
        self._count.setObjectName("find_count")
        self._count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_8, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._count)
        for button, sign, requested in (
            (self._previous, "↑", self.previous_requested),
            (self._next, "↓", self.next_requested),
            (self._close, "✕", self.close_requested),
        ):
            button.setText(sign)
            button.setAutoRaise(True)
            button.setFixedSize(QSize(_BUTTON_PX, _BUTTON_PX))
            button.clicked.connect(requested)
            layout.addWidget(button)
        self.field.textChanged.connect(self.query_changed)
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take the font from a theme; colours come from the palette."""
        self.field.setFont(code_font(BASE_PX))
        self.update()

    def show_count(self, number: int, count: int) -> None:
        """Show which of how many matches is selected; 0 for none."""
        self._number, self._match_count = number, count
        if not self.field.text():
            text = ""
        elif not count:
            text = self.tr("Not found")
        elif number:
            text = self.tr("{number} of {count}").format(number=number, count=f"{count:,}")
        else:
            text = self.tr("{count} found").format(count=f"{count:,}")
        self._count.setText(text)
        for button in (self._previous, self._next):
            button.setEnabled(count > 0)

    def _retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Find in the script"))
        self.field.setAccessibleName(self.tr("Find in the script"))
        for button, tip in (
            (self._previous, self.tr("To the place before (Shift+F3)")),
            (self._next, self.tr("To the next place (F3)")),
            (self._close, self.tr("Put this away (Esc)")),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(tip)
        self.show_count(self._number, self._match_count)

    # -- Qt ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_requested.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                (self.previous_requested if is_back else self.next_requested).emit()
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
