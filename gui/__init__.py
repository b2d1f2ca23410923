"""The window: views of a recording; nothing here computes a derivative.

PySide6 reads the text of every module that is imported after it, to see whether that wants Qt's
names in another style. Nothing here does, and a start would wait for hundreds of files.
"""

import builtins

import PySide6.QtCore  # noqa: F401 (which puts an import of its own in Python's place)

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
