"""A label with a typeset formula."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from gui.clipboard import copy_picture
from gui.inspector.typesetter import FORMULA_PX, INK
from gui.theme import LIGHT, Theme, code_font

COPY_SCALE = 4
"""The scale of a copied picture, for slides and paper."""

MIN_SCALE = 0.55
"""The minimum scale; a formula that is still too wide is clipped at the right."""


class FormulaLabel(QWidget):
    """Shows a formula, scaled down where it is wider than the panel.

    Its accessible name is the LaTeX, which is also drawn where a formula cannot be typeset. A right
    click offers to copy either.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme = LIGHT
        self._latex = ""
        self._svg: bytes | None = None
        self._renderer: QSvgRenderer | None = None

    @property
    def latex(self) -> str:
        """The source of the formula."""
        return self._latex

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture of the formula."""
        return self._renderer is not None

    def show_formula(self, latex: str, svg: bytes | None) -> None:
        """Show a picture of a formula, or None, for which room is kept until it is made."""
        if (latex, svg) == (self._latex, self._svg):
            return
        self._latex, self._svg = latex, svg
        self.setAccessibleName(latex)
        self._retranslate()
        self._load()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        self._load()

    def _retranslate(self) -> None:
        is_drawn = bool(self._svg)
        self.setToolTip(self.tr("A right click copies the formula") if is_drawn else self._latex)

    def _load(self) -> None:
        self._renderer = None
        if self._svg:
            ink = self._theme.text.name().encode()
            self._renderer = QSvgRenderer(self._svg.replace(INK.encode(), ink))
        self.updateGeometry()
        self.update()

    def copy_latex(self) -> None:
        """Copy the LaTeX source to the clipboard."""
        QGuiApplication.clipboard().setText(self._latex)

    def copy_picture(self) -> None:
        """Copy the picture to the clipboard, dark on transparent, as pixels and as SVG."""
        svg = (self._svg or b"").replace(INK.encode(), LIGHT.text.name().encode())
        renderer = QSvgRenderer(svg)
        image = QImage(
            (renderer.viewBoxF().size() * COPY_SCALE).toSize(), QImage.Format.Format_ARGB32
        )
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            renderer.render(painter)
        copy_picture(image, svg)

    def _size(self) -> QSizeF:
        if self._renderer is None:
            return QSizeF(0, 2 * FORMULA_PX)
        return self._renderer.viewBoxF().size()

    def _scale(self, width: float) -> float:
        own = self._size().width()
        return min(1.0, max(width / own, MIN_SCALE)) if own else 1.0

    # -- Qt ------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy as LaTeX"), self.copy_latex)
        menu.addAction(self.tr("Copy picture"), self.copy_picture).setEnabled(self.is_drawn)
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def heightForWidth(self, width: int) -> int:
        return round(self._size().height() * self._scale(width)) + 2

    def sizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._renderer is not None:
            size = self._size() * self._scale(self.width())
            self._renderer.render(painter, QRectF(0, 1, size.width(), size.height()))
        elif self._svg is not None:
            painter.setPen(self._theme.muted)
            painter.setFont(code_font())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self._latex)
