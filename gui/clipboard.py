"""A picture on the clipboard."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage


def copy_picture(image: QImage, svg: bytes) -> None:
    """Copy a picture to the clipboard, as pixels and as SVG."""
    data = QMimeData()
    data.setImageData(image)
    data.setData("image/svg+xml", svg)
    QGuiApplication.clipboard().setMimeData(data)
