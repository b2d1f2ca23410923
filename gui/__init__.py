"""The window: views of a recording; nothing here computes a derivative.

PySide6 replaces Python's import function by one that reads the source of each imported module, to
see whether it selects another style of Qt's names. None of ours does, so the original function is
put back: reading hundreds of files would delay the start.
"""

import builtins

import PySide6.QtCore  # noqa: F401 (which replaces the import function)

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
