"""Disables impossible commands of the menu Build while it is open, with the reasons."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from gui.builder.command_gestures import CommandGestures
from gui.commands.build_commands import BUILD_COMMANDS


class BuildMenu(QObject):
    """Disables and checks entries when the menu opens, and restores them when it closes.

    Their shortcuts stay enabled, as they show the reason beside the card.
    """

    def __init__(self, menu: QMenu, commands: CommandGestures) -> None:
        super().__init__(menu)
        self._menu, self._commands = menu, commands
        self._tips: dict[QAction, tuple[str, str]] = {}
        menu.aboutToHide.connect(self.restore)

    def show_reasons(self) -> None:
        """Disable impossible entries; only these have tool tips, which cover other entries."""
        self.restore()
        names = {command.name for command in BUILD_COMMANDS}
        for action in self._menu.actions():
            if action.objectName() not in names:
                continue
            reason = self._commands.reason_against(action.objectName())
            self._tips[action] = action.toolTip(), action.statusTip()
            action.setToolTip(reason)
            action.setStatusTip(reason or action.statusTip())
            action.setEnabled(not reason)
            is_on = self._commands.is_on(action.objectName())
            action.setCheckable(is_on is not None)
            action.setChecked(bool(is_on))

    def restore(self) -> None:
        """Enable all entries again."""
        for action, (tool_tip, status_tip) in self._tips.items():
            action.setToolTip(tool_tip)
            action.setStatusTip(status_tip)
            action.setEnabled(True)
            action.setCheckable(False)
        self._tips.clear()
