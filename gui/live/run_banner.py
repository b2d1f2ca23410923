"""The banner over the graph that says why the changed script does not run automatically."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui.theme import BASE_PX, SPACE_4, SPACE_8, SPACE_12, Theme, ui_font


class RunBanner(QFrame):
    """Lies along the upper edge of the canvas while there is a text.

    Signals:
        run_requested: the button was pressed.
    """

    run_requested = Signal()

    def __init__(self, canvas: QWidget, editor: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setFocusProxy(editor)  # a press on the banner keeps the focus there
        self.setObjectName("offer")
        self._text = QLabel(self)
        self._text.setObjectName("offer_text")
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._button = QToolButton(self)
        self._button.setObjectName("offer_run")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self.run_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_12, SPACE_4, SPACE_8, SPACE_4)
        layout.setSpacing(SPACE_12)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        canvas.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, button: str) -> None:
        """Show a text, and that of the button; an empty text hides the banner."""
        self._text.setText(text)
        self._button.setText(button)
        self.setVisible(bool(text))
        if text:
            self._place()
            self.raise_()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self.setFont(ui_font(BASE_PX))
        self.setStyleSheet(
            f"#offer {{ background: {theme.surface.name()}; border: none;"
            f" border-bottom: 1px solid {theme.line.name()};"
            f" border-left: 4px solid {theme.accent.name()}; }}"
            f"#offer_text {{ color: {theme.text.name()}; background: transparent; }}"
        )

    def _place(self) -> None:
        width = self._canvas.width()
        self.setGeometry(0, 0, width, self.heightForWidth(width))

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
