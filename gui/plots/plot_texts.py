"""The texts of the plots: the slope at the point, its piece, and failures."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.sweep.curve import Curve
from engine.sweep.sample import Sample
from gui.words.number_texts import number_text

translate = QCoreApplication.translate

_PLACES = 1000
"""The number of positions of a range that can be distinguished in a plot."""


def point_text(
    curve: Curve, number: float, name: str, result: str, *, is_complete: bool = True
) -> str:
    """The value and the slope at a number and, if the curve is complete, its piece."""
    point = curve.at(number)
    if point is None:
        text = translate("plots", "At {name} = {number} the script gave no value of {result}.")
        return text.format(name=name, number=number_text(number), result=result)
    text = translate("plots", "At {name} = {number}, {result} is {value}.")
    first = text.format(
        name=name, number=number_text(number), result=result, value=number_text(point.value)
    )
    piece = _piece_text(curve, number) if is_complete else ""
    return _joined(_joined(first, _slope_text(point.slope, name, result)), piece)


def _joined(first: str, second: str) -> str:
    """Two sentences as one text, with a space between them in most languages."""
    text = translate("plots", "{first} {second}")
    return text.format(first=first, second=second) if second else first


def _slope_text(slope: float, name: str, result: str) -> str:
    if not np.isfinite(slope):
        text = translate("plots", "No gradient reaches {name} from {result} here: no tangent.")
    elif slope == 0:
        text = translate("plots", "The tangent is level, its slope 0.")
    elif slope > 0:
        text = translate(
            "plots",
            "The slope of the tangent is {slope}: when {name} grows a little, {result} grows "
            "{times} times as much.",
        )
    else:
        text = translate(
            "plots",
            "The slope of the tangent is {slope}: when {name} grows a little, {result} falls "
            "{times} times as much.",
        )
    return text.format(
        name=name, result=result, slope=number_text(slope), times=number_text(abs(slope))
    )


def _piece_text(curve: Curve, number: float) -> str:
    """The text about the piece of the curve that a number is on."""
    piece = curve.piece_at(number)
    if piece is None or piece.end - piece.first < 2:
        return ""
    is_whole = piece.first == 0 and piece.end == len(curve.numbers)
    if is_whole:
        if np.isnan(piece.slope):
            return ""
        return translate("plots", "It is the same everywhere: the curve is a straight line.")
    if np.isnan(piece.slope):
        text = translate("plots", "This piece of the curve goes from {low} to {high}.")
    else:
        text = translate("plots", "This piece, from {low} to {high}, is straight: one slope.")
    low, high = (_rounded_text(end, curve) for end in (piece.low, piece.high))
    return text.format(low=low, high=high)


def _rounded_text(number: float, curve: Curve) -> str:
    """A number of the range, with as many digits as the plot resolves."""
    span = float(curve.numbers[-1] - curve.numbers[0])
    return f"{round(number, math.ceil(math.log10(_PLACES / span))) + 0.0:.6g}"


def failure_text(curve: Curve, result: str) -> str:
    """The number of failed runs, with the most frequent reason; empty if none did."""
    failures = curve.failures
    if not failures:
        return ""
    reason, _ = Counter(_reason(each, result) for each in failures).most_common(1)[0]
    if len(failures) == 1:
        number = number_text(failures[0].number)
        text = translate("plots", "The run with {number} left a gap: {reason}")
        return text.format(number=number, reason=reason)
    text = translate("plots", "{count} of {all} runs left gaps. Mostly: {reason}")
    return text.format(count=len(failures), all=len(curve.samples), reason=reason)


def _reason(sample: Sample, result: str) -> str:
    match sample.failure:
        case "timeout":
            text = translate("plots", "it took too long; perhaps a loop has no end.")
        case "unset":
            text = translate("plots", "it ended before {result} had a value.")
        case "size":
            text = translate("plots", "{result} was no single real number.")
        case "slope":
            text = translate("plots", "its backward pass failed: {detail}")
        case _ if sample.line > 0:
            text = translate("plots", "{detail} (line {line})")
        case _:
            text = "{detail}"
    return text.format(result=result, detail=sample.detail, line=sample.line)


def progress_text(how_ended: str, count: int) -> str:
    """The progress of the sweep, or why it ended early."""
    match how_ended:
        case "":
            text = translate("plots", "Running the script for many numbers: {count} so far…")
        case "done":
            text = ""
        case "stopped":
            text = translate("plots", "Stopped after run {count}.")
        case "held":
            text = translate(
                "plots", "The run was stopped, or is a recording, so it is not repeated by itself."
            )
        case "too_long":
            text = translate("plots", "Ended after run {count}: it took too long in all.")
        case _:
            text = translate("plots", "The script ended its process after run {count}.")
    return text.format(count=count)
