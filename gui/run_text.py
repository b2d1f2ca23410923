"""What the status bar says of the newest run."""

from PySide6.QtCore import QCoreApplication

from gui.session import RunState, Session

translate = QCoreApplication.translate


def run_text(session: Session) -> str:
    """How the newest run goes or ended, and whether the graph is of another."""
    texts = {
        RunState.NONE: translate("run", "Press Ctrl+Enter to run the script"),
        RunState.RUNNING: translate("run", "Running"),
        RunState.DONE: translate("run", "Done"),
        RunState.ERROR: translate("run", "Ended by an error"),
        RunState.STOPPED: translate("run", "Stopped"),
        RunState.EXITED: translate("run", "The script exited with status {detail}"),
        RunState.LOST: translate("run", "The process that ran the script ended: {detail}"),
    }
    text = texts[session.state].format(detail=session.detail)
    is_old = session.state is not RunState.RUNNING and not session.is_newest_shown
    if is_old and session.player.recording.step_count:
        return translate("run", "{state}. The graph is of the run before.").format(state=text)
    return text
