"""Names of keys: in code, and on the user's keyboard."""

from PySide6.QtGui import QKeySequence


def key_sequence(name: str) -> QKeySequence:
    """The keys that code calls so, whatever names they have in the language of the window.

    Read otherwise, Enter and Return would be one key where both are called Enter.
    """
    return QKeySequence.fromString(name, QKeySequence.SequenceFormat.PortableText)


def native_name(name: str) -> str:
    """The names of such keys on this platform and in this language."""
    return key_sequence(name).toString(QKeySequence.SequenceFormat.NativeText)
