"""Questions and messages about files, each in a modal dialog."""

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFileInfo, QStandardPaths, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QMessageBox,
    QWidget,
)

from engine.script.encodings import EncodingError
from gui.documents.file_dialog import file_dialog
from gui.documents.script_file import Problem, ScriptFileError

translate = QCoreApplication.translate


class Answer(Enum):
    """What to do with unsaved text, or with a file that another program changed."""

    SAVE = "save"
    SAVE_AS = "save as"
    DISCARD = "discard"
    CANCEL = "cancel"


Answers = dict[QAbstractButton, Answer]


class Questions:
    """Asks questions over a window; each method returns once it is answered.

    Attributes:
        is_asking: whether a question is open.
    """

    def __init__(self, window: QWidget) -> None:
        self.is_asking = False
        self._window = window

    def ask_to_save(self, name: str) -> Answer:
        """Whether unsaved changes are to be saved: SAVE, DISCARD or CANCEL."""
        box = self._box(
            QMessageBox.Icon.Warning,
            translate("documents", "Save the changes of {name}?").format(name=name),
            translate("documents", "Otherwise they are lost."),
        )
        standard = QMessageBox.StandardButton
        save, discard = box.addButton(standard.Save), box.addButton(standard.Discard)
        box.setEscapeButton(box.addButton(standard.Cancel))
        box.setDefaultButton(save)
        answers: Answers = {save: Answer.SAVE, discard: Answer.DISCARD}
        return answers.get(self._clicked(box), Answer.CANCEL)

    def ask_to_overwrite(self, path: Path) -> Answer:
        """Whether to write over what another program wrote: SAVE, SAVE_AS or CANCEL."""
        box = self._box(
            QMessageBox.Icon.Warning,
            translate("documents", "{name} was changed by another program.").format(name=path.name),
            translate(
                "documents",
                "Saving replaces what is now in {path}. To keep both, save under another name.",
            ).format(path=path),
        )
        role = QMessageBox.ButtonRole
        save_as = box.addButton(translate("documents", "Save as…"), role.AcceptRole)
        replace = box.addButton(translate("documents", "Replace"), role.DestructiveRole)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setDefaultButton(save_as)
        answers: Answers = {save_as: Answer.SAVE_AS, replace: Answer.SAVE}
        return answers.get(self._clicked(box), Answer.CANCEL)

    def ask_to_save_in_utf8(self, name: str, error: EncodingError) -> bool:
        """Whether to save a script in UTF-8, as it does not fit the encoding that it declares."""
        lacks = translate(
            "documents", "It declares that encoding, which has no {character} (line {line})."
        )
        is_none = translate(
            "documents", "It declares that encoding, but Python could not read it so."
        )
        reason = lacks if error.character else is_none
        box = self._box(
            QMessageBox.Icon.Warning,
            translate("documents", "{name} cannot be saved in {encoding}.").format(
                name=name, encoding=error.encoding
            ),
            translate(
                "documents",
                "{reason} In UTF-8 all of it can be saved; the script then declares that.",
            ).format(reason=reason.format(character=error.character, line=error.line)),
        )
        role = QMessageBox.ButtonRole
        save = box.addButton(translate("documents", "Save in UTF-8"), role.AcceptRole)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setDefaultButton(save)
        return self._clicked(box) is save

    def ask_to_restore(self, name: str) -> bool:
        """Whether a stored draft is to be restored."""
        box = self._box(
            QMessageBox.Icon.Question,
            translate("documents", "Restore the unsaved changes of {name}?").format(name=name),
            translate(
                "documents",
                "Gradwalk ended before they were saved. Restored, the script is shown and not run.",
            ),
        )
        role = QMessageBox.ButtonRole
        restore = box.addButton(translate("documents", "Restore"), role.AcceptRole)
        discard = box.addButton(translate("documents", "Discard"), role.DestructiveRole)
        box.setDefaultButton(restore)
        box.setEscapeButton(restore)
        return self._clicked(box) is not discard

    def tell_unreadable(self, path: Path, error: ScriptFileError) -> None:
        """Say why a file could not be opened."""
        title = translate("documents", "{name} cannot be opened.").format(name=path.name)
        self._clicked(self._box(QMessageBox.Icon.Warning, title, f"{path}\n\n{reason_of(error)}"))

    def ask_to_save_elsewhere(self, path: Path, error: ScriptFileError) -> bool:
        """Say why a script could not be saved, and ask whether to save it in another place."""
        advice = translate(
            "documents", "{reason} The script is still in the editor: save it in another place."
        )
        return self._asks_for_another_place(path, error, advice)

    def ask_what_to_open(self, folder: Path) -> Path | None:
        """A file to open, or None."""
        dialog = self._file_dialog(translate("documents", "Open a script"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        scripts = translate(
            "documents", "Scripts, notebooks and recordings (*.py *.ipynb *.gradwalk)"
        )
        dialog.setNameFilters([scripts, *dialog.nameFilters()[1:]])
        return self._picked(dialog)

    def ask_where_to_save(self, proposed: Path) -> Path | None:
        """Ask where to save a script, and whether an existing file may be replaced."""
        dialog = self._file_dialog(translate("documents", "Save the script as"), proposed.parent)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("py")
        dialog.selectFile(proposed.name)
        return self._picked(dialog)

    def ask_where_to_save_recording(self, proposed: Path) -> Path | None:
        """A file to save a recording to, or None."""
        dialog = self._file_dialog(translate("documents", "Save the recording"), proposed.parent)
        dialog.setNameFilters([translate("documents", "Recordings (*.gradwalk)")])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(proposed.suffix.removeprefix("."))
        dialog.selectFile(proposed.name)
        return self._picked(dialog)

    def ask_to_save_recording_elsewhere(self, path: Path, error: ScriptFileError) -> bool:
        """Say why a recording could not be saved, and ask whether to save it in another place."""
        advice = translate(
            "documents", "{reason} The run is still shown: save it in another place."
        )
        return self._asks_for_another_place(path, error, advice)

    def _asks_for_another_place(self, path: Path, error: ScriptFileError, advice: str) -> bool:
        title = translate("documents", "{name} cannot be saved.").format(name=path.name)
        text = f"{path}\n\n{advice.format(reason=reason_of(error))}"
        box = self._box(QMessageBox.Icon.Warning, title, text)
        role = QMessageBox.ButtonRole
        save_as = box.addButton(translate("documents", "Save as…"), role.AcceptRole)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setDefaultButton(save_as)
        return self._clicked(box) is save_as

    def _box(self, icon: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setIcon(icon)
        box.setWindowTitle(QCoreApplication.applicationName())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(title)
        box.setInformativeText(text)
        return box

    def _file_dialog(self, title: str, folder: Path) -> QFileDialog:
        dialog = file_dialog(self._window, title, folder)
        scripts = translate("documents", "Python scripts (*.py)")
        dialog.setNameFilters([scripts, translate("documents", "All files (*)")])
        return dialog

    def _clicked(self, box: QMessageBox) -> QAbstractButton:
        for button in box.buttons():
            button.setIcon(QIcon())  # those of the style do not fit the theme
        self._exec(box)
        return box.clickedButton()

    def _picked(self, dialog: QFileDialog) -> Path | None:
        is_accepted = self._exec(dialog)
        return Path(dialog.selectedFiles()[0]) if is_accepted else None

    def _exec(self, dialog: QDialog) -> bool:
        self.is_asking = True
        is_accepted = bool(dialog.exec())
        self.is_asking = False
        dialog.deleteLater()
        return is_accepted


def documents_folder() -> Path:
    """The user's folder for documents."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    folder = QStandardPaths.writableLocation(place)
    return Path(folder) if QFileInfo(folder).isDir() else Path.home()


def reason_of(error: ScriptFileError) -> str:
    """The text of the problem, and of what to do."""
    texts = {
        Problem.MISSING: translate(
            "documents", "It is not there. It may have been moved, renamed or deleted."
        ),
        Problem.NO_FOLDER: translate("documents", "Its folder is not there any more."),
        Problem.FORBIDDEN: translate(
            "documents", "You may not read it. Ask its owner, or change its permissions."
        ),
        Problem.NOT_A_FILE: translate("documents", "It is no file. Choose a Python script."),
        Problem.TOO_LONG: translate(
            "documents", "It is too long for a script. Choose a Python script."
        ),
        Problem.NOT_UTF8: translate(
            "documents",
            "It is not text in UTF-8: line {detail} cannot be read. Is it a Python script? If so, "
            "save it as UTF-8 in the program that wrote it, or write its encoding into its first "
            "line, such as # coding: gbk.",
        ),
        Problem.UTF16: translate(
            "documents",
            "It is text in UTF-16, in which Python reads no scripts. Save it as UTF-8 in the "
            "program that wrote it, such as Notepad on Windows, which asks for the encoding.",
        ),
        Problem.NOT_AS_DECLARED: translate(
            "documents",
            "It declares that it is in {detail}, but cannot be read so. Is it a Python script? If "
            "so, save it as UTF-8 in the program that wrote it.",
        ),
        Problem.DAMAGED: translate(
            "documents",
            "It is no recording, or it is damaged. If you have its script, run that and save the "
            "recording again.",
        ),
        Problem.OTHER_VERSION: translate(
            "documents",
            "It was written by {detail}, whose recordings have another form. Run its script and "
            "save the recording again.",
        ),
        Problem.PROTECTED: translate("documents", "You may not write there."),
        Problem.FULL: translate("documents", "There is no room left on the disk."),
        Problem.OTHER: translate("documents", "The system says: {detail}."),
    }
    return texts[error.problem].format(detail=error.detail.rstrip("."))
