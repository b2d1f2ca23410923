"""The commands of the File menu, which ask before unsaved text is lost."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine import RECORDING_SUFFIX
from engine.record.recorded import Recorded
from engine.script.encodings import EncodingError
from engine.script.notebook_file import NOTEBOOK_SUFFIX
from gui.documents.document import Document
from gui.documents.drafts import Drafts
from gui.documents.file_drop import FileDrop
from gui.documents.file_watch import FileWatch
from gui.documents.questions import Answer, Questions, documents_folder
from gui.documents.recent_menu import RecentMenu
from gui.documents.recording_reader import RecordingReader
from gui.documents.recovery import Draft, Recovery
from gui.documents.script_file import ScriptFileError
from gui.editor.python_edit import PythonEdit
from gui.examples import Example
from gui.settings import Settings

NEW_NAME = "untitled.py"


class FileCommands(QObject):
    """Opens and saves the document of an editor; unsaved text is discarded only on confirmation.

    Attributes:
        document: what is open.
        drafts: keeps what is unsaved in case the application ends without asking.
        recent_menu: the files opened or saved last.
        has_opened: whether a file was opened since the start; examples are none.

    Signals:
        message_requested(str): a message to show for some seconds.
    """

    message_requested = Signal(str)

    def __init__(
        self, editor: PythonEdit, settings: Settings, recovery: Recovery, window: QWidget
    ) -> None:
        super().__init__(window)
        self._editor = editor
        self.document = Document(editor, self)
        self.recent_menu = RecentMenu(settings, window)
        self._last_folder: Path | None = None
        self.has_opened = False
        self._unread: tuple[Path, ScriptFileError] | None = None
        self._given_up = ""
        self._questions = Questions(window)
        self.drafts = Drafts(editor, self.document, recovery, self._questions, self)
        self.drafts.message_requested.connect(self._request_message)
        self._reader = RecordingReader(lambda: self._questions.is_asking, self)
        self._reader.delayed.connect(self._on_reading_delayed)
        self._reader.delay_ended.connect(lambda: self.message_requested.emit(""))
        self._reader.read.connect(self._on_recording_read)
        self._reader.failed.connect(self._questions.tell_unreadable)
        self.document.opened.connect(self._reader.cancel)
        self.document.start("", NEW_NAME)
        FileDrop(window).dropped.connect(self.open_file)
        watch = FileWatch(self.document, self)
        watch.reloaded.connect(self._on_reloaded)
        watch.line_ends_changed.connect(self._on_line_ends_changed)
        watch.conflicted.connect(self._on_conflicted)
        watch.lost.connect(self._on_lost)
        self.recent_menu.path_chosen.connect(self.open_file)

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """The handlers of the commands, by their names in the table of commands."""
        return {
            "new": self.new,
            "open": self.open,
            "save": self.save,
            "save_as": self.save_as,
            "restore": self.restore,
        }

    def new(self) -> None:
        """Begin an empty script, ready to be written."""
        if self.confirm_discard():
            self.document.start("", NEW_NAME)
            self._editor.setFocus()

    def start_from(self, example: Example, *, as_copy: bool = False) -> bool:
        """Begin a script with the text of an example; returns False if the user declines.

        A copy is a script of the user's own, not saved yet.
        """
        if not self.confirm_discard():
            return False
        if as_copy:
            self.document.restore(Draft(example.source(), NEW_NAME))
            self.drafts.store()
        else:
            self.document.start(example.source(), example.path.name)
        return True

    def open(self) -> None:
        """Ask for a file, and show it."""
        if self.confirm_discard() and (path := self._questions.ask_what_to_open(self._folder())):
            self._show(path)

    def open_file(self, path: Path) -> None:
        """Show a file; where it cannot be read, say why and leave everything as it is.

        A recording, which may be large, is shown once it is read, unless another file is by then.
        """
        if self.confirm_discard():
            self._show(path)

    def open_first(self, path: Path) -> bool:
        """Show a file in a window not shown yet; returns False if it cannot be read.

        Why is told by ``begin``, over the window.
        """
        try:
            self._open_at_once(path)
        except ScriptFileError as error:
            self._unread = path, error
            return False
        return True

    def save(self) -> bool:
        """Save the script to its file, or ask for one; returns whether it is saved."""
        path = self.document.path
        if path is None:
            return self.save_as()
        if self.document.has_changed_on_disk:
            answer = self._questions.ask_to_overwrite(path)
            if answer is not Answer.SAVE:
                return answer is Answer.SAVE_AS and self.save_as()
        return self._write(path)

    def save_as(self) -> bool:
        """Ask for a file, and save the script to it; returns whether it is saved."""
        path = self._questions.ask_where_to_save(self._folder() / self.document.name)
        return path is not None and self._write(path)

    def confirm_discard(self) -> bool:
        """Whether the text may be discarded: it is kept, or the user agrees or saves it now."""
        if self.drafts.is_left:
            return True
        if self._questions.is_asking:  # one question at a time
            return False
        if not self.document.is_modified:
            return True
        answer = self._questions.ask_to_save(self.document.name)
        return answer is Answer.DISCARD or (answer is Answer.SAVE and self.save())

    def close(self) -> None:
        """Show nothing any more, and keep nothing, unless it was left for the next start."""
        self._reader.cancel()
        self.drafts.clear()

    def begin(self) -> None:
        """Tell why the first file was not shown, and offer drafts until one is restored.

        If a file is open, only drafts of that file are offered.
        """
        if self._unread is not None:
            self._questions.tell_unreadable(*self._unread)
        path = self.document.path
        declined = self.drafts.offer(lambda draft: path is None or draft.path == str(path))
        if declined:
            text = self.tr("Unsaved changes of {name} are kept: File ▸ Restore unsaved changes…")
            self.message_requested.emit(text.format(name=declined[0].name))

    def restore(self) -> None:
        """Offer all drafts of earlier starts, one after the other, until one is restored."""
        if self.drafts.has_leftovers:
            if self.confirm_discard():
                self.drafts.offer()
        else:
            self.message_requested.emit(self.tr("No unsaved changes were left behind."))

    def _show(self, path: Path) -> None:
        self._reader.cancel()
        if path.suffix.lower() == RECORDING_SUFFIX:
            self._given_up = self._editor.source()
            self._reader.start(path)
            return
        try:
            self._open_at_once(path)
        except ScriptFileError as error:
            self._questions.tell_unreadable(path, error)

    def _open_at_once(self, path: Path) -> None:
        self.document.open(path)
        self._remember(path)
        if path.suffix.lower() != NOTEBOOK_SUFFIX:
            return
        if self.document.path is None:
            text = self.tr("{name} has the code of the notebook, which stays as it is.")
        else:  # such as a web page that was saved in place of the notebook it shows
            text = self.tr("{name} is no notebook, or only a part of one: this is its text.")
        self._request_message(text)

    def _remember(self, path: Path) -> None:
        self.recent_menu.add(path)
        self._last_folder = path.parent
        self.has_opened = True

    def _write(self, path: Path) -> bool:
        try:
            self.document.save(path)
        except EncodingError as error:
            if not self._questions.ask_to_save_in_utf8(path.name, error):
                return False
            self.document.declare_utf8()
            return self._write(path)
        except ScriptFileError as error:
            if not self._questions.ask_to_save_elsewhere(path, error):
                return False
            other = self._questions.ask_where_to_save(documents_folder() / self.document.name)
            return other is not None and self._write(other)
        self.recent_menu.add(path)
        self._request_message(self.tr("{name} is saved."))
        return True

    def _folder(self) -> Path:
        path = self.document.path
        return path.parent if path else self._last_folder or documents_folder()

    # -- slots ---------------------------------------------------------------------------------

    def _on_reading_delayed(self, path: Path) -> None:
        self.message_requested.emit(self.tr("{name} is being read…").format(name=path.name))

    def _on_recording_read(self, path: Path, recorded: Recorded) -> None:
        is_unchanged = self._editor.source() == self._given_up
        if is_unchanged or self.confirm_discard():
            self.document.show_recording(recorded)
            self._remember(path)

    def _on_reloaded(self) -> None:
        self._request_message(
            self.tr("Another program has written {name}; Ctrl+Enter runs what it has now.")
        )

    def _on_line_ends_changed(self) -> None:
        self._request_message(
            self.tr("Another program has changed only the line ends of {name}; saving keeps them.")
        )

    def _on_conflicted(self) -> None:
        self._request_message(
            self.tr(
                "Another program has written {name}. What you wrote here stays; saving asks first."
            )
        )

    def _on_lost(self) -> None:
        self.drafts.store()
        self._request_message(
            self.tr(
                "{name} was deleted or moved by another program. Its text is here; Ctrl+S saves it."
            )
        )

    def _request_message(self, text: str) -> None:
        self.message_requested.emit(text.format(name=self.document.name))
