"""The panels around the canvas: their places, titles and sizes."""

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QCoreApplication, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from gui.theme import Theme
from gui.window.dock import Dock, is_in_sight
from gui.window.fair_heights import FairHeights
from gui.window.height_memory import HeightMemory
from gui.window.width_memory import WidthMemory

EDITOR_WIDTH_PX, INSPECTOR_WIDTH_PX = 680, 360
"""The largest widths: lines of 80 characters, and some ten columns of numbers."""
EDITOR_SHARE, INSPECTOR_SHARE = 0.32, 0.24
"""The largest shares of the window's width, so that a small window has room for the graph."""
MIN_SCRIPT_PX = 160
"""Some five lines of the script, with the title of the panel."""
CONSOLE_HEIGHT_PX, TIMELINE_HEIGHT_PX = 130, 110
CONSOLE_SHARE, TIMELINE_SHARE = 0.16, 0.13
"""The largest shares of its height, so that a low window has room for the script."""

translate = QCoreApplication.translate

_AREAS = {
    "script": Qt.DockWidgetArea.LeftDockWidgetArea,
    "gallery": Qt.DockWidgetArea.LeftDockWidgetArea,
    "console": Qt.DockWidgetArea.LeftDockWidgetArea,
    "inspector": Qt.DockWidgetArea.RightDockWidgetArea,
    "plots": Qt.DockWidgetArea.RightDockWidgetArea,
    "palette": Qt.DockWidgetArea.RightDockWidgetArea,
    "timeline": Qt.DockWidgetArea.BottomDockWidgetArea,
}
_BOTTOM_PANELS = [
    name for name, area in _AREAS.items() if area == Qt.DockWidgetArea.BottomDockWidgetArea
]
_TABBED_WITH = {"gallery": "script", "plots": "inspector", "palette": "inspector"}
"""Panels that are tabs behind another one."""


class Docks:
    """The panels of one window by name; the user may move, float and close each.

    Attributes:
        heights: remembers those in a window that shrinks.
    """

    def __init__(self, window: QMainWindow, panels: Mapping[str, QWidget]) -> None:
        self._window = window
        self._docks = {name: Dock(f"{name}_dock", panels[name], window) for name in _AREAS}
        sides = [dock for name, dock in self._docks.items() if name not in _BOTTOM_PANELS]
        self._widths = WidthMemory(window, sides, self._share_width)
        tall = [dock for dock in sides if dock is not self["console"]]
        FairHeights(window, tall, [self["console"]])
        self.heights = HeightMemory(window, list(self._docks.values()))
        # Fires once the window has laid itself out.
        self._script_timer = QTimer(window, singleShot=True, interval=0)
        self._script_timer.timeout.connect(self._make_room_for_script)
        self._place()

    def __getitem__(self, name: str) -> Dock:
        return self._docks[name]

    def fill_menu(self, menu: QMenu, reset: QAction) -> None:
        """Add an entry for each panel, which shows or hides it, and one that resets them all."""
        for dock in self._docks.values():
            menu.addAction(dock.toggleViewAction())
            dock.toggleViewAction().triggered.connect(dock.raise_)  # it may be behind another
        menu.addSeparator()
        menu.addAction(reset)

    def arrange(self, state: QByteArray) -> None:
        """Arrange the panels as they were left, or else in good proportions."""
        if self._window.restoreState(state):
            self._script_timer.start()
            self._widths.keep(are_initial=False)
        else:
            self._share_room()

    def hide_docked(self) -> None:
        """Hide all panels that are not floating."""
        for dock in self._docks.values():
            if not dock.isFloating():
                dock.hide()

    def reset(self) -> None:
        """Arrange all panels as at the first start."""
        for dock in self._docks.values():
            dock.setFloating(False)
            dock.show()
        self._place()
        self._share_room()

    def _place(self) -> None:
        """Put each panel in its initial place."""
        for name, dock in self._docks.items():
            self._window.addDockWidget(_AREAS[name], dock)
            if name in _TABBED_WITH:
                self._window.tabifyDockWidget(self[_TABBED_WITH[name]], dock)
                self[_TABBED_WITH[name]].raise_()
        self["gallery"].hide()

    def _share_room(self) -> None:
        """Give the panels their initial shares of the window."""
        window, down = self._window, Qt.Orientation.Vertical
        self._share_width()
        self._widths.keep(are_initial=True)
        timeline = min(TIMELINE_HEIGHT_PX, round(TIMELINE_SHARE * window.height()))
        console = min(CONSOLE_HEIGHT_PX, round(CONSOLE_SHARE * window.height()))
        window.resizeDocks([self["timeline"]], [timeline], down)
        rest = window.height() - timeline - console
        window.resizeDocks([self["script"], self["console"]], [rest, console], down)

    def _share_width(self) -> None:
        window = self._window
        widths = [
            min(EDITOR_WIDTH_PX, round(EDITOR_SHARE * window.width())),
            min(INSPECTOR_WIDTH_PX, round(INSPECTOR_SHARE * window.width())),
        ]
        docks = [self["script"], self["inspector"]]
        window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)

    def _make_room_for_script(self) -> None:
        """Enlarge the script if the window is lower than before and left most to the console.

        Qt restores the height of the console as it was, and gives the script what is left.
        """
        script, console = self["script"], self["console"]
        is_low = script.height() < min(MIN_SCRIPT_PX, console.height())
        if is_low and is_in_sight(script) and is_in_sight(console):
            room_px = script.height() + console.height()
            console_px = min(CONSOLE_HEIGHT_PX, room_px // 3)
            heights = [room_px - console_px, console_px]
            self._window.resizeDocks([script, console], heights, Qt.Orientation.Vertical)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the title bars from a theme."""
        for dock in self._docks.values():
            dock.set_theme(theme)

    def retranslate(self) -> None:
        """Title every panel in the current language."""
        titles = {
            "script": translate("Docks", "Script"),
            "console": translate("Docks", "Console"),
            "gallery": translate("Docks", "Gallery"),
            "inspector": translate("Docks", "Inspector"),
            "plots": translate("Docks", "Plots"),
            "palette": translate("Docks", "Palette"),
            "timeline": translate("Docks", "Timeline"),
        }
        for name, title in titles.items():
            self[name].setWindowTitle(title)
