"""What the window remembers from one day to the next, with its types."""

from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QSettings

from gui.theme import DARK, LIGHT, Theme, system_theme

ThemeChoice = Literal["system", "light", "dark"]
LanguageChoice = Literal["", "en", "zh_CN"]
"""The empty one follows the system."""


class Settings:
    """A typed view of a settings store; what is missing or damaged there reads as the default."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings("Gradwalk", "Gradwalk")

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
    def window_geometry(self) -> QByteArray:
        """As ``QWidget.saveGeometry`` gives it; empty at first."""
        return self._bytes("window/geometry")

    @window_geometry.setter
    def window_geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("window/geometry", geometry)

    @property
    def window_state(self) -> QByteArray:
        """As ``QMainWindow.saveState`` gives it; empty at first."""
        return self._bytes("window/state")

    @window_state.setter
    def window_state(self, state: QByteArray) -> None:
        self._store.setValue("window/state", state)

    def _bytes(self, key: str) -> QByteArray:
        stored = self._store.value(key)
        return stored if isinstance(stored, QByteArray) else QByteArray()
