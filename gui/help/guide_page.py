"""A window with the guide and the glossary, in the current language."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QFrame, QTextBrowser, QVBoxLayout, QWidget

from gui import languages
from gui.theme import SPACE_8, SPACE_12, SPACE_24, ui_font

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = {"en": DOCS / "guide.md", "zh_CN": DOCS / "guide.zh_CN.md"}

_SIZE_PX = (820, 720)
_SCREEN_SHARE = 0.9
_MAX_IMAGE_PX = 720
_PICTURE = "\ufffc"
"""The character of a picture in the text."""
_LINE_HEIGHT_PERCENT = 130


class GuidePage(QDialog):
    """A modeless dialog with the guide.

    Attributes:
        browser: shows the pages and follows their links.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("guide_page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(*_SIZE_PX).boundedTo(self.screen().availableSize() * _SCREEN_SHARE))
        self.setMinimumWidth(self.width())  # pictures are scaled to it
        self.browser = _Browser()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.browser)
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("User guide"))
        self.browser.setAccessibleName(self.tr("User guide"))
        self.browser.setFont(ui_font())
        guide = QUrl.fromLocalFile(str(GUIDES[languages.current()]))
        if self.browser.source() != guide:  # loading is slow
            self.browser.setSource(guide)

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class _Browser(QTextBrowser):
    """A browser for Markdown, with line spacing and pictures scaled to the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenExternalLinks(True)
        self.document().setDocumentMargin(SPACE_24)
        # Chinese lines are a pixel wider than the page, as punctuation hangs over the margin.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sourceChanged.connect(self._space_out)

    def _space_out(self) -> None:
        lines = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        block = self.document().begin()
        while block.isValid():
            look = QTextBlockFormat()
            if _PICTURE not in block.text():
                look.setLineHeight(_LINE_HEIGHT_PERCENT, lines)
            is_title = bool(block.blockFormat().headingLevel())
            look.setTopMargin(SPACE_24 if is_title else 0)
            in_table = QTextCursor(block).currentTable() is not None
            look.setBottomMargin(0 if in_table else SPACE_8 if block.textList() else SPACE_12)
            QTextCursor(block).mergeBlockFormat(look)
            block = block.next()

    # -- Qt ------------------------------------------------------------------------------------

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        if type != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(type, name)
        image = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        beside = 2 * SPACE_24 + self.verticalScrollBar().sizeHint().width()
        room = min(_MAX_IMAGE_PX, self.window().width() - beside)
        if image.width() > room:
            ratio = self.devicePixelRatioF()
            smooth = Qt.TransformationMode.SmoothTransformation
            image = image.scaledToWidth(round(room * ratio), smooth)
            image.setDevicePixelRatio(ratio)
        return image
