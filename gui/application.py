"""The Qt application around the window: its name, style, language and event loop."""

import faulthandler
import gc
import logging
import signal
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from engine import VERSION
from engine.children.child import Child
from engine.children.forked import new_child
from gui.garbage_collector import GarbageCollector
from gui.qt_startup import start_qt
from gui.settings import Settings
from gui.theme import palette
from gui.window.shell import Shell

_SIGNAL_POLL_MS = 200
_ICON_AFTER_MS = 1_000

_log = logging.getLogger(__name__)


def run_window(script: Path | None, worker: Child) -> int:
    """Show the window on a script, or on the first example; returns the exit status.

    The worker, for the first run, may still be loading.
    """
    faulthandler.enable()
    interrupts = _note_interrupts()
    sys.excepthook = _log_exception
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
    _close_on_interrupt(shell, interrupts)
    return application.exec()


def _make_content(
    worker: Child,
    layout: Child,
    settings: Settings,
    script: Path | None,
) -> QWidget:
    # Loading and building all this takes longer than painting the frame, which is on screen by now.
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
    if script is None:
        content.open_example(examples()[0])
    else:
        content.files.open_file(script.absolute())
    content.first_scene_shown.connect(content.help.schedule_tour)
    queued = Qt.ConnectionType.QueuedConnection  # no question while the window is being shown
    content.first_shown.connect(content.files.offer_recovery, queued)
    # The first graph does not wait for the icon, which is drawn in many sizes.
    QTimer.singleShot(_ICON_AFTER_MS, lambda: QApplication.setWindowIcon(application_icon()))
    return content


def _note_interrupts() -> list[int]:
    """Collect every Ctrl+C from the terminal; raised within a slot, it would be lost."""
    interrupts: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    return interrupts


def _close_on_interrupt(window: QWidget, interrupts: list[int]) -> None:
    """Let Ctrl+C close the window as its close button does, even if it came earlier."""

    def close_if_interrupted() -> None:
        if interrupts:
            interrupts.clear()
            window.close()

    timer = QTimer(window, interval=_SIGNAL_POLL_MS)  # Python sees signals only while it runs
    timer.timeout.connect(close_if_interrupted)
    timer.start()
    if hasattr(signal, "pthread_sigmask"):  # it was held back while everything was loaded
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def _log_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Log an exception that a slot raised, and keep the window running."""
    _log.error("unexpected error", exc_info=(kind, error, traceback))
