"""The menu of the bundled scripts, in reading order."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QMenu, QWidget

from gui import languages
from gui.examples import examples


class ExamplesMenu(QMenu):
    """All examples by their titles, in the current language.

    Signals:
        example_chosen(Example): one of them is wanted.
    """

    example_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for example in examples():
            action = self.addAction("")
            action.setObjectName(example.name)
            action.triggered.connect(lambda _=False, each=example: self.example_chosen.emit(each))
        self._retranslate()

    def _retranslate(self) -> None:
        self.setTitle(self.tr("&Examples"))
        for action, example in zip(self.actions(), examples()):
            action.setText(example.titles[languages.current()])

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
