"""The table of commands as actions: in menus, in the tool bar and under keys."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from gui.actions import COMMANDS, PAUSE, SUBMENUS, TOOL_BAR, Command, Menu
from gui.icons import icon
from gui.theme import ICON_PX, LIGHT, Theme


class ActionSet(QObject):
    """One action for each command of the table, by its name; the window connects them.

    Canvas and editor get their keys with the context *widget with children*: such a key is live
    only while the focus is there, so that Space types a space in the editor and plays on the
    canvas. A command that also has a key of the window gets them as shortcuts of their own.
    """

    def __init__(self, window: QWidget, canvas: QWidget, editor: QWidget) -> None:
        super().__init__(window)
        self._theme = LIGHT
        self._is_playing = False
        self._actions = {command.name: QAction(self) for command in COMMANDS}
        self._menus = {menu: QMenu(window) for menu in Menu}
        self._join_choices()
        for command in COMMANDS:
            action = self._actions[command.name]
            action.setObjectName(command.name)
            action.setAutoRepeat(command.repeats)
            action.setCheckable(command.is_toggle or bool(command.choice))
            _bind_keys(command, action, window, canvas, editor)
        self._fill_menus()
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        """The action of a command.

        Raises:
            KeyError: there is no such command.
        """
        return self._actions[name]

    def menu(self, menu: Menu) -> QMenu:
        """A menu, to add to it what is not in the table."""
        return self._menus[menu]

    def fill_menu_bar(self, bar: QMenuBar) -> None:
        """Add the menus to a menu bar."""
        for menu in Menu:
            if menu not in SUBMENUS:
                bar.addMenu(self._menus[menu])

    def fill_tool_bar(self, bar: QToolBar) -> None:
        """Add the commands of the tool bar, as icons."""
        bar.setIconSize(QSize(ICON_PX, ICON_PX))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for group in TOOL_BAR:
            if bar.actions():
                bar.addSeparator()
            bar.addActions([self._actions[name] for name in group])

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        self._theme = theme
        for command in self._commands():
            if command.icon:
                self._actions[command.name].setIcon(icon(command.icon, theme))

    def set_playing(self, is_playing: bool) -> None:
        """Show ``play`` as what it does now: play or pause."""
        self._is_playing = is_playing
        self.set_theme(self._theme)
        self.retranslate()

    def retranslate(self) -> None:
        """Take all texts from the language that is installed now."""
        for command in self._commands():
            action = self._actions[command.name]
            action.setText(_translated(command.text))
            action.setToolTip(_tip_with_key(command))
            action.setStatusTip(_translated(command.tip))
        for menu, shown in self._menus.items():
            shown.setTitle(_translated(menu.value))

    def _commands(self) -> Iterator[Command]:
        """The table as it is shown now."""
        for command in COMMANDS:
            yield PAUSE if self._is_playing and command.name == PAUSE.name else command

    def _join_choices(self) -> None:
        groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            if command.choice:
                group = groups.setdefault(command.choice, QActionGroup(self))
                group.addAction(self._actions[command.name])

    def _fill_menus(self) -> None:
        for command in COMMANDS:
            shown = self._menus[command.menu]
            if command.begins_section:
                shown.addSeparator()
            shown.addAction(self._actions[command.name])
        for menu, parent in SUBMENUS.items():
            self._menus[parent].addMenu(self._menus[menu])


def _bind_keys(
    command: Command, action: QAction, window: QWidget, canvas: QWidget, editor: QWidget
) -> None:
    in_window = Qt.ShortcutContext.WindowShortcut
    inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
    for keys, widget, context in (
        (command.keys, window, in_window),
        (command.canvas_keys, canvas, inside),
        (command.editor_keys, editor, inside),
    ):
        if keys and not action.shortcuts():
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(context)
            widget.addAction(action)
            continue
        for key in keys:
            shortcut = QShortcut(QKeySequence(key), widget)
            shortcut.setContext(context)
            shortcut.setAutoRepeat(command.repeats)
            shortcut.activated.connect(action.trigger)


def _tip_with_key(command: Command) -> str:
    """What a command does, with the best key for it, as the platform writes keys."""
    tip = _translated(command.tip)
    keys = [*command.keys, *command.canvas_keys, *command.editor_keys]
    if not keys:
        return tip
    key = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
    return QCoreApplication.translate("Command", "{tip} ({key})").format(tip=tip, key=key)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Command", text)
