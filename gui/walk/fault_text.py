"""Error messages for the condition of a breakpoint."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.walk.condition import FUNCTIONS, NAMES, ConditionError, Fault

translate = QCoreApplication.translate


def fault_text(error: ConditionError) -> str:
    """The message of an error, with its column counted from 1."""
    texts = {
        Fault.EMPTY: translate("moving", "Write what must be so, e.g. norm(grad) > 10"),
        Fault.TOO_LONG: translate("moving", "This is longer than a condition may be."),
        Fault.NOT_CLEAR: translate("moving", "From here on it cannot be read."),
        Fault.UNKNOWN_NAME: translate("moving", "“{text}” is no name here. There are: {names}."),
        Fault.UNKNOWN_FUNCTION: translate(
            "moving", "“{text}” is no function here. There are: {functions}."
        ),
        Fault.NEEDS_BRACKETS: translate("moving", "“{text}” is a function: {text}(grad)."),
        Fault.ONE_ARGUMENT: translate("moving", "“{text}” takes one thing: {text}(grad)."),
        Fault.NOT_A_NUMBER: translate("moving", "“{text}” is not a number."),
        Fault.ASSIGNMENT: translate("moving", "To compare, write == instead of =."),
        Fault.NOT_ALLOWED: translate("moving", "Conditions have no such part: “{text}”."),
    }
    comma = translate("names", ", ", "between the parts of a list")
    text = texts[error.fault].format(
        text=error.text, names=comma.join(NAMES), functions=comma.join(FUNCTIONS)
    )
    if error.fault is Fault.EMPTY:
        return text
    where = translate("moving", "Column {column}: {text}")
    return where.format(column=error.column + 1, text=text)
