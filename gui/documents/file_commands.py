"""The commands of the File menu, which ask before unsaved text is lost."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gui.documents.document import Document
from gui.documents.file_drop import FileDrop
from gui.documents.file_watch import FileWatch
from gui.documents.questions import Answer, Questions, documents_folder
from gui.documents.recent_menu import RecentMenu
from gui.documents.recovery import Draft, Recovery
from gui.documents.script_file import ScriptFileError
from gui.editor.python_edit import PythonEdit
from gui.examples import Example
from gui.settings import Settings

KEEP_AFTER_MS = 1_000
"""How long after a change the unsaved text is kept aside."""

NEW_NAME = "untitled.py"


class FileCommands(QObject):
    """Opens and saves the document of an editor; nothing unsaved goes without a question.

    Attributes:
        document: what is open.
        recent_menu: the files of late, each of which it opens.

    Signals:
        told(str): something happened that needs no answer.
    """

    told = Signal(str)

    def __init__(
        self, editor: PythonEdit, settings: Settings, recovery: Recovery, window: QWidget
    ) -> None:
        super().__init__(window)
        self._editor = editor
        self.document = Document(editor, self)
        self.recent_menu = RecentMenu(settings, window)
        self._recovery = recovery
        self._is_kept = True
        self._last_folder: Path | None = None
        self._questions = Questions(window)
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keeping.timeout.connect(self._keep)
        self.document.start("", NEW_NAME)
        self.document.changed.connect(self._on_document_changed)
        FileDrop(window).dropped.connect(self.open_file)
        watch = FileWatch(self.document, self)
        watch.reloaded.connect(self._on_reloaded)
        watch.reformed.connect(self._on_reformed)
        watch.kept.connect(self._on_kept)
        watch.lost.connect(self._on_lost)
        self.recent_menu.path_chosen.connect(self.open_file)
        editor.textChanged.connect(self._on_text_changed)

    def new(self) -> None:
        """Begin an empty script, ready to be written."""
        if self.may_leave():
            self.document.start("", NEW_NAME)
            self._editor.setFocus()

    def start_from(self, example: Example, *, as_copy: bool = False) -> bool:
        """Begin a script with the text of an example; says whether that was done.

        A copy is a script of the person's own, which is not saved yet.
        """
        if not self.may_leave():
            return False
        if as_copy:
            self.document.restore(Draft(example.source(), NEW_NAME))
            self._keep()
        else:
            self.document.start(example.source(), example.path.name)
        return True

    def open(self) -> None:
        """Ask for a file, and show it."""
        if self.may_leave() and (path := self._questions.ask_what_to_open(self._folder())):
            self._show(path)

    def open_file(self, path: Path) -> None:
        """Show a file; where it cannot be read, say why and leave everything as it is."""
        if self.may_leave():
            self._show(path)

    def save(self) -> bool:
        """Save the script where it is from, or ask where; says whether it is saved."""
        path = self.document.path
        if path is None:
            return self.save_as()
        if self.document.has_changed_on_disk:
            answer = self._questions.ask_to_overwrite(path)
            if answer is not Answer.SAVE:
                return answer is Answer.SAVE_AS and self.save_as()
        return self._write(path)

    def save_as(self) -> bool:
        """Ask where to save the script, and save it there; says whether it is saved."""
        proposed = self.document.path or self._folder() / self.document.name
        path = self._questions.ask_where_to_save(proposed)
        return path is not None and self._write(path)

    def may_leave(self) -> bool:
        """Whether what is in the editor may go, because it is saved or not wanted."""
        if self._questions.is_asking:  # one question at a time
            return False
        if not self.document.is_modified:
            return True
        answer = self._questions.ask_to_save(self.document.name)
        return answer is Answer.DISCARD or (answer is Answer.SAVE and self.save())

    def close(self) -> None:
        """Delete the recovery file, as there was no crash."""
        self._keeping.stop()
        self._recovery.clear()

    def offer_recovery(self) -> None:
        """Ask about unsaved text that an earlier start left behind, until some is restored.

        A file that this start was asked to show stays: of it alone unsaved text is offered.
        """
        path = self.document.path
        others = self._offer(lambda draft: path is None or draft.path == str(path))
        if others:
            text = self.tr("Unsaved changes of {name} are kept: File ▸ Restore unsaved changes…")
            self.told.emit(text.format(name=others[0].name))

    def restore(self) -> None:
        """Ask about all unsaved text that earlier starts left behind, until some is restored."""
        if self._recovery.has_leftovers():
            if self.may_leave():
                self._offer(lambda draft: True)
        else:
            self.told.emit(self.tr("No unsaved changes were left behind."))

    def _offer(self, is_meant: Callable[[Draft], bool]) -> list[Draft]:
        """Ask about what was left behind, until some is restored; gives what was not meant."""
        others: list[Draft] = []
        for leftover in self._recovery.leftovers():
            if not is_meant(leftover.draft):
                others.append(leftover.draft)
                leftover.leave()
                continue
            is_wanted = self._questions.ask_to_restore(leftover.draft.name)
            if is_wanted:
                self.document.restore(leftover.draft)
                self._keep()
            leftover.discard()
            if is_wanted:
                break
        return others

    def _show(self, path: Path) -> None:
        try:
            self.document.open(path)
        except ScriptFileError as error:
            self._questions.tell_unreadable(path, error)
            return
        self.recent_menu.add(path)
        self._last_folder = path.parent
        if self.document.path is None:
            self._tell(self.tr("{name} has the code of the notebook, which stays as it is."))

    def _write(self, path: Path) -> bool:
        try:
            self.document.save(path)
        except ScriptFileError as error:
            self._questions.tell_unwritable(path, error)
            return False
        self.recent_menu.add(path)
        self._tell(self.tr("{name} is saved."))
        return True

    def _folder(self) -> Path:
        path = self.document.path
        return path.parent if path else self._last_folder or documents_folder()

    def _keep(self) -> None:
        self._keeping.stop()
        was_kept, self._is_kept = self._is_kept, self._recovery.keep(self.document.draft())
        if was_kept and not self._is_kept:
            self._tell(
                self.tr("Unsaved changes of {name} would not outlive a crash: save them soon.")
            )

    # -- slots ---------------------------------------------------------------------------------

    def _on_reloaded(self) -> None:
        self._tell(self.tr("Another program has written {name}; Ctrl+Enter runs what it has now."))

    def _on_reformed(self) -> None:
        self._tell(
            self.tr("Another program has changed only the line ends of {name}; saving keeps them.")
        )

    def _on_kept(self) -> None:
        self._tell(
            self.tr(
                "Another program has written {name}. What you wrote here stays; saving asks first."
            )
        )

    def _on_lost(self) -> None:
        self._keep()
        self._tell(
            self.tr(
                "{name} was deleted or moved by another program. Its text is here; Ctrl+S saves it."
            )
        )

    def _tell(self, text: str) -> None:
        self.told.emit(text.format(name=self.document.name))

    def _on_text_changed(self) -> None:
        if self.document.is_modified and not self._keeping.isActive():
            self._keeping.start()

    def _on_document_changed(self) -> None:
        if not self.document.is_modified:
            self.close()
