"""The About box."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from engine import VERSION
from gui.icons import application_icon

translate = QCoreApplication.translate

_MARK = QSize(64, 64)


def about_box(parent: QWidget) -> QMessageBox:
    """Create the box, which deletes itself when closed."""
    text = translate(
        "about",
        "Gradwalk {version} makes automatic differentiation visible: it runs a script, draws its "
        "computational graph and steps through its backward passes.",
    )
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(translate("about", "About Gradwalk"))
    box.setText(text.format(version=VERSION))
    box.setIconPixmap(application_icon().pixmap(_MARK, box.devicePixelRatio()))
    button = box.addButton(translate("about", "Close"), QMessageBox.ButtonRole.AcceptRole)
    button.setIcon(QIcon())
    box.setEscapeButton(button)
    return box
