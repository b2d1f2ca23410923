"""Starts Qt, or says why no window can be shown."""

import os
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

_NO_DESKTOP = """\
Gradwalk cannot open a window: {reason}.
Please start it on a graphical desktop; `ssh -X` shows windows of another computer. Without one:
  app.py record SCRIPT --json    run a script and print what it did
  app.py export SCRIPT -o FILE   run a script and save its graph"""


def start_qt(arguments: list[str]) -> QApplication:
    """The Qt application; where no window can be opened, says why and ends the process.

    Qt itself would abort it, which looks like a crash.
    """
    messages: list[str] = []

    def on_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            reason = messages[0] if messages else message
            print(_NO_DESKTOP.format(reason=reason.strip(" .")), file=sys.stderr, flush=True)
            os._exit(1)
        messages.append(message)

    qInstallMessageHandler(on_message)
    application = QApplication(arguments)
    qInstallMessageHandler(None)
    for message in messages:
        print(message, file=sys.stderr)
    return application
