"""Checks gradients of a script against finite differences.

A pass differentiates one number: the sum of its roots, each weighted with its seed. The script is
run again up to the beginning of that pass, with a leaf perturbed just before the forward
computation first uses it; the change of that number is compared with the prediction by the
gradient. Where several passes accumulate into a gradient, there is a run for each of them, and the
numbers are summed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import numpy as np

from engine import dtypes
from engine.finite_differences.differences import Comparison, Reading, compare
from engine.finite_differences.verdict import ALL_ELEMENTS, CheckTarget, Finding, Verdict
from engine.worker.check_watch import Accumulation, CheckWatch, Move
from engine.worker.messages import CheckRequest, Finished
from engine.worker.rerun import Reruns
from engine.worker.run import Outcome

RANDOM_PROBES = 6
"""The number of random directions for a leaf with too many elements to perturb each of them."""

MOST_PASSES = 16
"""A gradient into which more passes accumulate is not checked."""

MOST_TOLERANCE = 0.05
"""A larger tolerance would be meaningless: rounding would hide an error of that size."""

_REACH = 4.0
"""The approximate maximum of the Euclidean norm of a random direction."""

_NEGLIGIBLE = 1e-4
"""A deviation up to this fraction of the largest slope is considered rounding."""


class _StoppedError(Exception):
    """The user has stopped the check."""


class _UnclearError(Exception):
    """A gradient cannot be checked.

    Attributes:
        finding, detail: as in ``Verdict``.
    """

    def __init__(self, finding: Finding, detail: str = "") -> None:
        super().__init__(finding)
        self.finding, self.detail = finding, detail


class Check:
    """Checks all gradients of a request, one after the other.

    Attributes:
        check_time: called regularly while a script runs; ends a run that takes too long.
    """

    def __init__(self, request: CheckRequest) -> None:
        self._request = request
        self._reruns = Reruns(request.filename, request.max_run_s)
        self._ends_at = time.monotonic() + request.max_s
        self.check_time = self._reruns.check_time

    def run(self, tell: Callable[[Verdict], None]) -> Finished:
        """Check all gradients, unless stopped."""
        try:
            wanted = {each for target in self._request.targets for each in target.accumulations}
            watch = CheckWatch(wanted)
            outcome = self._run(watch)
            for target in self._request.targets:
                tell(self._verdict(target, watch, outcome))
        except _StoppedError:
            return Finished("stopped", "")
        return Finished("done", "")

    def _run(self, watch: CheckWatch) -> Outcome:
        with watch:
            outcome = self._reruns.run(self._request.source, watch)
        if outcome.how == "stopped":
            raise _StoppedError
        return outcome

    # -- one gradient --------------------------------------------------------------------------

    def _verdict(self, target: CheckTarget, watch: CheckWatch, outcome: Outcome) -> Verdict:
        count = len(target.accumulations)
        try:
            accumulations = self._accumulations(target, watch, outcome)
            function = _Function(accumulations, self._moved)
            is_cut, comparisons = self._compared(function)
        except _UnclearError as unclear:
            return Verdict(target.card, unclear.finding, passes=count, detail=unclear.detail)
        is_hooked = any(each.is_hooked for each in accumulations)
        finding = _finding(comparisons, is_cut=is_cut, is_hooked=is_hooked)
        error, tolerance = _errors(comparisons)
        if finding == "agrees" and tolerance > MOST_TOLERANCE:
            finding = "imprecise"
        return Verdict(
            target.card, finding, error, tolerance, len(comparisons), function.size, count
        )

    def _accumulations(
        self, target: CheckTarget, watch: CheckWatch, outcome: Outcome
    ) -> list[Accumulation]:
        """The accumulations of a target.

        Raises:
            _UnclearError: if they cannot be checked.
        """
        if not target.accumulations:
            raise _UnclearError("unreached")
        if len(target.accumulations) > MOST_PASSES:
            raise _UnclearError("too_many")
        found = [watch.accumulations.get(place) for place in target.accumulations]
        accumulations = [each for each in found if each is not None]
        if len(accumulations) < len(found):
            if self._reruns.is_late:
                raise _UnclearError("timeout")
            finding: Finding = "error" if outcome.how == "error" else "random"
            raise _UnclearError(finding, outcome.last_line)
        for accumulation in accumulations:
            _check_suitable(accumulation)
        last = accumulations[-1].gradient
        if last is not None and not target.is_shown(last):
            raise _UnclearError("random")
        return accumulations

    def _compared(self, function: _Function) -> tuple[bool, list[Comparison]]:
        """Compare along as many directions as there is time for, at least one."""
        found: list[Comparison] = []
        try:
            for direction, scale in function.directions():
                along = function.along(direction * scale)
                each = compare(along, function.step, function.eps)
                if each.how == "not_finite" and function.has_jumped:
                    raise _UnclearError("kink")
                unit = [float(number) / scale for number in each[1:]]
                found.append(Comparison(each.how, *unit))
        except _UnclearError as unclear:
            if unclear.finding != "timeout" or not found:
                raise
        return function.is_cut, found

    def _moved(self, accumulation: Accumulation, offset: np.ndarray) -> CheckWatch:
        """Run the script with a leaf perturbed.

        Raises:
            _UnclearError: if a pass was not reached.
        """
        if time.monotonic() > self._ends_at:
            raise _UnclearError("timeout")
        watch = CheckWatch(move=Move(accumulation, offset))
        outcome = self._run(watch)
        if watch.roots is not None and watch.before is not None:
            return watch
        if self._reruns.is_late:
            raise _UnclearError("timeout")
        if outcome.how == "error" and not watch.is_reached and watch.before is not None:
            raise _UnclearError("error", outcome.last_line)
        raise _UnclearError("unseen")


class _Function:
    """The sum of the numbers that some passes differentiate, as a function of one leaf.

    All methods that run the script raise _UnclearError.

    Attributes:
        size: the number of elements of the leaf.
        eps: the machine epsilon of the leaf's or the roots' dtype, whichever is larger.
        step: the perturbation, relative to the leaf's elements.
        is_cut: whether some of its effect bypassed the graph; see ``CheckWatch``.
        has_jumped: whether the passes had other roots somewhere near.
    """

    def __init__(
        self,
        accumulations: list[Accumulation],
        moved: Callable[[Accumulation, np.ndarray], CheckWatch],
    ) -> None:
        self._accumulations, self._moved = accumulations, moved
        self._gradients = [_gradient(each) for each in accumulations]
        self._shape = self._gradients[0].shape
        self.size = int(self._gradients[0].size)
        self.is_cut = self.has_jumped = False
        self._starts: list[np.ndarray] = []
        self._roots: list[list[np.ndarray]] = []
        self.eps = 0.0
        still = np.zeros(self._shape)
        for accumulation in accumulations:
            watch = self._moved(accumulation, still)
            self._starts.append(_before(watch))
            self._roots.append(watch.roots or [])
            self._learn_eps(accumulation, self._roots[-1])
        self._refuse_random(still)
        self.step = self.eps**0.25

    def directions(self) -> Iterator[tuple[np.ndarray, float]]:
        """The directions to perturb in, each with the magnitude of the leaf's elements along it."""
        start = self._starts[0]
        middle = float(np.sqrt(np.mean(start**2))) if self.size else 0.0
        if self.size <= ALL_ELEMENTS:
            for place in range(self.size):
                direction = np.zeros(self.size)
                direction[place] = 1.0
                scale = max(abs(float(start.ravel()[place])), middle) or 1.0
                yield direction.reshape(self._shape), scale
            return
        rng = np.random.default_rng(0)
        reach = min(1.0, _REACH / self.size**0.5)
        for _ in range(RANDOM_PROBES):
            yield rng.standard_normal(self._shape) * reach, middle or 1.0

    def along(self, direction: np.ndarray) -> Callable[[float], Reading]:
        """The function on a line through the leaf's value."""

        def read(place: float) -> Reading:
            offset = place * direction
            value = magnitude = foretold = 0.0
            for number, accumulation in enumerate(self._accumulations):
                start = self._starts[number]
                # The actual perturbation, after rounding of the new elements.
                by = (start + offset).astype(self._gradients[number].dtype) - start
                watch = self._moved(accumulation, offset)
                self.is_cut = self.is_cut or watch.is_cut
                roots = watch.roots or []
                if not _fit(accumulation.seeds, roots):
                    self.has_jumped = True
                    return Reading(math.nan, math.nan, math.nan)
                for seed, root in zip(accumulation.seeds, roots):
                    terms = seed.astype(np.float64) * root.astype(np.float64)
                    value += float(terms.sum())
                    magnitude += float(np.abs(terms).sum())
                foretold += float((self._gradients[number].astype(np.float64) * by).sum())
            return Reading(value, magnitude, foretold)

        return read

    def _learn_eps(self, accumulation: Accumulation, roots: list[np.ndarray]) -> None:
        for each in (_gradient(accumulation), *roots):
            if each.dtype.kind == "c":
                raise _UnclearError("complex")
            if not np.isfinite(each).all():
                raise _UnclearError("not_finite")
            self.eps = max(self.eps, float(dtypes.limits(each.dtype).eps))

    def _refuse_random(self, still: np.ndarray) -> None:
        """Run again without a perturbation: the numbers must be the same."""
        for number, accumulation in enumerate(self._accumulations):
            again = self._moved(accumulation, still)
            roots, roots_again = self._roots[number], again.roots or []
            is_same = np.array_equal(_before(again), self._starts[number])
            is_same &= _fit(roots, roots_again) and all(map(np.array_equal, roots, roots_again))
            if not is_same:
                raise _UnclearError("random")


def _fit(seeds: list[np.ndarray], roots: list[np.ndarray]) -> bool:
    """Whether roots have these seeds' number and shapes; what runs may depend on the values."""
    return [each.shape for each in seeds] == [each.shape for each in roots]


def _before(watch: CheckWatch) -> np.ndarray:
    """The elements of the leaf before it was perturbed."""
    assert watch.before is not None
    return watch.before


def _gradient(accumulation: Accumulation) -> np.ndarray:
    """What a pass accumulated, which must be defined."""
    assert accumulation.gradient is not None
    return accumulation.gradient


def _check_suitable(accumulation: Accumulation) -> None:
    """Check that a gradient can be compared.

    Raises:
        _UnclearError: if there is no gradient to check, or nothing to compare it with.
    """
    if accumulation.gradient is None:
        raise _UnclearError("unreached")
    if accumulation.gradient.dtype.kind == "c":
        raise _UnclearError("complex")
    if not np.isfinite(accumulation.gradient).all():
        raise _UnclearError("not_finite")
    if accumulation.moved_at is None:
        raise _UnclearError("unseen")


def _finding(comparisons: list[Comparison], *, is_cut: bool, is_hooked: bool) -> Finding:
    """The finding that follows from the comparisons along all directions."""
    largest = _largest(comparisons)
    how = {each.how for each in comparisons if not _is_negligible(each, largest)}
    if is_cut and not how <= {"agrees"}:
        return "cut"
    if is_hooked and not how <= {"agrees"}:
        return "hooked"
    findings: tuple[Finding, ...] = ("differs", "not_finite", "kink")
    return next((each for each in findings if each in how), "agrees")


def _is_negligible(comparison: Comparison, largest: float) -> bool:
    """Whether a deviation is negligible compared to the slopes along other directions."""
    difference = abs(comparison.difference - comparison.foretold)
    return comparison.how == "differs" and difference <= _NEGLIGIBLE * largest


def _errors(comparisons: list[Comparison]) -> tuple[float, float]:
    """The largest error and the largest tolerance, relative to the largest slope."""
    largest = _largest(comparisons)
    if not largest:
        return 0.0, 0.0
    errors = (abs(each.difference - each.foretold) for each in comparisons)
    return max(errors) / largest, max(each.tolerance for each in comparisons) / largest


def _largest(comparisons: list[Comparison]) -> float:
    slopes = (max(abs(each.difference), abs(each.foretold)) for each in comparisons)
    return max((each for each in slopes if math.isfinite(each)), default=0.0)
