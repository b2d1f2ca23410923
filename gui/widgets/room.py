"""Where popups may be."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def room_at(point: QPoint, widget: QWidget) -> QRect:
    """The area for a popup at a point of the screen: what is available there.

    Wayland hides where on the screen a widget's window is. There, it is the window.
    """
    screen = QGuiApplication.screenAt(point) or widget.screen()
    room = screen.availableGeometry()
    is_hidden = QGuiApplication.platformName().startswith("wayland")
    return room & widget.window().geometry() if is_hidden else room
