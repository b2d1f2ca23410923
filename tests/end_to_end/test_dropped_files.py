"""A file dropped anywhere on the window is opened, but not run."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.runs.session import RunState
from tests.end_to_end.dragging import dropped, entering
from tests.end_to_end.reading import label, open_example
from tests.gui.documents.answering import answering, click

SCRIPT = "import torch\nw = torch.ones(2)\n"


def carried(*places: str | Path) -> QMimeData:
    """The data that a file manager or a browser drags."""
    data = QMimeData()
    urls = [QUrl.fromLocalFile(str(p)) if isinstance(p, Path) else QUrl(p) for p in places]
    data.setUrls(urls)
    return data


def drop(target: QWidget, data: QMimeData) -> bool:
    """Drag data over a widget and drop it; returns whether it was accepted."""
    middle = target.rect().center()
    enter = entering(middle, data)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, dropped(middle, data))
    return enter.isAccepted()


def targets(window: MainWindow) -> list[QWidget]:
    return [window.graph.canvas, window.editor.viewport(), window.inspector, window.timeline]


@pytest.mark.parametrize("place", range(4))
def test_a_file_is_opened_wherever_it_is_dropped(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, place: int
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    path = tmp_path / "mine.py"
    path.write_text(SCRIPT, "utf-8")
    assert drop(targets(window)[place], carried(path))
    qtbot.waitUntil(lambda: window.editor.source() == SCRIPT)
    assert window.files.document.path == path
    assert window.session.state is RunState.NONE
    assert label(window, "run_state") == "Press Ctrl+Enter to run the script"


def test_dropping_a_file_asks_about_unsaved_changes(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.py"
    path.write_text(SCRIPT, "utf-8")
    window.editor.insertPlainText("mine = 1")
    with answering(click("Cancel")):
        assert drop(window.graph.canvas, carried(path))
        qtbot.wait(50)
    assert window.editor.source() == "mine = 1"


def test_data_without_a_file_is_not_accepted(window: MainWindow, tmp_path: Path) -> None:
    window.files.new()
    no_name = tmp_path / ("x" * 300)  # too long for a file system
    for data in (
        carried("https://example.org/x.py"),
        carried(tmp_path),
        carried(tmp_path / "gone.py"),
        carried(no_name),
        QMimeData(),
    ):
        for target in targets(window):
            assert not drop(target, data)
    assert window.editor.source() == ""


def test_of_several_files_the_first_is_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    for path in (first, second):
        path.write_text(SCRIPT, "utf-8")
    assert drop(window.graph.canvas, carried(tmp_path, first, second))
    qtbot.waitUntil(lambda: window.files.document.path == first)


def test_text_can_be_dropped_into_the_script(window: MainWindow) -> None:
    window.files.new()
    data = QMimeData()
    data.setText("w = 1")
    assert drop(window.editor.viewport(), data)
    assert window.editor.source() == "w = 1"
