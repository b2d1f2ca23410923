"""The Qt application around the window: its name, style, language and event loop."""

from __future__ import annotations

import faulthandler
import gc
import logging
import sys
import warnings
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from engine import VERSION
from engine.children.child import Child
from engine.children.forked import new_child
from gui.end_signals import EndSignals
from gui.garbage_collector import GarbageCollector
from gui.qt_startup import start_qt
from gui.settings import Settings
from gui.theme import palette
from gui.window.shell import Shell

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_ICON_AFTER_MS = 1_000
_STATUS_OF_SIGNALS = 128
"""What shells add to the number of the signal that ended a program."""

_log = logging.getLogger(__name__)


def run_window(script: Path | None, worker: Child) -> int:
    """Show the window on a script, or on the first example; returns the exit status.

    The worker, for the first run, may still be loading.
    """
    faulthandler.enable()
    signals = EndSignals()
    sys.excepthook = _log_exception
    warnings.simplefilter("ignore", SyntaxWarning)  # a script is warned of by its run
    application = start_qt([sys.argv[0]])
    application.setApplicationName("Gradwalk")
    application.setApplicationVersion(VERSION)
    application.setStyle("Fusion")
    settings = Settings()
    application.setPalette(palette(settings.chosen_theme()))
    shell = Shell(settings)
    # Started only now: a second process that loads would delay the first paint.
    layout = new_child("layout")
    shell.show()
    shell.wait_for_paint()
    GarbageCollector(shell)
    content = _make_content(worker, layout, settings, script)
    gc.freeze()  # all objects so far live as long as the process
    shell.fill(content)
    _lose_nothing(application, shell, content, signals)
    status = application.exec()
    if shell.isVisible():  # it was told to end without asking
        shell.close()
    return status


def _make_content(
    worker: Child,
    layout: Child,
    settings: Settings,
    script: Path | None,
) -> MainWindow:
    # This takes longer than painting the empty window, which is on the screen by now.
    from engine.layout.process import LayoutProcess
    from engine.worker.host import WorkerHost
    from gui import languages
    from gui.canvas.accessible import install_accessible_canvas
    from gui.drawing.layout_client import LayoutClient
    from gui.examples import examples
    from gui.icons import application_icon
    from gui.main_window import MainWindow
    from gui.runs.runner import Runner

    install_accessible_canvas()
    languages.install(settings.language)
    content = MainWindow(Runner(WorkerHost(worker)), LayoutClient(LayoutProcess(layout)), settings)
    if script is None or not content.files.open_first(script.absolute()):
        content.open_example(examples()[0])
    content.first_scene_shown.connect(content.help.schedule_tour)
    queued = Qt.ConnectionType.QueuedConnection  # no question while the window is being shown
    content.first_shown.connect(content.files.begin, queued)
    # The first graph does not wait for the icon, which is drawn in many sizes.
    QTimer.singleShot(_ICON_AFTER_MS, lambda: QApplication.setWindowIcon(application_icon()))
    return content


def _lose_nothing(
    application: QApplication, shell: Shell, content: MainWindow, signals: EndSignals
) -> None:
    """Store unsaved text as soon as anybody asks the application to end.

    Ctrl+C closes the window as its close button does. After another signal, and at the end of the
    session, there may be no time for questions.
    """
    drafts = content.files.drafts
    application.commitDataRequest.connect(drafts.store_changes)
    application.aboutToQuit.connect(drafts.store_changes)
    signals.interrupted.connect(drafts.store_changes)
    signals.interrupted.connect(shell.close)
    signals.ended.connect(drafts.leave)
    signals.ended.connect(lambda number: application.exit(_STATUS_OF_SIGNALS + number))
    signals.deliver()


def _log_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Log an exception that a slot raised, and keep the window running."""
    _log.error("unexpected error", exc_info=(kind, error, traceback))
