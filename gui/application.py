"""The Qt application around the window: its name, style, language and event loop."""

import faulthandler
import logging
import signal
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from engine import VERSION
from engine.layout.process import LayoutProcess
from engine.worker.host import WorkerHost
from gui import languages
from gui.examples import examples
from gui.icons import application_icon
from gui.layouter import Layouter
from gui.main_window import MainWindow
from gui.runner import Runner
from gui.settings import Settings

_SIGNAL_POLL_MS = 200

_log = logging.getLogger(__name__)


def run_window(host: WorkerHost, layout_process: LayoutProcess, script: Path | None) -> int:
    """Show the window until it is closed; returns the exit status."""
    faulthandler.enable()
    sys.excepthook = _log_exception
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Gradwalk")
    application.setApplicationVersion(VERSION)
    application.setStyle("Fusion")
    application.setWindowIcon(application_icon())
    settings = Settings()
    languages.install(settings.language)
    window = MainWindow(Runner(host), Layouter(layout_process), settings)
    if script is None:
        window.open_example(examples()[0])
    else:
        window.open_script(script.read_text("utf-8"), script.name)
    window.show()
    _close_on_interrupt(window)
    return application.exec()


def _close_on_interrupt(window: MainWindow) -> None:
    """Let Ctrl+C in the terminal close the window as its close button does."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    timer = QTimer(window, interval=_SIGNAL_POLL_MS)  # Python sees signals only while it runs
    timer.timeout.connect(lambda: None)
    timer.start()


def _log_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """An error in a slot is written down; the window goes on."""
    _log.error("unexpected error", exc_info=(kind, error, traceback))
