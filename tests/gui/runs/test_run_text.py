"""The status-bar texts for each state and outcome of a run."""

from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from engine.record.rows import Rows
from engine.worker.host import WorkerHost
from engine.worker.messages import Finished
from engine.worker.worker_process import Lost
from gui.player import Player
from gui.runs.run_text import graph_text, run_text
from gui.runs.runner import Runner
from gui.runs.session import RunState, Session
from tests.gui.runs.silent_host import SilentHost
from tests.samples import first_gradient


@pytest.fixture
def host() -> SilentHost:
    return SilentHost()


@pytest.fixture
def session(qtbot: QtBot, host: SilentHost):
    runner = Runner(cast(WorkerHost, host))
    yield Session(runner, Player())
    runner.close()


def run(qtbot: QtBot, session: Session, source: str = "pass") -> None:
    session.run(source, "script.py")
    qtbot.waitUntil(lambda: session.state is not RunState.RUNNING)


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (Finished("error", "Traceback"), "Ended by an error"),
        (Finished("stopped", "", 3), "Stopped at line 3"),
        (Finished("exited", "4", 2), "The script exited with status 4 at line 2"),
        (Finished("out_of_memory", ""), "There was not enough memory"),
        (Lost("stopped", "", ""), "Stopped"),
        (Lost("killed", "SIGSEGV", ""), "was killed by SIGSEGV"),
        (Lost("exited", "3", ""), "ended with exit status 3"),
        (Lost("silent", "", ""), "stopped answering"),
        (Lost("nonsense", "not a message", ""), "could not be run: not a message"),
    ],
)
def test_each_outcome_has_a_text(
    qtbot: QtBot, session: Session, host: SilentHost, last: Finished | Lost, text: str
) -> None:
    host.answer = [last]
    run(qtbot, session)
    assert text in run_text(session)


def test_a_completely_recorded_run_is_done(
    qtbot: QtBot, session: Session, host: SilentHost
) -> None:
    host.answer = [first_gradient().rows(), Finished("done", "")]
    run(qtbot, session)
    assert run_text(session) == "Done"


def test_a_recording_that_hit_a_limit_is_reported(
    qtbot: QtBot, session: Session, host: SilentHost
) -> None:
    sample = first_gradient()
    sample.add("notices", 0, sample.text("max_events"))
    host.answer = [sample.rows(), Finished("done", "")]
    run(qtbot, session)
    steps = session.newest.step_count
    assert run_text(session).startswith(f"Recording stopped after {steps} steps; ")


def test_a_recording_limit_is_reported_whatever_the_outcome(
    qtbot: QtBot, session: Session, host: SilentHost
) -> None:
    sample = first_gradient()
    sample.add("notices", 0, sample.text("max_events"))
    host.answer = [sample.rows()]
    session.run("pass", "script.py")
    qtbot.waitUntil(lambda: len(session.newest["notices"]) > 0)
    told = f". Only the first {session.newest.step_count} steps were recorded"
    assert run_text(session) == f"Running; Shift+F5 stops it{told}"
    host.answer.append(Finished("error", "Traceback"))
    run(qtbot, session)
    assert run_text(session) == f"Ended by an error{told}"


def test_a_graph_of_an_older_run_is_labelled_as_such(
    qtbot: QtBot, session: Session, host: SilentHost
) -> None:
    assert graph_text(session, is_stale=False) == ""
    host.answer = [first_gradient().rows(), Finished("done", "")]
    run(qtbot, session)
    assert graph_text(session, is_stale=False) == ""
    assert graph_text(session, is_stale=True) == "The script was changed since this run"
    assert graph_text(session, is_stale=True, syntax_error_line=3).endswith(
        "; line 3 is not Python yet"
    )
    host.answer = [Lost("exited", "3", "")]
    run(qtbot, session)
    before = "The graph is of the run before"
    assert graph_text(session, is_stale=False) == before
    told = graph_text(session, is_stale=True, syntax_error_line=3)
    assert told == f"{before}; line 3 is not Python yet"
    advised = graph_text(session, is_stale=True, syntax_error_line=3, advice="Write “(”.")
    assert advised == f"{told}. Write “(”."


def test_invalid_rows_end_the_run(qtbot: QtBot, session: Session, host: SilentHost) -> None:
    host.answer = [Rows({"elsewhere": b""}, [], b"")]
    run(qtbot, session)
    assert "no table ['elsewhere']" in run_text(session)


def test_an_empty_script_has_nothing_to_run(session: Session) -> None:
    assert run_text(session) == "Press Ctrl+Enter to run the script"
    told = run_text(session, is_written=False)
    assert told == "There is no script: write one, or open an example"


def test_the_line_of_a_syntax_error_in_a_first_script_is_shown(session: Session) -> None:
    assert graph_text(session, is_stale=False, syntax_error_line=4) == "Line 4 is not Python yet"
    assert graph_text(session, is_stale=False) == ""
