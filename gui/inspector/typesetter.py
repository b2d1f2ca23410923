"""Formulas as pictures, made beside the window's own thread and kept."""

from __future__ import annotations

import re
from functools import partial
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal

from gui.background import Background

FORMULA_PX = 16
REST_MS = 80
"""Nothing is typeset while steps follow one another more quickly than this."""
MAX_KEPT = 2000
"""So many pictures are kept; then all are forgotten."""

MAX_AT_ONCE = 4
"""After so many, those asked for since get their turn."""

INK = "#010203"
"""Stands in the pictures for the colour of text, which each theme has its own of."""

_NAMED_FUNCTION = re.compile(r"(\\operatorname\{\w+\}|\\det) (?=[\w\\])")
"""After such a name LaTeX leaves a space, and ziamath does not."""

_SIGN = re.compile(r"((?:^|[=({\[,&]|\\\\|\\cdot|\\begin\{cases\}) *)-")
"""A minus that takes nothing away stands close to what it is the sign of."""

_ONLY_BELOW = re.compile(r"(\\(?:sum|prod) ?_ ?(?:\{[^{}]*\}|\w))(?! ?\^)")
"""Brackets around a sum with an index below and nothing above would be higher than a screen."""

_ziamath_in_use = Lock()
"""Of two threads that load ziamath at once, one would find half of it."""


class Typesetter(QObject):
    """Turns LaTeX into SVG, one formula after the other.

    Signals:
        typeset: pictures that were asked for have been made.
    """

    typeset = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[str, bytes] = {}
        self._wanted: list[str] = []
        self._background = Background(self)
        self._background.done.connect(self._on_pictures_made)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._start)

    def picture(self, latex: str) -> bytes | None:
        """The SVG of a formula, drawn in INK; None while it is not made, empty where it cannot."""
        return self._pictures.get(latex)

    def request(self, formulas: list[str]) -> None:
        """Make the pictures of these formulas, and of no others asked for before."""
        self._wanted = [latex for latex in formulas if latex not in self._pictures]
        if self._wanted:
            self._rest.start()
        else:
            self._rest.stop()

    def _start(self) -> None:
        if self._background.is_busy or not self._wanted:
            return
        if len(self._pictures) > MAX_KEPT:
            self._pictures.clear()
        self._background.run(partial(_pictures_of, self._wanted[:MAX_AT_ONCE]))

    def _on_pictures_made(self, pictures: dict[str, bytes]) -> None:
        self._pictures |= pictures
        self._wanted = [latex for latex in self._wanted if latex not in self._pictures]
        self._start()
        self.typeset.emit()


def _pictures_of(formulas: list[str]) -> dict[str, bytes]:
    return {latex: svg_of(latex) for latex in formulas}


def svg_of(latex: str) -> bytes:
    """A formula as SVG; empty where it cannot be typeset."""
    with _ziamath_in_use:
        from ziamath.config import config  # they take longer to load than the window to start
        from ziamath.zmath import Latex

        config.svg2 = False  # Qt draws the older version only
        try:
            spaced = _SIGN.sub(r"\1{-}", _NAMED_FUNCTION.sub(r"\1\\, ", latex))
            if r"\left" in latex:
                spaced = _ONLY_BELOW.sub(r"\1^{\\,}", spaced)
            return Latex(spaced, size=FORMULA_PX, color=INK).svg().encode()
        except Exception:  # any: it has no error class of its own
            return b""
