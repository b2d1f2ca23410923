"""The content of the gallery: a search field and the list of examples."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.gallery.example_model import ExampleFilter, ExampleModel
from gui.gallery.example_view import ExampleView
from gui.theme import SPACE_8, Theme

_TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)


class Browser(QWidget):
    """All examples, or those that contain the searched text.

    Attributes:
        view: the list.
        search: the search field, which also gets what is typed in the list; Down goes to the list,
            Enter opens the first example. Escape, also in the list, clears the search.

    Signals:
        open_requested(Example): the user wants to open an example.
        copy_requested(Example): the user wants to start a script from an example.
        left: Escape was pressed with nothing to search.
    """

    open_requested = Signal(object)
    copy_requested = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ExampleModel()
        self._filter = ExampleFilter(self._model)
        self.view = ExampleView(self._filter)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_8, 0, 0)
        layout.setSpacing(SPACE_8)
        row = QVBoxLayout()
        row.setContentsMargins(SPACE_8, 0, SPACE_8, 0)
        row.addWidget(self.search)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.view.open_requested.connect(self.open_requested)
        self.view.copy_requested.connect(self.copy_requested)
        self.view.typed.connect(self._on_typed)
        self.search.textChanged.connect(self._on_text_changed)
        self.search.returnPressed.connect(
            lambda: self.view.request(self.view.currentIndex(), copy=False)
        )
        self.search.installEventFilter(self)
        self._make_first_current()
        self.set_theme(theme)
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self.view.set_theme(theme)

    def _make_first_current(self) -> None:
        self.view.setCurrentIndex(self._filter.index(0, 0))

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def _on_text_changed(self, text: str) -> None:
        self._filter.setFilterFixedString(text.strip())
        self._make_first_current()

    def _retranslate(self) -> None:
        self._model.retranslate()
        self.search.setPlaceholderText(self.tr("Search titles and scripts"))
        self.search.setAccessibleName(self.tr("Search the examples"))

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in _TO_LIST:
            self.view.setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
