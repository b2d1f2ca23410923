"""A result of the script as a function of one of its numbers."""

from __future__ import annotations

import math

from msgspec import structs
from PySide6.QtCore import QObject, QTimer, Signal

from engine.edit.number_literals import NumberLiteral, with_number
from engine.record.recording import Recording
from engine.sweep.curve import Curve, Point
from engine.sweep.sample import Sample
from engine.worker.host import WorkerHost
from engine.worker.messages import SweepRequest
from gui.editor.python_edit import PythonEdit
from gui.plots.fields import LARGEST
from gui.plots.number_writer import NumberWriter
from gui.plots.plot_choices import Choices, choices
from gui.runs.analysis_runner import AnalysisRunner

STEPS = 400
"""So many places a point can be moved to across the range."""
_REACH = 1.5


class SweptFunction(QObject):
    """Sweeps what is chosen, as long as it is looked at, and moves the number in the script.

    Attributes:
        choices: what can be chosen in the recording.
        input, result: what is chosen; None and empty where there is nothing to choose.
        low, high: the range.
        number: where the point is: the script's number, or where it is being moved to.
        curve: what the sweep found so far.
        may_move: whether the script in the editor is that of the recording, but for edits.
        how_ended: the last sweep, see `AnalysisEnd`; empty while it is going on; "held" where
            there was none, since the run did not end by itself, and as little may a sweep.

    Signals:
        choices_changed: another recording, input, result or range.
        curve_changed: more of the curve is known, or the sweep ended.
        point_changed: the number moved.
        run_requested: the script has another number now.
    """

    choices_changed = Signal()
    curve_changed = Signal()
    point_changed = Signal()
    run_requested = Signal()

    def __init__(self, host: WorkerHost, editor: PythonEdit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choices = Choices([], [])
        self.input: NumberLiteral | None = None
        self.result = ""
        self.low, self.high = -1.0, 1.0
        self.number = 0.0
        self.curve = Curve()
        self.how_ended = ""
        self.may_move = False
        self._recording = Recording("")
        self._is_looked_at = self._is_held = False
        self._swept: SweepRequest | None = None
        self._writer = NumberWriter(editor)
        self._analysis_runner = AnalysisRunner(host, self)
        self._analysis_runner.found.connect(self._on_found)
        self._analysis_runner.ended.connect(self._on_ended)
        self._rest = QTimer(self, singleShot=True)  # many changes at once are one sweep
        self._rest.timeout.connect(self._sweep_if_needed)

    @property
    def is_sweeping(self) -> bool:
        return self._analysis_runner.is_running or self._rest.isActive()

    @property
    def is_complete(self) -> bool:
        """Whether there is an input and a result."""
        return self.input is not None and bool(self.result)

    @property
    def point(self) -> Point | None:
        """Where the curve is at the number; None where it is not known there."""
        return self.curve.at(self.number)

    # -- what is chosen ------------------------------------------------------------------------

    def show_recording(self, recording: Recording, *, has_ended: bool = True) -> None:
        """Offer what a run computed that is over; what was chosen stays where it can.

        Only one that ended by itself is repeated without being asked for.
        """
        if recording is self._recording:
            return
        self._is_held = not has_ended
        self._recording = recording
        self.choices = choices(recording)
        names = [each.name for each in self.choices.inputs]
        place = names.index(self.input.name) if self.input and self.input.name in names else 0
        before, self.input = self.input, self.choices.inputs[place] if names else None
        if self.result not in self.choices.results:
            self.result = next(iter(self.choices.results), "")
        self._take_input(is_other=before is None or before.name not in names)

    def choose_input(self, place: int) -> None:
        """Choose another number, by its place among the choices."""
        self.input = self.choices.inputs[place]
        self._take_input(is_other=True)

    def choose_result(self, name: str) -> None:
        """Choose another result."""
        self.result = name
        self._begin()

    def set_range(self, low: float, high: float) -> bool:
        """Look at another range; False, and nothing changes, for one that is none."""
        is_range = -LARGEST <= low < high <= LARGEST and high - low > 1e-6 * max(-low, high)
        if is_range:
            self.low, self.high = low, high
            self._begin()
        return is_range

    def _take_input(self, *, is_other: bool) -> None:
        if self.input is not None and not self._writer.is_open:
            self.number = self.input.number
            if is_other or not self.low <= self.number <= self.high:
                self.low, self.high = default_range(self.number)
        self._begin()

    # -- the sweep -----------------------------------------------------------------------------

    def set_looked_at(self, is_looked_at: bool) -> None:
        """Sweep only for somebody who looks."""
        if is_looked_at and not self._is_looked_at:
            self._rest.start(0)
        self._is_looked_at = is_looked_at

    def stop(self) -> None:
        """End the sweep; what it found stays."""
        self._analysis_runner.stop()

    def start_again(self) -> None:
        """Sweep once more, from the beginning."""
        self._analysis_runner.abandon()
        self._swept, self._is_held = None, False
        self._begin()

    def close(self) -> None:
        """End the sweep for good."""
        self._is_looked_at = False
        self._rest.stop()
        self._analysis_runner.close()

    def _begin(self) -> None:
        request = self._request()
        if request is None or not _is_same_sweep(request, self._swept):
            self._analysis_runner.abandon()
            self._swept, self.curve = None, Curve()
            self.how_ended = "held" if self._is_held else ""
        self.choices_changed.emit()
        self.curve_changed.emit()
        self._rest.start(0)

    def _request(self) -> SweepRequest | None:
        if self.input is None or not self.result:
            return None
        return SweepRequest(
            self._recording.source,
            self._recording.filename,
            self.input.name,
            self.input.place,
            self.input.statement.line,
            self.result,
            self.low,
            self.high,
            first=(self.input.number,),
        )

    def _sweep_if_needed(self) -> None:
        request = self._request()
        if not self._is_looked_at or self._is_held:
            return
        if request is None or self._analysis_runner.is_running:
            return
        if self._swept is None:
            self._start(request)
        elif self.how_ended == "done" and not self.curve.has_sample(request.first[0]):
            self._start(structs.replace(request, most=1))  # the curve is the same, the number new

    def _start(self, request: SweepRequest) -> None:
        self._swept, self.how_ended = request, ""
        self._analysis_runner.start(request)
        self.curve_changed.emit()

    def _on_found(self, samples: list[Sample]) -> None:
        self.curve = self.curve.grown(samples)
        self.curve_changed.emit()

    def _on_ended(self, how: str) -> None:
        self.how_ended = how
        self.curve_changed.emit()
        self._rest.start(0)

    # -- moving the number ---------------------------------------------------------------------

    def begin_move(self) -> bool:
        """Take hold of the point; False where the script in the editor has no such number now."""
        if self.input is None or not self.may_move:
            return False
        return self._writer.is_open or self._writer.begin(self.input)

    def move(self, number: float) -> None:
        """Move the point, and with it the number in the script."""
        number = self._rounded(min(max(number, self.low), self.high))
        if number != self.number:
            self.number = number
            self._writer.write(number)
            self.point_changed.emit()

    def end_move(self) -> None:
        """Let go of the point; the script is run with its new number."""
        if self._writer.is_open and self._writer.end():
            self.run_requested.emit()

    def step(self) -> float:
        """How far one press of a key moves the point."""
        return 10.0 ** -self._digits()

    def _rounded(self, number: float) -> float:
        return min(max(round(number, self._digits()), self.low), self.high) + 0.0  # no -0.0

    def _digits(self) -> int:
        """So many decimals that there are about STEPS numbers in the range."""
        return math.ceil(math.log10(STEPS / (self.high - self.low)))


def default_range(number: float) -> tuple[float, float]:
    """A range around a number that includes zero, where most surprises are."""
    reach = _REACH * abs(number) or _REACH
    if reach > 10:  # in round numbers
        unit = 10.0 ** (math.floor(math.log10(reach)) - 1)
        reach = unit * round(reach / unit)
    return max(number - reach, -LARGEST), min(number + reach, LARGEST)


def _is_same_sweep(request: SweepRequest, swept: SweepRequest | None) -> bool:
    """Whether two sweeps differ in nothing but the number that the script has by itself."""
    if swept is None:
        return False
    return _without_number(request) == _without_number(swept)


def _without_number(request: SweepRequest) -> tuple[object, ...]:
    source = with_number(request.source, request.literal, 0.0)
    return source, request.name, request.line, request.result, request.low, request.high
