"""The command to print the graph."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPageLayout
from PySide6.QtWidgets import QDialog, QMainWindow

from gui.canvas.scene import Scene
from gui.commands.action_set import ActionSet
from gui.drawing.graph_view import GraphView
from gui.languages import QT_TRANSLATE_NOOP
from gui.player import Player
from gui.theme import LIGHT
from gui.window.status_line import MESSAGE_MS

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_NO_GRAPH = QT_TRANSLATE_NOOP("Command", "There is no graph to print yet: run a script first.")


class GraphPrinter(QObject):
    """Prints the graph on the canvas, in the light theme."""

    def __init__(
        self, graph: GraphView, player: Player, actions: ActionSet, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._graph, self._player = graph, player
        self._actions, self._window = actions, window
        actions["print_graph"].triggered.connect(self._on_print_triggered)
        graph.scene_shown.connect(self._on_scene_shown)
        self._on_scene_shown()

    def _print(self, scene: Scene, printer: QPrinter) -> None:
        from gui.exporting.scene_picture import fill_page

        text = self.tr("The printer does not answer. Choose another one, or a file.")
        if fill_page(scene, replace(LIGHT, ground=LIGHT.surface), printer):  # paper is white
            text = self.tr("The graph was sent to {printer}.")
            text = text.format(printer=printer.outputFileName() or printer.printerName())
        self._window.statusBar().showMessage(text, MESSAGE_MS)

    # -- slots ---------------------------------------------------------------------------------

    def _on_print_triggered(self) -> None:
        scene = self._graph.canvas.scene
        if scene is None:
            return
        self._player.pause()  # keeps the shown step
        # Imported late, as it is rarely used.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from gui.exporting.scene_picture import lies_better

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._player.recording.filename)
        if lies_better(scene, LIGHT, printer):
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, False)
        dialog.accepted.connect(lambda: self._print(scene, printer))
        QDialog.open(dialog)  # ``QPrintDialog.open`` needs a slot

    def _on_scene_shown(self) -> None:
        self._actions.set_enabled("print_graph", self._graph.canvas.scene is not None, _NO_GRAPH)
