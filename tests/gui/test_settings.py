"""Settings are kept, typed, and survive damage."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from gui.settings import Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def store(path: Path) -> QSettings:
    return QSettings(str(path), QSettings.Format.IniFormat)


def test_defaults(path: Path) -> None:
    settings = Settings(store(path))
    assert (settings.theme, settings.language) == ("system", "")
    assert settings.window_geometry.isEmpty()
    assert settings.window_state.isEmpty()


def test_what_is_set_is_there_the_next_time(path: Path) -> None:
    written = store(path)
    settings = Settings(written)
    settings.theme = "dark"
    settings.language = "zh_CN"
    settings.window_geometry = QByteArray(b"\x01\x00geometry")
    settings.window_state = QByteArray(b"state")
    written.sync()
    again = Settings(store(path))
    assert (again.theme, again.language) == ("dark", "zh_CN")
    assert again.window_geometry == QByteArray(b"\x01\x00geometry")
    assert again.window_state == QByteArray(b"state")


def test_nonsense_reads_as_the_default(path: Path) -> None:
    path.write_text("[General]\ntheme=pink\nlanguage=a, b\n[window]\ngeometry=7\n", "utf-8")
    settings = Settings(store(path))
    assert (settings.theme, settings.language) == ("system", "")
    assert settings.window_geometry.isEmpty()
