"""The text that is selected in the widget with the focus, wherever it is."""

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit

from gui.languages import plain_sentence


def selected_text() -> str:
    """The selected text of the widget with the focus; empty for none."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLabel):
        return plain_sentence(focus.selectedText())
    if isinstance(focus, QLineEdit):
        return focus.selectedText()
    if isinstance(focus, QPlainTextEdit | QTextEdit):
        return focus.textCursor().selection().toPlainText()
    return ""
