"""Portable names of keys, as in code, and native ones, as the user sees them."""

from PySide6.QtGui import QKeySequence


def key_sequence(name: str) -> QKeySequence:
    """The key sequence of a portable name, such as ``Ctrl+Return``.

    As a native name it could be misread: in some languages Enter and Return are both called Enter.
    """
    return QKeySequence.fromString(name, QKeySequence.SequenceFormat.PortableText)


def native_name(name: str) -> str:
    """The native name for a portable one, on this platform and in the current language."""
    return key_sequence(name).toString(QKeySequence.SequenceFormat.NativeText)
