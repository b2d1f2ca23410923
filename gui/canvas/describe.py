"""Descriptions of cards for screen readers."""

from PySide6.QtCore import QCoreApplication

from engine.record.state import CardStatus
from gui.canvas.scene import CardFace, CardKind, Numbers


def describe(face: CardFace, *, is_marked: bool = False, has_breakpoint: bool = False) -> str:
    """A card in one line, e.g. "y, mul, output, shape (), value 28., gradient 1., state done".

    A marked card belongs to the selected code.
    """
    separator = QCoreApplication.translate("describe", ", ")
    marks = [QCoreApplication.translate("describe", "selected in the script")] if is_marked else []
    if has_breakpoint:
        marks.append(QCoreApplication.translate("describe", "breakpoint"))
    return separator.join(_description_parts(face) + marks)


def _description_parts(face: CardFace) -> list[str]:
    """The name, op, kind, shape, value, gradient and state of a card, without missing ones."""
    parts = [face.title, *([face.op] if face.op not in ("", face.title) else []), _kind(face.kind)]
    if face.shape and face.kind == CardKind.FOLDED:
        parts.append(face.shape)
    elif face.shape:
        parts.append(
            QCoreApplication.translate("describe", "shape {shape}").format(shape=face.shape)
        )
    if face.state != CardStatus.FUTURE:
        value = _spoken(face.value)
        parts.append(QCoreApplication.translate("describe", "value {value}").format(value=value))
        if face.gradient is not None:
            text = QCoreApplication.translate("describe", "gradient {gradient}")
            parts.append(text.format(gradient=_spoken(face.gradient)))
    if face.is_detached:
        parts.append(QCoreApplication.translate("describe", "detached"))
    if face.is_stale:
        parts.append(QCoreApplication.translate("describe", "changed in place since"))
    state = QCoreApplication.translate("describe", "state {state}")
    parts.append(state.format(state=_state(face)))
    return parts


def _spoken(numbers: Numbers) -> str:
    if not numbers.texts:
        return QCoreApplication.translate("describe", "none")
    return " ".join((*numbers.texts, numbers.warning)).rstrip()


def _kind(kind: CardKind) -> str:
    return {
        CardKind.LEAF: QCoreApplication.translate("describe", "leaf"),
        CardKind.CONSTANT: QCoreApplication.translate("describe", "constant"),
        CardKind.RESULT: QCoreApplication.translate("describe", "result"),
        CardKind.OUTPUT: QCoreApplication.translate("describe", "output"),
        CardKind.FOLDED: QCoreApplication.translate("describe", "folded"),
    }[kind]


def _state(face: CardFace) -> str:
    state = {
        CardStatus.IDLE: QCoreApplication.translate("describe", "idle"),
        CardStatus.WAITING: QCoreApplication.translate("describe", "waiting"),
        CardStatus.READY: QCoreApplication.translate("describe", "ready"),
        CardStatus.CURRENT: QCoreApplication.translate("describe", "current"),
        CardStatus.DONE: QCoreApplication.translate("describe", "done"),
        CardStatus.FUTURE: QCoreApplication.translate("describe", "not made yet"),
    }[face.state]
    arrived, of, awaited = face.badge.partition("/")
    if not of:
        return f"{state} {face.badge}".rstrip()
    counted = QCoreApplication.translate("describe", "{state} {arrived} of {awaited}")
    return counted.format(state=state, arrived=arrived, awaited=awaited)
