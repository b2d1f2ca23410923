"""Typed access to the settings that are stored between starts."""

from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QFileInfo, QSettings, QStandardPaths

from gui.theme import BASE_PX, DARK, LIGHT, Theme, system_theme

ThemeChoice = Literal["system", "light", "dark"]
LanguageChoice = Literal["", "en", "zh_CN"]
"""The empty language follows the system."""

MIN_CODE_PX, MAX_CODE_PX = 9, 40
MAX_RECENT_FILES = 10


class Settings:
    """A typed view of a settings store; missing or invalid entries read as the defaults.

    Attributes:
        store: the store, for what has a typed view of its own.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = self.store = store or QSettings("Gradwalk", "Gradwalk")

    @property
    def theme(self) -> ThemeChoice:
        stored = self._store.value("theme")
        return next((choice for choice in get_args(ThemeChoice) if choice == stored), "system")

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._store.setValue("theme", choice)

    def chosen_theme(self) -> Theme:
        """The theme that was chosen, or the system's."""
        chosen: dict[ThemeChoice, Theme] = {"light": LIGHT, "dark": DARK}
        return chosen.get(self.theme) or system_theme()

    @property
    def language(self) -> LanguageChoice:
        stored = self._store.value("language")
        return next((choice for choice in get_args(LanguageChoice) if choice == stored), "")

    @language.setter
    def language(self, choice: LanguageChoice) -> None:
        self._store.setValue("language", choice)

    @property
    def code_px(self) -> int:
        """The height of the characters of the script, from MIN_CODE_PX to MAX_CODE_PX."""
        stored = str(self._store.value("code_px"))
        px = int(stored) if stored.isdecimal() else BASE_PX
        return min(max(px, MIN_CODE_PX), MAX_CODE_PX)

    @code_px.setter
    def code_px(self, px: int) -> None:
        self._store.setValue("code_px", px)

    @property
    def is_animated(self) -> bool:
        """Whether contributions slide along their edges."""
        return self._flag("is_animated", default=True)

    @is_animated.setter
    def is_animated(self, is_animated: bool) -> None:
        self._store.setValue("is_animated", is_animated)

    @property
    def runs_while_typing(self) -> bool:
        """Whether the script runs at each pause in typing."""
        return self._flag("runs_typed", default=True)

    @runs_while_typing.setter
    def runs_while_typing(self, runs_while_typing: bool) -> None:
        self._store.setValue("runs_typed", runs_while_typing)

    @property
    def is_tour_seen(self) -> bool:
        """Whether the tour of the window began once."""
        return self._flag("is_tour_seen", default=False)

    @is_tour_seen.setter
    def is_tour_seen(self, is_seen: bool) -> None:
        self._store.setValue("is_tour_seen", is_seen)

    @property
    def recent_files(self) -> list[Path]:
        """The files that were opened or saved last, the newest first; some may be gone."""
        stored = self._store.value("recent_files")
        names = [stored] if isinstance(stored, str) else stored  # Qt reads a list of one so
        if not isinstance(names, list):
            return []
        paths = [Path(name) for name in names if isinstance(name, str) and name]
        return paths[:MAX_RECENT_FILES]

    @recent_files.setter
    def recent_files(self, paths: list[Path]) -> None:
        self._store.setValue("recent_files", [str(path) for path in paths[:MAX_RECENT_FILES]])

    @property
    def export_folder(self) -> Path | None:
        """The folder of the last saved picture; None if it does not exist."""
        stored = self._store.value("export_folder")
        # Path.is_dir raises an error where the folder may not be looked for.
        is_there = isinstance(stored, str) and QFileInfo(stored).isDir()
        return Path(stored) if is_there else None

    @export_folder.setter
    def export_folder(self, folder: Path) -> None:
        self._store.setValue("export_folder", str(folder))

    @property
    def window_geometry(self) -> QByteArray:
        """The result of ``QWidget.saveGeometry``; empty at first."""
        return self._bytes("window/geometry")

    @window_geometry.setter
    def window_geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("window/geometry", geometry)

    @property
    def window_state(self) -> QByteArray:
        """The result of ``QMainWindow.saveState``; empty at first."""
        return self._bytes("window/state")

    @window_state.setter
    def window_state(self, state: QByteArray) -> None:
        self._store.setValue("window/state", state)

    def _flag(self, key: str, *, default: bool) -> bool:
        stored = str(self._store.value(key)).lower()  # settings files store booleans as text
        return {"true": True, "false": False}.get(stored, default)

    def _bytes(self, key: str) -> QByteArray:
        stored = self._store.value(key)
        return stored if isinstance(stored, QByteArray) else QByteArray()


def data_folder() -> Path:
    """The folder of what is kept beside the settings; it may not be there yet."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))
