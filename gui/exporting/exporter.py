"""The commands to export the graph to a file and to copy it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox

from engine.record.recorded import Recorded
from engine.record.recording import Recording
from engine.record.run_end import RunEnd
from gui.canvas.scene import Scene
from gui.clipboard import copy_picture
from gui.commands.action_set import ActionSet
from gui.documents.document import Document
from gui.documents.file_dialog import file_dialog
from gui.documents.questions import reason_of
from gui.documents.script_file import ScriptFileError, write_file
from gui.drawing.graph_view import GraphView
from gui.exporting.export_format import ExportFormat
from gui.languages import QT_TRANSLATE_NOOP
from gui.player import Player
from gui.settings import Settings
from gui.widgets.busy_cursor import busy_cursor
from gui.window.status_line import MESSAGE_MS

if TYPE_CHECKING:
    from gui.exporting.export_dialog import ExportChoice
    from gui.exporting.walk_file import WalkFile
    from gui.exporting.walk_writer import WalkWriter

_NO_GRAPH = QT_TRANSLATE_NOOP("Command", "There is no graph to save yet: run a script first.")


class Exporter(QObject):
    """Saves or copies the graph on the canvas.

    The commands are disabled while the canvas is empty.
    """

    def __init__(
        self,
        graph: GraphView,
        player: Player,
        document: Document,
        settings: Settings,
        actions: ActionSet,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._graph, self._player = graph, player
        self._document, self._settings = document, settings
        self._actions, self._window = actions, window
        self._writers: set[WalkWriter] = set()
        actions.connect_commands(
            {"export": self._on_export_triggered, "copy_graph": self._on_copy_triggered}
        )
        graph.scene_shown.connect(self._on_scene_shown)
        self._on_scene_shown()

    def _ask_for_file(self, scene: Scene, choice: ExportChoice) -> None:
        ending = choice.file_format.value
        dialog = file_dialog(self._window, self.tr("Export graph"), self._proposed_folder())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        kinds = {
            ExportFormat.PAGE: self.tr("Web pages (*{ending})"),
            ExportFormat.ANIMATION: self.tr("Animations (*{ending})"),
        }
        kind = kinds.get(choice.file_format, self.tr("Pictures (*{ending})"))
        dialog.setNameFilter(kind.format(ending=ending))
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(self._proposed_name(choice.file_format) + ending)
        dialog.fileSelected.connect(lambda path: self._save(scene, choice, Path(path)))
        dialog.open()

    def _proposed_folder(self) -> Path:
        """The folder of the last picture, or else of the script."""
        if last := self._settings.export_folder:
            return last
        if script := self._document.path:
            return script.parent
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        return Path(QStandardPaths.writableLocation(pictures))

    def _proposed_name(self, file_format: ExportFormat) -> str:
        stem = Path(self._player.recording.filename).stem
        return stem if file_format.has_all_steps else f"{stem}_step_{self._player.cursor}"

    def _save(self, scene: Scene, choice: ExportChoice, path: Path) -> None:
        from gui.exporting.scene_picture import TooLargeError, picture

        file_format = ExportFormat.of(path) or choice.file_format  # the extension takes precedence
        if file_format.has_all_steps:
            self._draw_steps(choice, file_format, path)
            return
        try:
            with busy_cursor():
                data = picture(scene, choice.theme, file_format, choice.scale)
        except TooLargeError as error:
            text = self.tr(
                "It would be {width} × {height} pixels, which is too many for a PNG. "
                "Choose a smaller scale, or SVG, or PDF."
            )
            self._show_write_error(path, text.format(width=error.width_px, height=error.height_px))
        else:
            self._write(path, data, self.tr("The graph is in {path}.").format(path=path))

    def _draw_steps(self, choice: ExportChoice, file_format: ExportFormat, path: Path) -> None:
        """Have all steps drawn in a process of its own, and write them."""
        from gui.exporting.animation import Pace
        from gui.exporting.drawn_walk import Walk
        from gui.exporting.walk_writer import WalkWriter

        player, is_whole = self._player, self._actions["show_whole_run"].isChecked()
        recording = player.recording
        name = "dark" if choice.theme.is_dark else "light"
        walk = Walk(player.cursor, name, is_whole, self._graph.folded)
        is_animation = file_format is ExportFormat.ANIMATION
        pace = Pace(choice.scale, choice.seconds) if is_animation else None
        writer = WalkWriter(Recorded(recording, RunEnd("done")), walk, pace, self)
        writer.drawn.connect(lambda file: self._on_steps_drawn(path, file, recording))
        writer.failed.connect(lambda reason: self._show_write_error(path, reason))
        for answer in (writer.drawn, writer.failed):
            answer.connect(lambda: self._end(writer))
        self._writers.add(writer)
        self._window.statusBar().showMessage(self.tr("The steps are being drawn…"))

    def _on_steps_drawn(self, path: Path, file: WalkFile, recording: Recording) -> None:
        text, count = self.tr("The steps are in {path}."), recording.step_count
        if file.last - file.first < count:
            text = self.tr("Steps {first} to {last} of {count} are in {path}: it can have no more.")
        steps = {"first": file.first, "last": file.last, "count": count}
        self._write(path, file.data, text.format(**steps, path=path))

    def _end(self, writer: WalkWriter) -> None:
        self._writers.discard(writer)
        writer.deleteLater()

    def close(self) -> None:
        """Cancel the files that are being drawn."""
        while self._writers:
            self._writers.pop().close()

    def _write(self, path: Path, data: bytes, message: str) -> None:
        """Write a file, and show a message once it is there."""
        try:
            write_file(path, data)
        except ScriptFileError as error:
            text = self.tr("{reason} Choose another folder.")
            self._show_write_error(path, text.format(reason=reason_of(error)))
        else:
            self._settings.export_folder = path.parent
            self._window.statusBar().showMessage(message, MESSAGE_MS)

    def _show_write_error(self, path: Path, reason: str) -> None:
        self._window.statusBar().clearMessage()  # the steps are no longer being drawn
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Export graph"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("{name} was not written.").format(name=path.name))
        box.setInformativeText(f"{path}\n\n{reason}")
        box.open()

    def _on_export_triggered(self) -> None:
        scene = self._graph.canvas.scene
        if scene is None:
            return
        self._player.pause()  # keeps the shown step
        from gui.exporting.export_dialog import ExportDialog

        dialog = ExportDialog(self._graph.canvas.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._ask_for_file(scene, dialog.choice))
        dialog.open()

    def _on_copy_triggered(self) -> None:
        scene, theme = self._graph.canvas.scene, self._graph.canvas.theme
        if scene is None:
            return
        from gui.exporting.scene_picture import copied

        with busy_cursor():
            image, svg, scale = copied(scene, theme)
            copy_picture(image, svg)
        text = self.tr("A picture of the graph is on the clipboard.")
        if scale < 1:
            text = self.tr(
                "A picture of the graph is on the clipboard, at {percent} % of its size. "
                "Export it as SVG or PDF to keep it sharp."
            ).format(percent=int(100 * scale))
        self._window.statusBar().showMessage(text, MESSAGE_MS)

    def _on_scene_shown(self) -> None:
        for name in ("export", "copy_graph"):
            self._actions.set_enabled(name, self._graph.canvas.scene is not None, _NO_GRAPH)
