"""Texts about the newest run: in the status bar, and on a canvas without a graph."""

from PySide6.QtCore import QCoreApplication

from engine.record.run_end import RunEnd
from gui.runs.session import Cause, RunState, Session

translate = QCoreApplication.translate


def run_text(session: Session, *, is_written: bool = True) -> str:
    """The state or the outcome of the newest run; without one, what to do next."""
    if session.state is RunState.NONE and not is_written:
        return _no_script_text()
    text = _how_text(session)
    if session.is_replayed:
        return translate("run", "Recorded run, nothing was run here: {how}").format(how=text)
    return text


def _how_text(session: Session) -> str:
    end = session.end or RunEnd("done")
    text = _state_text(session, end.line).format(detail=end.detail, line=end.line)
    if session.state in (RunState.NONE, RunState.DONE) or not len(session.newest["notices"]):
        return text
    more = translate("run", "{how}. Only the first {count} steps were recorded")
    return more.format(how=text, count=f"{session.newest.step_count:,}")


def graph_text(
    session: Session, *, is_stale: bool, syntax_error_line: int = 0, advice: str = ""
) -> str:
    """Says that the graph is not of the newest run, or not of the current script; else empty.

    Without a graph, it says only why the present script does not run.

    Args:
        syntax_error_line: the line of the present script's syntax error; 0 for none.
        advice: what to do about that error; empty if more typing may end it.
    """
    text = _age_text(session, is_stale=is_stale, syntax_error_line=syntax_error_line)
    if not (text and advice):
        return text
    return translate("run", "{text}. {advice}").format(text=text, advice=advice)


def _age_text(session: Session, *, is_stale: bool, syntax_error_line: int) -> str:
    if not session.player.recording.step_count and syntax_error_line:
        return translate("run", "Line {line} is not Python yet").format(line=syntax_error_line)
    if not session.player.recording.step_count:
        return ""
    if not session.is_newest_shown and (is_stale or session.state is not RunState.RUNNING):
        return _run_before_text(syntax_error_line)
    if session.is_newest_shown and is_stale and syntax_error_line:
        text = translate(
            "run", "The script was changed since this run; line {line} is not Python yet"
        )
        return text.format(line=syntax_error_line)
    if session.is_newest_shown and is_stale:
        return translate("run", "The script was changed since this run")
    return ""


def _run_before_text(syntax_error_line: int) -> str:
    if not syntax_error_line:
        return translate("run", "The graph is of the run before")
    text = translate("run", "The graph is of the run before; line {line} is not Python yet")
    return text.format(line=syntax_error_line)


def empty_text(session: Session) -> str:
    """The text of the canvas while it has no graph."""
    is_running_long = session.state is RunState.RUNNING and session.is_long
    if is_running_long and session.is_newest_shown and session.newest.step_count:
        return arranging_text()
    if is_running_long:
        return translate("run", "The script is running. Its graph appears with its first tensor.")
    is_starting = session.state is RunState.RUNNING and session.cause is not Cause.TYPING
    if is_starting or session.player.recording.step_count:  # the graph will arrive very soon
        return ""
    if session.awaits_run:
        return translate("run", "This script has not been run yet. Press Ctrl+Enter to run it.")
    if session.state is RunState.ERROR:
        return translate("run", "Nothing to draw: the script failed before its first tensor.")
    if session.state not in (RunState.NONE, RunState.RUNNING, RunState.DONE):
        return translate("run", "Nothing to draw: the run ended before a tensor was recorded.")
    return translate(
        "run",
        "Nothing to draw yet. Write a script with tensors and press Ctrl+Enter. Or double-click "
        "here, or press F12 and then /, and choose a tensor.",
    )


def arranging_text() -> str:
    """The text of the canvas while its first graph is being arranged."""
    return translate("run", "The graph is being arranged…")


def _state_text(session: Session, line: int) -> str:
    """The state; ``line`` is where the run was stopped or exited, -1 if that is unknown."""
    match session.state:
        case RunState.DONE:
            return _done_text(session)
        case RunState.STOPPED if line > 0:
            return translate(
                "run", "Stopped at line {line}; if a loop there does not end, change its condition"
            )
        case RunState.EXITED if line > 0:
            return translate("run", "The script exited with status {detail} at line {line}")
    return {
        RunState.NONE: translate("run", "Press Ctrl+Enter to run the script"),
        RunState.RUNNING: translate("run", "Running; Shift+F5 stops it"),
        RunState.ERROR: translate("run", "Ended by an error"),
        RunState.STOPPED: translate("run", "Stopped"),
        RunState.EXITED: translate("run", "The script exited with status {detail}"),
        RunState.OUT_OF_MEMORY: translate(
            "run", "There was not enough memory to record the script; make its tensors smaller"
        ),
        RunState.KILLED: translate(
            "run", "The script's process was killed by {detail}; change it, run again"
        ),
        RunState.GONE: translate(
            "run", "The script's process ended with exit status {detail}; change it, run again"
        ),
        RunState.SILENT: translate("run", "The script's process stopped answering"),
        RunState.NONSENSE: translate("run", "The script could not be run: {detail}"),
    }[session.state]


def _done_text(session: Session) -> str:
    if len(session.newest["notices"]):
        text = translate(
            "run",
            "Recording stopped after {count} steps; the script ran on, what came later is not "
            "shown",
        )
        return text.format(count=f"{session.newest.step_count:,}")
    if session.newest.step_count:
        return translate("run", "Done")
    if not session.newest.source.strip():
        return _no_script_text()
    return translate("run", "Done; there is nothing to draw, since the script made no tensors")


def _no_script_text() -> str:
    return translate("run", "There is no script: write one, or open an example")
