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
from gui.plots.plot_choices import PlotChoices, plot_choices
from gui.runs.analysis_runner import AnalysisRunner

STEPS = 400
"""About so many positions of the point across the range."""
_REACH = 1.5


class SweptFunction(QObject):
    """Sweeps the chosen input while the plot is in sight, and moves the number in the script.

    Attributes:
        choices: the inputs and results of the recording.
        input, result: the chosen ones; None and empty if there are none.
        low, high: the range.
        number: the position of the point, which is the script's number unless it is being moved.
        curve: the samples so far.
        may_move: whether the editor has the recorded script, perhaps edited.
        how_ended: how the last sweep ended, an ``AnalysisEnd``; empty during the sweep; "held" if
            none was started because the run did not end by itself.

    Signals:
        choices_changed: the recording, the input, the result or the range has changed.
        curve_changed: there are new samples, or the sweep ended.
        point_changed: the number has changed.
        run_requested: the number in the script has changed; the script should run.
    """

    choices_changed = Signal()
    curve_changed = Signal()
    point_changed = Signal()
    run_requested = Signal()

    def __init__(self, host: WorkerHost, editor: PythonEdit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choices = PlotChoices([], [])
        self.input: NumberLiteral | None = None
        self.result = ""
        self.low, self.high = -1.0, 1.0
        self.number = 0.0
        self.curve = Curve()
        self.how_ended = ""
        self.may_move = False
        self._recording = Recording("")
        self._is_active = self._is_held = False
        self._swept: SweepRequest | None = None
        self._writer = NumberWriter(editor)
        self._analysis_runner = AnalysisRunner(host, self)
        self._analysis_runner.found.connect(self._on_found)
        self._analysis_runner.ended.connect(self._on_ended)
        self._start_timer = QTimer(self, singleShot=True)  # merges changes into one sweep
        self._start_timer.timeout.connect(self._sweep_if_needed)

    @property
    def is_sweeping(self) -> bool:
        return self._analysis_runner.is_running or self._start_timer.isActive()

    @property
    def is_complete(self) -> bool:
        """Whether there is an input and a result."""
        return self.input is not None and bool(self.result)

    @property
    def point(self) -> Point | None:
        """The curve at the number; None where it is unknown."""
        return self.curve.at(self.number)

    # -- choices -------------------------------------------------------------------------------

    def show_recording(self, recording: Recording, *, has_ended: bool = True) -> None:
        """Take the choices from a finished run, and keep the chosen ones if possible.

        Unless the run has ended by itself, the sweep starts only by ``restart``.
        """
        if recording is self._recording:
            return
        self._is_held = not has_ended
        self._recording = recording
        self.choices = plot_choices(recording)
        names = [each.name for each in self.choices.inputs]
        place = names.index(self.input.name) if self.input and self.input.name in names else 0
        before, self.input = self.input, self.choices.inputs[place] if names else None
        if self.result not in self.choices.results:
            self.result = next(iter(self.choices.results), "")
        self._take_input(is_other=before is None or before.name not in names)

    def choose_input(self, place: int) -> None:
        """Choose another input, by its index in the choices."""
        self.input = self.choices.inputs[place]
        self._take_input(is_other=True)

    def choose_result(self, name: str) -> None:
        """Choose another result."""
        self.result = name
        self._begin()

    def set_range(self, low: float, high: float) -> bool:
        """Change the range; return False, without a change, for an invalid one."""
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

    def set_active(self, is_active: bool) -> None:
        """Allow sweeps to start, which the panel does while it is in sight."""
        if is_active and not self._is_active:
            self._start_timer.start(0)
        self._is_active = is_active

    def stop(self) -> None:
        """End the sweep and keep its samples."""
        self._analysis_runner.stop()

    def restart(self) -> None:
        """Repeat the sweep from the beginning."""
        self._analysis_runner.abandon()
        self._swept, self._is_held = None, False
        self._begin()

    def close(self) -> None:
        """End the sweep for good."""
        self._is_active = False
        self._start_timer.stop()
        self._analysis_runner.close()

    def _begin(self) -> None:
        request = self._request()
        if request is None or not _is_same_sweep(request, self._swept):
            self._analysis_runner.abandon()
            self._swept, self.curve = None, Curve()
            self.how_ended = "held" if self._is_held else ""
        self.choices_changed.emit()
        self.curve_changed.emit()
        self._start_timer.start(0)

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
        if not self._is_active or self._is_held:
            return
        if request is None or self._analysis_runner.is_running:
            return
        if self._swept is None:
            self._start(request)
        elif self.how_ended == "done" and not self.curve.has_sample(request.first[0]):
            self._start(structs.replace(request, most=1))  # one more sample of the same curve

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
        self._start_timer.start(0)

    # -- moving the number ---------------------------------------------------------------------

    def begin_move(self) -> bool:
        """Begin to move the point; return False if the editor's script lacks the number."""
        if self.input is None or not self.may_move:
            return False
        return self._writer.is_open or self._writer.begin(self.input)

    def move(self, number: float) -> None:
        """Move the point, and write its number into the script."""
        number = self._rounded(min(max(number, self.low), self.high))
        # A move by keys in the other plot may have ended this one.
        if number != self.number and self.begin_move() and self._writer.write(number):
            self.number = number
            self.point_changed.emit()

    def end_move(self) -> None:
        """End the move, and request a run if the number has changed."""
        if self._writer.is_open and self._writer.end():
            self.run_requested.emit()

    def step_size(self) -> float:
        """The distance that a key press moves the point."""
        return 10.0 ** -self._digits()

    def _rounded(self, number: float) -> float:
        return min(max(round(number, self._digits()), self.low), self.high) + 0.0  # no -0.0

    def _digits(self) -> int:
        """The number of decimals with which the range has about STEPS numbers."""
        return math.ceil(math.log10(STEPS / (self.high - self.low)))


def default_range(number: float) -> tuple[float, float]:
    """A range around a number that includes zero, where functions are most interesting."""
    reach = _REACH * abs(number) or _REACH
    if reach > 10:  # in round numbers
        unit = 10.0 ** (math.floor(math.log10(reach)) - 1)
        reach = unit * round(reach / unit)
    return max(number - reach, -LARGEST), min(number + reach, LARGEST)


def _is_same_sweep(request: SweepRequest, swept: SweepRequest | None) -> bool:
    """Whether two sweeps differ at most in the number that the script has."""
    if swept is None:
        return False
    return _without_number(request) == _without_number(swept)


def _without_number(request: SweepRequest) -> tuple[object, ...]:
    source = with_number(request.source, request.literal, 0.0)
    return source, request.name, request.line, request.result, request.low, request.high
