"""That hooks replaced a gradient on its way, and where the script registers them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui.words.card_names import listed
from gui.words.why_words import Words

translate = QCoreApplication.translate


def hooked(words: Words) -> str:
    """Which hooks may have replaced it, and on the way to what."""
    is_of_module, line = bool(words.finding.op), words.finding.line
    lines = listed([str(each) for each in words.finding.lines])
    if is_of_module and line:
        text = translate(
            "why",
            "The hook that line {line} gives to a module replaced the gradient on its way to "
            "{source}.",
        )
    elif is_of_module and lines:
        text = translate(
            "why",
            "One or more of the hooks that lines {lines} give to modules replaced the gradient on "
            "its way to {source}.",
        )
    elif is_of_module:
        text = translate("why", "A hook of a module replaced the gradient on its way to {source}.")
    elif line:
        text = translate(
            "why", "What arrived at {last} was replaced by the hook that line {line} registers."
        )
    elif lines:
        text = translate(
            "why",
            "What arrived at {last} was replaced by one or more of the hooks that lines {lines} "
            "register.",
        )
    else:
        text = translate(
            "why", "What arrived at {last} was replaced by a hook that the script has there."
        )
    return text.format(line=line, lines=lines, source=words.source, last=words.last)
