"""The commands that move the focus between panels, and that arrange the panels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gui.window.docks import Docks


def panel_commands(docks: Docks, canvas: QWidget) -> dict[str, Callable[[], object]]:
    """The handlers of the commands, by their names in the table of commands."""

    def toggle_script_or_graph() -> None:
        """Focus the graph; where it has the focus, the script."""
        if canvas.hasFocus():
            docks["script"].reveal()
        else:
            canvas.setFocus()

    def toggle_inspector_or_graph() -> None:
        """Focus the inspector; where it has the focus, the graph."""
        if docks["inspector"].has_focus:
            canvas.setFocus()
        else:
            docks["inspector"].reveal()

    return {
        "change_sides": toggle_script_or_graph,
        "go_to_inspector": toggle_inspector_or_graph,
        "gallery": docks["gallery"].reveal,
    }
