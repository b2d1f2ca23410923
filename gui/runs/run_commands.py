"""The commands that run the script and stop it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gui.commands.action_set import ActionSet
from gui.documents.document import Document
from gui.editor.python_edit import PythonEdit
from gui.languages import QT_TRANSLATE_NOOP
from gui.runs.session import RunState, Session

_NOT_RUNNING = QT_TRANSLATE_NOOP("Command", "No script is running.")


class RunCommands(QObject):
    """Runs the text of the editor under the name of its document; stop is enabled during a run."""

    def __init__(
        self, session: Session, editor: PythonEdit, document: Document, actions: ActionSet
    ) -> None:
        super().__init__(session)
        self._session, self._editor, self._document = session, editor, document
        self._actions = actions
        actions.connect_commands({"run": self.run, "stop": session.stop})
        session.changed.connect(self._on_session_changed)
        self._on_session_changed()

    def run(self) -> None:
        """Run the script of the editor."""
        self._session.run(self._editor.source(), self._document.name)

    def _on_session_changed(self) -> None:
        is_running = self._session.state is RunState.RUNNING
        self._actions.set_enabled("stop", is_running, _NOT_RUNNING)
