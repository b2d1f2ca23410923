"""Loads the builder on first use, and passes it commands and events."""

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

LOAD_AFTER_MS = 1_500
"""The palette is filled this long after it is shown, even if no graph was drawn before."""

_HANDLED_EVENTS = frozenset(
    {
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.DragLeave,
        QEvent.Type.Drop,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.WindowDeactivate,
    }
)


class PalettePanel(QWidget):
    """The palette's panel, which is empty until it is in sight and may be filled.

    Attributes:
        fill_timer: fires when it may have come into sight.
        load_timer: fires ``LOAD_AFTER_MS`` after it was shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("palette")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.fill_timer = QTimer(self, singleShot=True, interval=0)
        self.load_timer = QTimer(self, singleShot=True, interval=LOAD_AFTER_MS)

    def fill(self, view: QWidget) -> None:
        """Fill the panel."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(view)
        self.setFocusProxy(view)

    def schedule_refresh(self) -> None:
        """Fill the panel soon, as it may have come into sight."""
        self.fill_timer.start()

    # -- Qt ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.schedule_refresh()
        self.load_timer.start()


class BuilderLoader(QObject):
    """Passes commands, and events of the canvas, on to the builder, which it loads on first use.

    Attributes:
        palette: the panel of the palette.
        gestures: the builder, or None before it is loaded.
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
        self.palette = PalettePanel()
        self.gestures: Gestures | None = None
        self._session, self._graph, self._editor = session, graph, editor
        self._actions, self._live = actions, live
        self._theme = LIGHT
        self._may_load = False
        self.palette.fill_timer.timeout.connect(self._fill_palette)
        self.palette.load_timer.timeout.connect(self.allow_loading)
        graph.canvas.setAcceptDrops(True)
        graph.canvas.installEventFilter(self)
        for widget in (graph.canvas, self.palette):  # for the shortcuts
            widget.addActions([actions["undo"], actions["redo"]])
        actions.menu(Menu.BUILD).aboutToShow.connect(lambda: self.open().menu.show_reasons())
        for command in BUILD_COMMANDS:
            name = command.name
            actions[name].triggered.connect(lambda _=False, name=name: self.open().do(name))

    def open(self) -> Gestures:
        """Return the builder, loading it on first use."""
        if self.gestures is None:
            # Imported late, for a faster start of the window.
            from gui.builder.builder_context import BuilderContext
            from gui.builder.gestures import Gestures

            context = BuilderContext(
                self._session, self._graph, self._editor, self._actions, self._live
            )
            self.gestures = Gestures(context, self)
            self.gestures.set_theme(self._theme)
            self.palette.fill(self.gestures.palette)
        return self.gestures

    def allow_loading(self) -> None:
        """Allow filling the palette, once the window has shown its first graph."""
        self._may_load = True
        self._fill_palette()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        if self.gestures is not None:
            self.gestures.set_theme(theme)

    def retranslate(self) -> None:
        """Take all texts from the current language."""
        if self.gestures is not None:
            self.gestures.builder.retranslate()

    def shut_down(self) -> None:
        """Stop all timers, as the window closes."""
        self.palette.fill_timer.stop()
        self.palette.load_timer.stop()
        self._may_load = False

    def _fill_palette(self) -> None:
        """Fill the panel if it is in sight; ``isVisible`` is true also behind another tab."""
        palette = self.palette
        if self._may_load and palette.isVisible() and not palette.visibleRegion().isEmpty():
            self.open()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _HANDLED_EVENTS:
            return False
        if self.gestures is None and not self._begins_gesture(event):
            return False
        return self.open().handle_event(event)

    def _begins_gesture(self, event: QEvent) -> bool:
        """Whether an event may begin a gesture."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        if isinstance(event, QMouseEvent):
            is_press = event.type() == QEvent.Type.MouseButtonPress
            is_left = event.button() == Qt.MouseButton.LeftButton
            return is_press and is_left and self._is_over_graph(event.position())
        return event.type() in (QEvent.Type.ContextMenu, QEvent.Type.DragEnter)

    def _is_over_graph(self, position: QPointF) -> bool:
        canvas = self._graph.canvas
        return canvas.card_under(position) is not None or canvas.edge_under(position) is not None
