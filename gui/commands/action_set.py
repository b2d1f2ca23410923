"""The table of commands as actions: in menus, in the tool bar and on keys."""

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QMenu,
    QMenuBar,
    QToolBar,
    QWidget,
)

from gui.commands.command import SUBMENUS, Command, Menu
from gui.commands.command_menu import CommandMenu
from gui.commands.command_table import COMMANDS, TOOL_BAR
from gui.commands.key_names import key_sequence, native_name
from gui.commands.text_selection import selected_text
from gui.commands.walk_commands import PAUSE
from gui.icons import icon
from gui.theme import ICON_PX, LIGHT, Theme

_COMMAND_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_KEYS_OF_TEXT = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class ActionSet(QObject):
    """One action for each command of the table, by its name; the window connects them.

    A key of the canvas works wherever the focus is, unless the focused widget uses it: Space
    types a space in the editor, presses a button, and plays everywhere else. Keys of the editor
    have the context *widget with children*. A command with several sorts of keys gets shortcuts
    of their own for the others.
    """

    def __init__(self, window: QWidget, editor: QWidget) -> None:
        super().__init__(window)
        self._theme = LIGHT
        self._is_playing = False
        self._actions = {command.name: QAction(self) for command in COMMANDS}
        self._menus: dict[Menu, QMenu] = {menu: CommandMenu(window) for menu in Menu}
        self._tips: dict[str, tuple[str, str]] = {}
        self._reasons: dict[str, str] = {}
        self._group_choices()
        for command in COMMANDS:
            action = self._actions[command.name]
            action.setObjectName(command.name)
            action.setAutoRepeat(command.repeats)
            action.setCheckable(command.is_toggle or bool(command.choice))
            _bind_keys(command, action, window, editor)
        for widget in (window, editor):  # the editor may be in a floating dock
            widget.installEventFilter(self)
        self._fill_menus()
        self.retranslate()

    def watch(self, panel: QWidget) -> None:
        """Leave keys to the focused widget of a panel, too, which may float as another window."""
        panel.installEventFilter(self)

    def __getitem__(self, name: str) -> QAction:
        """The action of a command.

        Raises:
            KeyError: there is no such command.
        """
        return self._actions[name]

    def set_enabled(self, name: str, is_enabled: bool, reason: str) -> None:
        """Enable a command or, giving a reason in its tips, disable it.

        Args:
            reason: English, marked for translation in the context ``Command``.
        """
        self._actions[name].setEnabled(is_enabled)
        reason = "" if is_enabled else reason
        if reason != self._reasons.get(name, ""):
            self._reasons[name] = reason
            self._show_tips(name)

    def connect_commands(self, commands: Mapping[str, Callable[[], object]]) -> None:
        """Connect commands, by name, to their handlers."""
        for name, command in commands.items():
            self._actions[name].triggered.connect(lambda _=False, do=command: do())

    def menu(self, menu: Menu) -> QMenu:
        """A menu, for adding entries that are not in the table."""
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
        """Set the text and icon of ``play`` to play or pause."""
        self._is_playing = is_playing
        self.set_theme(self._theme)
        self.retranslate()

    def retranslate(self) -> None:
        """Take all texts from the current language."""
        for command in self._commands():
            action = self._actions[command.name]
            action.setText(_translated(command.text))
            self._tips[command.name] = _tip_with_key(command), _translated(command.tip)
            self._show_tips(command.name)
        for menu, shown in self._menus.items():
            shown.setTitle(_translated(menu.value))

    def _show_tips(self, name: str) -> None:
        """Set the tips of a command: its effect, or why it is disabled."""
        reason = _translated(self._reasons.get(name, ""))
        tool_tip, status_tip = self._tips[name]
        self._actions[name].setToolTip(reason or tool_tip)
        self._actions[name].setStatusTip(reason or status_tip)

    def _commands(self) -> Iterator[Command]:
        """The table as it is shown now."""
        for command in COMMANDS:
            yield PAUSE if self._is_playing and command.name == PAUSE.name else command

    def _group_choices(self) -> None:
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

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave a key to the focused widget if that uses it."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if _is_used_by_focus(event):
            event.accept()
        return False


def _bind_keys(command: Command, action: QAction, window: QWidget, editor: QWidget) -> None:
    in_window = Qt.ShortcutContext.WindowShortcut
    inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
    for keys, widget, context in (
        (command.keys, window, in_window),
        (command.canvas_keys, window, in_window),
        (command.editor_keys, editor, inside),
    ):
        if keys and not action.shortcuts():
            action.setShortcuts([key_sequence(key) for key in keys])
            action.setShortcutContext(context)
            widget.addAction(action)
            continue
        for key in keys:
            shortcut = QShortcut(key_sequence(key), widget)
            shortcut.setContext(context)
            shortcut.setAutoRepeat(command.repeats)
            shortcut.activated.connect(action.trigger)


def _is_used_by_focus(event: QKeyEvent) -> bool:
    """Whether the widget with the focus handles a key itself: to copy, or without modifiers."""
    focus = QApplication.focusWidget()
    if event.matches(QKeySequence.StandardKey.Copy) and selected_text():
        return True
    if focus is None or event.modifiers() & _COMMAND_MODIFIERS:
        return False
    if isinstance(focus, QAbstractButton):
        return event.key() == Qt.Key.Key_Space
    is_editable = focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    if event.key() == Qt.Key.Key_Escape:  # Escape carries text, but types nothing
        return False
    return is_editable and (bool(event.text()) or event.key() in _KEYS_OF_TEXT)


def _tip_with_key(command: Command) -> str:
    """The tip of a command with its first key, as the platform writes keys."""
    tip = _translated(command.tip)
    keys = [*command.keys, *command.canvas_keys, *command.editor_keys]
    if not keys:
        return tip
    template = QCoreApplication.translate("Command", "{tip} ({key})")
    return template.format(tip=tip, key=native_name(keys[0]))


def _translated(text: str) -> str:
    return QCoreApplication.translate("Command", text)
