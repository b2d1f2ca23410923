"""However the application is ended, unsaved text is there at the next start."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gui.documents.recovery import Recovery

ROOT = Path(__file__).parents[2]
TYPED = "typed = 1\n"
WITH_SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="nobody sends signals there")

PROGRAM = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from engine.children.forked import new_child
from gui.application import run_window
from gui.end_signals import EndSignals
from gui.window.shell import Shell

def type_and_end():
    shell, = (each for each in QApplication.topLevelWidgets() if isinstance(each, Shell))
    window = shell.centralWidget()
    window.files.new()
    window.editor.insertPlainText("typed = 1\\n")
    {end}

deliver = EndSignals.deliver
def deliver_and_go_on(signals):
    deliver(signals)
    QTimer.singleShot(0, type_and_end)
EndSignals.deliver = deliver_and_go_on
sys.exit(run_window(None, new_child("worker")))
"""
KILL = "os.kill(os.getpid(), signal.{name})"
ASK = "QTimer.singleShot(100, lambda: os.kill(os.getpid(), signal.{name}))\n    shell.close()"


def ended(home: Path, end: str) -> int:
    """Type into the window and end it at once; returns the exit status."""
    environment = {**os.environ, "HOME": str(home), "APPDATA": str(home)}
    program = PROGRAM.replace("{end}", end)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not any(word in done.stderr for word in ("Traceback", "Warning")), done.stderr
    return done.returncode


def left_in(home: Path) -> list[str]:
    """The drafts that the next start would offer."""
    folders = home.rglob("unsaved")
    return [left.draft.text for folder in folders for left in Recovery(folder).leftovers()]


@WITH_SIGNALS
@pytest.mark.parametrize(
    ("name", "end"), [("SIGTERM", KILL), ("SIGHUP", ASK)], ids=["while typing", "while it asks"]
)
def test_a_signal_ends_the_application_without_a_question_and_keeps_unsaved_text(
    tmp_path: Path, name: str, end: str
) -> None:
    status = ended(tmp_path, end.format(name=name))
    assert status == 128 + getattr(signal, name)
    assert left_in(tmp_path) == [TYPED]
    assert list(tmp_path.rglob("Gradwalk.conf")), "the place of the window is kept, too"


def test_the_end_of_the_session_keeps_unsaved_text(tmp_path: Path) -> None:
    ended(tmp_path, "QApplication.instance().commitDataRequest.emit(None); os._exit(0)")
    assert left_in(tmp_path) == [TYPED]


def test_what_python_warns_of_in_a_script_is_not_said_by_the_window(tmp_path: Path) -> None:
    ended(tmp_path, "compile('1if 2else 3', 'typed.py', 'exec'); os._exit(0)")


def test_quitting_from_outside_keeps_unsaved_text(tmp_path: Path) -> None:
    ended(tmp_path, "QApplication.instance().aboutToQuit.emit(); os._exit(0)")
    assert left_in(tmp_path) == [TYPED]


def test_discarded_text_is_not_offered_again(tmp_path: Path) -> None:
    give_up = "window.editor.document().setModified(False); shell.close()"
    assert ended(tmp_path, give_up) == 0
    assert left_in(tmp_path) == []
