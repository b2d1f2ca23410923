"""The menu of the files that were opened or saved last."""

from pathlib import Path

from PySide6.QtCore import QEvent, QFileInfo, Signal
from PySide6.QtWidgets import QMenu, QWidget

from gui.settings import Settings


class RecentMenu(QMenu):
    """The recent files that exist, looked up whenever the menu is shown.

    Missing files are remembered: they may be on a drive that is not mounted.

    Signals:
        path_chosen(Path): a file was chosen.
    """

    path_chosen = Signal(Path)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)
        self._retranslate()

    def add(self, path: Path) -> None:
        """Put a file at the top of the list."""
        others = [other for other in self._settings.recent_files if other != path]
        self._settings.recent_files = [path, *others]

    def _fill(self) -> None:
        # Path.is_file raises an error for too long a name, or in a folder that cannot be read.
        recent = self._settings.recent_files
        paths = [path for path in recent if QFileInfo(str(path)).isFile()]
        self.clear()
        for path in paths:
            action = self.addAction(_menu_text(path))
            action.triggered.connect(lambda _=False, chosen=path: self.path_chosen.emit(chosen))
        if not paths:
            self.addAction(self.tr("No files yet")).setEnabled(False)

    def _retranslate(self) -> None:
        self.setTitle(self.tr("Open &recent"))

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _menu_text(path: Path) -> str:
    """A path with the home folder abbreviated to ``~``; ``&`` is escaped for the menu."""
    home = Path.home()
    short = Path("~", path.relative_to(home)) if path.is_relative_to(home) else path
    return str(short).replace("&", "&&")
