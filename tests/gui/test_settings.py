"""Settings are stored, typed, and robust against damage."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from gui.settings import MAX_CODE_PX, MAX_RECENT_FILES, MIN_CODE_PX, Settings
from gui.theme import BASE_PX


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def store(path: Path) -> QSettings:
    return QSettings(str(path), QSettings.Format.IniFormat)


def test_settings_have_defaults(path: Path) -> None:
    settings = Settings(store(path))
    assert (settings.theme, settings.language) == ("system", "")
    assert (settings.code_px, settings.recent_files) == (BASE_PX, [])
    assert (settings.is_animated, settings.is_tour_seen) == (True, False)
    assert settings.window_geometry.isEmpty()
    assert settings.window_state.isEmpty()


def test_settings_are_kept_between_starts(path: Path) -> None:
    written = store(path)
    settings = Settings(written)
    settings.theme = "dark"
    settings.language = "zh_CN"
    settings.code_px = 20
    settings.is_animated = False
    settings.is_tour_seen = True
    settings.window_geometry = QByteArray(b"\x01\x00geometry")
    settings.window_state = QByteArray(b"state")
    written.sync()
    again = Settings(store(path))
    assert (again.theme, again.language) == ("dark", "zh_CN")
    assert again.code_px == 20
    assert (again.is_animated, again.is_tour_seen) == (False, True)
    assert again.window_geometry == QByteArray(b"\x01\x00geometry")
    assert again.window_state == QByteArray(b"state")


def test_invalid_entries_read_as_defaults(path: Path) -> None:
    nonsense = "[General]\ntheme=pink\nlanguage=a, b\ncode_px=huge\nrecent_files=@Invalid()\n"
    nonsense += "is_animated=perhaps\nis_tour_seen=7\n"
    path.write_text(nonsense + "[window]\ngeometry=7\n", "utf-8")
    settings = Settings(store(path))
    assert (settings.theme, settings.language) == ("system", "")
    assert (settings.is_animated, settings.is_tour_seen) == (True, False)
    assert settings.window_geometry.isEmpty()
    assert (settings.code_px, settings.recent_files) == (BASE_PX, [])


@pytest.mark.parametrize(("stored", "px"), [("1", MIN_CODE_PX), ("999", MAX_CODE_PX), ("-3", 13)])
def test_the_font_size_of_the_script_is_clamped(path: Path, stored: str, px: int) -> None:
    path.write_text(f"[General]\ncode_px={stored}\n", "utf-8")
    assert Settings(store(path)).code_px == px


@pytest.mark.parametrize("count", [0, 1, 2, MAX_RECENT_FILES + 1])
def test_recent_files_keep_their_order(path: Path, count: int) -> None:
    paths = [Path(f"/folder, with a comma/文件 {number}.py") for number in range(count)]
    written = store(path)
    Settings(written).recent_files = paths
    written.sync()
    assert Settings(store(path)).recent_files == paths[:MAX_RECENT_FILES]


def test_the_export_folder_is_remembered_while_it_exists(path: Path) -> None:
    settings = Settings(store(path))
    folder = path.parent / "pictures"
    settings.export_folder = folder
    assert settings.export_folder is None
    folder.mkdir()
    assert settings.export_folder == folder
    settings.export_folder = path.parent / ("too_long" * 100)
    assert settings.export_folder is None
