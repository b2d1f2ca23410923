"""Recordings are saved from the window, and replayed without running anything."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.record.recorded import Recorded
from engine.record.recording_file import read_recording, write_recording
from engine.record.run_end import RunEnd
from gui.documents import script_file
from gui.live.live_runner import PAUSE_MS
from gui.main_window import MainWindow
from gui.runs.session import RunState
from tests.end_to_end.dragging import dropped, entering
from tests.end_to_end.reading import Seen, label, look, open_example, wait_for_run
from tests.gui.documents.answering import answering, click, pick
from tests.samples import first_gradient

ROOT = Path(__file__).parents[2]
FAILS = """\
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
print('so far')
y.backward()
"""
TELLTALE = "import torch\nx = torch.ones(2)\nprint('run')\n"


def saved(window: MainWindow, path: Path) -> Path:
    with answering(pick(path, "Save")):
        window.actions_["save_recording"].trigger()
    return path


def open_recording(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Open a recording, and wait until it is there."""
    with qtbot.waitSignal(window.files.document.recording_opened):
        window.files.open_file(path)


def walked(qtbot: QtBot, window: MainWindow) -> list[Seen]:
    """What is seen at every step."""
    found = []
    for cursor in range(window.player.recording.step_count + 1):
        window.player.seek(cursor)
        qtbot.waitUntil(lambda: window.graph.canvas.scene is not None)
        found.append(look(window))
    return found


def test_a_saved_run_is_replayed_step_by_step(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    open_example(qtbot, window, "03_accumulation")
    source, before = window.editor.source(), walked(qtbot, window)
    path = saved(window, tmp_path / "lecture.gradwalk")
    assert "lecture.gradwalk" in window.statusBar().currentMessage()
    window.files.new()
    open_recording(qtbot, window, path)
    assert window.editor.source() == source
    assert window.windowTitle() == "03_accumulation.py[*] - Gradwalk"
    assert not window.isWindowModified()
    assert label(window, "run_state") == "Recorded run, nothing was run here: Done"
    assert walked(qtbot, window) == before


def test_a_replayed_error_looks_as_it_did(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.editor.setPlainText(FAILS)
    window.run()
    wait_for_run(qtbot, window)
    assert window.session.state is RunState.ERROR
    console, error = window.console.text(), window.editor.shown_notes
    path = saved(window, tmp_path / "wrong.gradwalk")
    window.editor.document().setModified(False)
    window.files.new()
    assert window.console.text() == ""
    open_recording(qtbot, window, path)
    assert window.session.state is RunState.ERROR
    assert (window.console.text(), window.editor.shown_notes) == (console, error)


def test_a_replayed_script_runs_only_on_demand(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.editor.setPlainText(TELLTALE)
    window.run()
    wait_for_run(qtbot, window)
    path = saved(window, tmp_path / "run.gradwalk")
    window.editor.document().setModified(False)
    runs = []
    window._runner.run_started.connect(lambda: runs.append(window.editor.source()))
    open_recording(qtbot, window, path)
    window.docks["plots"].raise_()
    window.editor.appendPlainText("y = x + 1")  # an edit of a script that may be of somebody else
    qtbot.wait(3 * PAUSE_MS)
    assert runs == []
    window.run()
    wait_for_run(qtbot, window)
    assert len(runs) == 1
    assert label(window, "run_state") == "Done"
    window.editor.document().setModified(False)


def test_save_recording_is_disabled_during_a_run_and_without_one(
    qtbot: QtBot, window: MainWindow
) -> None:
    command = window.actions_["save_recording"]
    assert not command.isEnabled()
    assert "run a script to its end first" in command.toolTip()
    window.editor.setPlainText("import torch\nx = torch.ones(2)\nwhile True: x = x + 1\n")
    window.run()
    qtbot.waitUntil(lambda: window.player.recording.step_count > 0, timeout=10_000)
    assert not command.isEnabled()
    window.session.stop()
    wait_for_run(qtbot, window)
    assert command.isEnabled()
    window.editor.document().setModified(False)


def test_an_invalid_recording_file_is_reported_and_changes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    before = look(window)
    path = tmp_path / "picture.gradwalk"
    path.write_bytes(b"not a zip")
    with answering(click("OK")) as asked:
        window.files.open_file(path)
        qtbot.waitUntil(lambda: bool(asked))
    assert asked[0].startswith("picture.gradwalk cannot be opened.")
    assert "no recording, or it is damaged" in asked[0]
    assert look(window) == before


def test_a_recording_can_be_dropped_on_the_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "dropped.gradwalk"
    file = io.BytesIO()
    write_recording(file, Recorded(first_gradient().recording(), RunEnd("done")))
    path.write_bytes(file.getvalue())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    canvas = window.graph.canvas
    QApplication.sendEvent(canvas, entering(canvas.rect().center(), data))
    QApplication.sendEvent(canvas, dropped(canvas.rect().center(), data))
    qtbot.waitUntil(lambda: window.player.recording.step_count == 7)


def app(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "app.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_line_records_and_exports(tmp_path: Path) -> None:
    script, recording = tmp_path / "fails.py", tmp_path / "fails.gradwalk"
    script.write_text(FAILS)
    done = app("record", str(script), "-o", str(recording))
    assert done.returncode == 1
    assert done.stderr.endswith("grad can be implicitly created only for scalar outputs\n")
    recorded = read_recording(recording)
    assert recorded.end.how == "error"
    assert recorded.recording.filename == "fails.py"
    script.unlink()
    assert app("export", str(recording), "-o", str(tmp_path / "graph.svg")).returncode == 0
    assert ">y<" in (tmp_path / "graph.svg").read_text().replace(" ", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "none.gradwalk", "-o", "graph.svg"), "cannot read none.gradwalk"),
        (("export", "app.gradwalk", "-o", "graph.svg"), "it is no recording, or damaged"),
        (("record", "app.py"), "one of the arguments -o --json is required"),
        (("record", "app.py", "-o", "/nowhere/at/all.gradwalk"), "cannot write"),
    ],
)
def test_the_command_line_reports_invalid_recordings(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    (tmp_path / "app.gradwalk").write_text("x = 1\n")
    (tmp_path / "app.py").write_text("x = 1\n")
    command = [sys.executable, str(ROOT / "app.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="it has no limit to set")
def test_a_recording_that_cannot_be_written_can_be_saved_elsewhere(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path, data: bytes) -> None:
        if path == refused:
            raise PermissionError(13, "Permission denied")
        path.write_bytes(data)

    open_example(qtbot, window, "03_accumulation")
    count = window.player.recording.step_count
    refused, elsewhere = tmp_path / "a.gradwalk", tmp_path / "b.gradwalk"
    monkeypatch.setattr(script_file, "write_whole", write)
    acts = pick(refused, "Save"), click("Save as…"), pick(elsewhere, "Save")
    with answering(*acts) as said:
        window.actions_["save_recording"].trigger()
    assert said[1].startswith("a.gradwalk cannot be saved.")
    assert "You may not write there. The run is still shown" in said[1]
    assert not refused.exists()
    open_recording(qtbot, window, elsewhere)
    assert window.player.recording.step_count == count


@pytest.mark.parametrize(
    ("command", "output"), [("record", "made.gradwalk"), ("export", "made.svg")]
)
def test_a_disk_that_is_full_leaves_the_file_before(
    command: str, output: str, tmp_path: Path
) -> None:
    (tmp_path / "script.py").write_text(FAILS)
    (tmp_path / output).write_bytes(b"made before")
    start = ["sh", "-c", 'ulimit -f 1; exec "$0" "$@"', sys.executable, str(ROOT / "app.py")]
    done = subprocess.run(
        [*start, command, "script.py", "-o", output],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert f"cannot write {output}: File too large" in done.stderr
    assert (tmp_path / output).read_bytes() == b"made before"
    assert len(list(tmp_path.iterdir())) == 2
