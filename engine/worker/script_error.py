"""The position of an error in a script, and its traceback without the engine's frames."""

import itertools
import traceback
from collections.abc import Iterator
from types import TracebackType

from engine.recorder.texts import told_with_nearest
from engine.script.source import Place, place_from_bytes


def place_of(error: BaseException, filename: str, lines: list[str]) -> Place:
    """The instruction of the script that failed, in the innermost of its own frames.

    For a SyntaxError of the script itself, the position that Python reports.
    """
    own_entries = list(_own_entries(error.__traceback__, filename))
    if own_entries:
        return _place_of_call(own_entries, lines)
    if isinstance(error, SyntaxError) and error.filename == filename:
        return _place_of_syntax_error(error)
    return Place()


def script_traceback(error: BaseException, filename: str) -> str:
    """Python's message for an uncaught error, with only the script's frames."""
    report = traceback.TracebackException.from_exception(error, compact=True)
    _keep_own_frames(report, filename)
    lines = report.format() if report.stack else report.format_exception_only()
    text = _with_nearest("".join(lines), error)
    return text.encode(errors="backslashreplace").decode()  # as standard error does


def _with_nearest(text: str, error: BaseException) -> str:
    """Python itself suggests a name only if there are not too many."""
    try:
        plain, full = str(error), told_with_nearest(error)
    except Exception:
        return text
    return text if full in text else text.replace(f": {plain}\n", f": {full}\n")


def _own_entries(entry: TracebackType | None, filename: str) -> Iterator[TracebackType]:
    while entry is not None:
        if entry.tb_frame.f_code.co_filename == filename:
            yield entry
        entry = entry.tb_next


def _place_of_call(entries: list[TracebackType], lines: list[str]) -> Place:
    """The innermost instruction of the script itself.

    In a hook at the start of a function fails what called the function, as when calls are nested
    too deeply.
    """
    places = [_place_of_instruction(each, lines) for each in entries]
    return next((each for each in reversed(places) if not _is_of_hook(each)), places[-1])


def _is_of_hook(place: Place) -> bool:
    """Whether a position has no width, as those of hooks."""
    return place[:2] == place[2:]


def _place_of_instruction(entry: TracebackType, lines: list[str]) -> Place:
    positions = entry.tb_frame.f_code.co_positions()
    # Two bytes per instruction.
    position = next(itertools.islice(positions, entry.tb_lasti // 2, None))
    line, end_line, column, end_column = position
    if line is None or end_line is None or column is None or end_column is None:
        return Place(entry.tb_lineno, 0, entry.tb_lineno, 0)
    return place_from_bytes(lines, (line, column), (end_line, end_column))


def _place_of_syntax_error(error: SyntaxError) -> Place:
    """Python omits or invents some of its offsets, which count from 1."""
    start = (error.lineno or 1, max(0, (error.offset or 1) - 1))
    end = (error.end_lineno or start[0], (error.end_offset or 0) - 1)
    if end <= start:
        end = (start[0], start[1] + 1)
    return Place(*start, *end)


def _keep_own_frames(report: traceback.TracebackException, filename: str) -> None:
    """Drop other frames from a traceback, its causes and the members of its group."""
    pending = [report]
    while pending:
        one = pending.pop()
        own = [frame for frame in one.stack if frame.filename == filename]
        one.stack[:] = [frame for frame in own if not _is_in_hook(frame)] or own
        pending += filter(None, [one.__cause__, one.__context__, *(one.exceptions or [])])


def _is_in_hook(frame: traceback.FrameSummary) -> bool:
    has_width = (frame.lineno, frame.colno) != (frame.end_lineno, frame.end_colno)
    return frame.colno is not None and not has_width
