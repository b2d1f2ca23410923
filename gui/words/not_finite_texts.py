"""What is said of the nan and infinities among the numbers of a value, which no range tells of."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.values import Value

translate = QCoreApplication.translate


def not_finite_text(value: Value) -> str:
    """How many of a value's numbers are nan or infinite: ``3 of them nan``; empty for none."""
    nan, inf = value.not_finite
    if not (nan or inf):
        return ""
    if not value.is_whole:  # those of the sample do not tell how many
        text = translate("numbers", "some of them {kind}")
    elif nan and inf:
        text = translate("numbers", "{nan} of them nan, {inf} {infinite}")
    else:
        text = translate("numbers", "{count} of them {kind}")
    infinite = _infinity(value)
    kind, count = ("nan", nan) if nan else (infinite, inf)
    return text.format(
        count=f"{count:,}", kind=kind, nan=f"{nan:,}", inf=f"{inf:,}", infinite=infinite
    )


def not_finite_mark(value: Value) -> str:
    """The kinds of those numbers, where there is little room: ``nan``, ``3 nan``, ``1 nan, 2 inf``.

    Empty for none. Of a sample nobody knows how many.
    """
    counts = zip(value.not_finite, ("nan", _infinity(value)))
    kinds = [f"{count:,} {kind}" if value.is_whole else kind for count, kind in counts if count]
    return ", ".join(kinds)


def _infinity(value: Value) -> str:
    """The infinite numbers of a value: with their sign where all are negative, as in a mask."""
    array = value.array
    if np.iscomplexobj(array) or (array == np.inf).any():
        return "inf"
    return "-inf" if (array == -np.inf).any() else "inf"
