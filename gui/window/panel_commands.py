"""The commands about the parts of the window: which has the focus, and where they are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gui.window.docks import Docks


def side_commands(docks: Docks, canvas: QWidget) -> dict[str, Callable[[], object]]:
    """What the commands do, by their names in the table of commands."""

    def change_sides() -> None:
        """Give the keys to the graph; where it has them, to the script."""
        if canvas.hasFocus():
            docks["script"].reveal()
        else:
            canvas.setFocus()

    def go_to_inspector() -> None:
        """Give the keys to the inspector; where it has them, to the graph."""
        if docks["inspector"].has_focus:
            canvas.setFocus()
        else:
            docks["inspector"].reveal()

    return {
        "change_sides": change_sides,
        "go_to_inspector": go_to_inspector,
        "gallery": docks["gallery"].reveal,
        "reset_panels": docks.reset,
    }
