"""How a run ended, by the worker's last message or by how its process was lost."""

from engine.record.run_end import How, RunEnd
from engine.worker.messages import Finished
from engine.worker.worker_process import Lost


def end_of(last: Finished | Lost) -> RunEnd:
    """How a run ended, given the last message."""
    if isinstance(last, Finished):
        return RunEnd(last.how, last.detail, last.line)
    if last.reason == "stopped":
        return RunEnd("stopped", line=last.line)
    how: How = "gone" if last.reason == "exited" else last.reason
    return RunEnd(how, last.detail, last_words=last.stderr_tail)
