"""A picture on the clipboard."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage


def copy_picture(image: QImage, svg: bytes) -> None:
    """Put a picture on the clipboard, as pixels and as SVG: whoever pastes it takes what it can."""
    data = QMimeData()
    data.setImageData(image)
    data.setData("image/svg+xml", svg)
    QGuiApplication.clipboard().setMimeData(data)
