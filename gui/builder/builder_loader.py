"""The window's way to the builder, which is loaded when it is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.commands.build_commands import BUILD_COMMANDS
from gui.commands.command import Menu
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from gui.builder.gestures import Gestures
    from gui.commands.action_set import ActionSet
    from gui.drawing.graph_view import GraphView
    from gui.editor.code_editor import CodeEditor
    from gui.live.live import Live
    from gui.runs.session import Session

PATIENCE_MS = 1_500
"""So long after it is shown the palette is filled also where no graph was drawn before."""

_ANSWERED = frozenset(
    {
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.DragLeave,
        QEvent.Type.Drop,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.WindowDeactivate,
    }
)


class Palette(QWidget):
    """The panel of the palette: empty until it is in sight and there is time to fill it.

    Attributes:
        filling: fires when it may have come into sight.
        patience: fires a while after it did.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("palette")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.filling = QTimer(self, singleShot=True, interval=0)
        self.patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)

    def fill(self, view: QWidget) -> None:
        """Show the palette."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(view)
        self.setFocusProxy(view)

    def check_sight(self) -> None:
        """To be called when it may have come into sight."""
        self.filling.start()

    # -- Qt ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.check_sight()
        self.patience.start()


class BuilderLoader(QObject):
    """Passes commands, and mouse events of the canvas, on to the builder.

    Attributes:
        palette: the panel with what can be made and applied.
        workshop: the builder; None while nobody needed it.
    """

    def __init__(
        self,
        session: Session,
        graph: GraphView,
        editor: CodeEditor,
        actions: ActionSet,
        live: Live,
    ) -> None:
        super().__init__(graph)
        self.palette = Palette()
        self.workshop: Gestures | None = None
        self._session, self._graph, self._editor = session, graph, editor
        self._actions, self._live = actions, live
        self._theme = LIGHT
        self._may_load = False
        self.palette.filling.timeout.connect(self._fill_palette)
        self.palette.patience.timeout.connect(self.allow_loading)
        graph.canvas.setAcceptDrops(True)
        graph.canvas.installEventFilter(self)
        for widget in (graph.canvas, self.palette):  # gestures are undone where they are made
            widget.addActions([actions["undo"], actions["redo"]])
        actions.menu(Menu.BUILD).aboutToShow.connect(lambda: self.open().menu.show_reasons())
        for command in BUILD_COMMANDS:
            name = command.name
            actions[name].triggered.connect(lambda _=False, name=name: self.open().do(name))

    def open(self) -> Gestures:
        """The builder, loaded on first use."""
        if self.workshop is None:
            # The window starts without what may never be asked for.
            from gui.builder.builder_context import BuilderContext
            from gui.builder.gestures import Gestures

            desk = BuilderContext(
                self._session, self._graph, self._editor, self._actions, self._live
            )
            self.workshop = Gestures(desk, self)
            self.workshop.set_theme(self._theme)
            self.palette.fill(self.workshop.palette)
        return self.workshop

    def allow_loading(self) -> None:
        """The window has shown its first graph: now there is time to fill the palette."""
        self._may_load = True
        self._fill_palette()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        if self.workshop is not None:
            self.workshop.set_theme(theme)

    def retranslate(self) -> None:
        """Take all texts from the language that is installed now."""
        if self.workshop is not None:
            self.workshop.builder.retranslate()

    def shut_down(self) -> None:
        """Stop all timers, as the window closes."""
        self.palette.filling.stop()
        self.palette.patience.stop()
        self._may_load = False

    def _fill_palette(self) -> None:
        """Fill the panel where somebody looks at it; Qt calls visible also what is behind a tab."""
        palette = self.palette
        if self._may_load and palette.isVisible() and not palette.visibleRegion().isEmpty():
            self.open()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _ANSWERED:
            return False
        if self.workshop is None and not self._is_begin(event):
            return False
        return self.open().answer(event)

    def _is_begin(self, event: QEvent) -> bool:
        """Whether an event is the first of a gesture."""
        if isinstance(event, QMouseEvent):
            is_press = event.type() == QEvent.Type.MouseButtonPress
            is_left = event.button() == Qt.MouseButton.LeftButton
            return is_press and is_left and self._is_over_graph(event.position())
        return event.type() in (QEvent.Type.ContextMenu, QEvent.Type.DragEnter)

    def _is_over_graph(self, position: QPointF) -> bool:
        canvas = self._graph.canvas
        return canvas.card_under(position) is not None or canvas.edge_under(position) is not None
