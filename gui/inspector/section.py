"""A collapsible section of the inspector."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.theme import BASE_PX, SPACE_4, ui_font
from gui.widgets.enter_button import EnterButton


class SectionTitle(EnterButton):
    """The title of a section, which opens and closes it; elided where it is too long."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}_heading")
        self.setFont(ui_font(BASE_PX, bold=True))
        self.setAutoRaise(True)
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setArrowType(Qt.ArrowType.DownArrow)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    # -- Qt ------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())


class Section(QWidget):
    """A title above a widget; a closed section shows only the title.

    Signals:
        opened: the user opened the section.
    """

    opened = Signal()

    def __init__(self, name: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = SectionTitle(name)
        self._content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(content)
        self._title.toggled.connect(self._on_toggled)

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self._title.isChecked()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self._title.setToolTip(title)
        self._title.setAccessibleName(title)
        self._content.setAccessibleName(title)

    def _on_toggled(self, is_open: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self._title.setArrowType(arrow)
        self._content.setVisible(is_open)
        if is_open:
            self.opened.emit()
