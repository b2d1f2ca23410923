"""Typesets formulas as SVG pictures on another thread, and caches them."""

from __future__ import annotations

import re
from functools import partial
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal

from engine.explain.latex import in_lines
from gui.background import Background

FORMULA_PX = 16
REST_MS = 80
"""Typesetting waits until no request has come for so long."""
MAX_CACHED = 2000
"""The number of cached pictures; past it, all are deleted."""

MAX_BATCH = 4
"""The number of formulas per batch; newer requests replace the rest."""

MAX_LINE_PX = 380
"""A formula that is wider has a line for each definition of one of its letters."""

INK = "#010203"
"""A placeholder in the pictures for the text colour of the theme."""

_NAMED_FUNCTION = re.compile(r"(\\operatorname\{\w+\}|\\det) (?=[\w\\])")
"""LaTeX leaves a space after such a name, but ziamath does not."""

_SIGN = re.compile(r"((?:^|[=({\[,&]|\\\\|\\cdot|\\begin\{cases\}) *)-")
"""A minus sign, which must be close to its operand, unlike a subtraction."""

_ONLY_BELOW = re.compile(r"(\\(?:sum|prod) ?_ ?(?:\{[^{}]*\}|\w))(?! ?\^)")
"""A sum with a lower limit only; ziamath would make brackets around it far too high."""

_ziamath_in_use = Lock()
"""Two threads must not import ziamath at once."""


class Typesetter(QObject):
    """Typesets LaTeX as SVG.

    Signals:
        typeset: requested pictures are available.
    """

    typeset = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[str, bytes] = {}
        self._wanted: list[str] = []
        self._background = Background(self)
        self._background.done.connect(self._on_pictures_made)
        self._start_timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._start_timer.timeout.connect(self._start)

    def picture(self, latex: str) -> bytes | None:
        """The SVG of a formula in INK; None if it is not typeset yet, empty if it cannot be."""
        return self._pictures.get(latex)

    def request(self, formulas: list[str]) -> None:
        """Typeset these formulas, instead of those of earlier requests."""
        self._wanted = [latex for latex in formulas if latex not in self._pictures]
        if self._wanted:
            self._start_timer.start()
        else:
            self._start_timer.stop()

    def _start(self) -> None:
        if self._background.is_busy or not self._wanted:
            return
        if len(self._pictures) > MAX_CACHED:
            self._pictures.clear()
        self._background.run(partial(_pictures_of, self._wanted[:MAX_BATCH]))

    def _on_pictures_made(self, pictures: dict[str, bytes]) -> None:
        self._pictures |= pictures
        self._wanted = [latex for latex in self._wanted if latex not in self._pictures]
        self._start()
        self.typeset.emit()


def _pictures_of(formulas: list[str]) -> dict[str, bytes]:
    return {latex: svg_of(latex) for latex in formulas}


def svg_of(latex: str) -> bytes:
    """A formula as SVG; empty if it cannot be typeset."""
    with _ziamath_in_use:
        from ziamath.config import config  # slow to import
        from ziamath.zmath import Latex

        config.svg2 = False  # Qt draws the older version only
        try:
            spaced = _SIGN.sub(r"\1{-}", _NAMED_FUNCTION.sub(r"\1\\, ", latex))
            if r"\left" in latex:
                spaced = _ONLY_BELOW.sub(r"\1^{\\,}", spaced)
            drawn = Latex(spaced, size=FORMULA_PX, color=INK)
            if drawn.getsize()[0] > MAX_LINE_PX:
                drawn = Latex(in_lines(spaced), size=FORMULA_PX, color=INK)
            return drawn.svg().encode()
        except Exception:  # ziamath has no error class of its own
            return b""
