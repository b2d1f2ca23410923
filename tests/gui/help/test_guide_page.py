"""The guide: in its language, with its pictures, and with working links."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui import languages
from gui.help.guide_page import DOCS, GUIDES, GuidePage


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[GuidePage]:
    languages.install("en")
    window = QWidget()
    qtbot.addWidget(window)
    page = GuidePage(window)
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    page.show()
    qtbot.waitExposed(page)
    yield page
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    languages.install("en")


def text(page: GuidePage) -> str:
    return page.browser.toPlainText()


def picture(page: GuidePage, name: str) -> QImage:
    """A picture as the page loads it."""
    kind = QTextDocument.ResourceType.ImageResource
    found = page.browser.document().resource(kind, QUrl(f"images/{name}.png"))
    assert isinstance(found, QImage)
    return found


def test_the_whole_guide_is_shown(page: GuidePage) -> None:
    assert text(page).startswith("Gradwalk: a guide")
    for line in GUIDES["en"].read_text("utf-8").splitlines():
        if line.startswith("#"):
            assert line.lstrip("# ") in text(page)
    assert "<kbd>" not in text(page)


def test_no_picture_is_missing_or_wider_than_the_page(page: GuidePage) -> None:
    for name in ("first_gradient_light", "cards_en", "keys_en"):
        image = picture(page, name)
        assert 0 < image.deviceIndependentSize().width() <= page.browser.viewport().width()
    assert page.browser.horizontalScrollBar().maximum() == 0


def test_the_guide_follows_the_language(page: GuidePage) -> None:
    languages.install("zh_CN")
    QCoreApplication.sendPostedEvents()
    assert text(page).startswith("Gradwalk 使用指南")
    assert page.windowTitle() == "使用指南"


def test_a_link_goes_to_the_glossary_and_back(page: GuidePage, qtbot: QtBot) -> None:
    browser = page.browser
    links = [
        QPoint(x, y)
        for y in range(0, 200, 4)
        for x in range(0, 300, 4)
        if browser.anchorAt(QPoint(x, y)) == "glossary.md"
    ]
    qtbot.mouseClick(browser.viewport(), Qt.MouseButton.LeftButton, pos=links[len(links) // 2])
    assert browser.source() == QUrl.fromLocalFile(str(DOCS / "glossary.md"))
    assert "accumulate" in text(page)
    browser.backward()
    assert text(page).startswith("Gradwalk: a guide")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_line_is_wider_than_the_narrowest_page(page: GuidePage, language: str) -> None:
    languages.install(language)
    QCoreApplication.sendPostedEvents()
    page.resize(page.minimumSize())
    assert not page.browser.horizontalScrollBar().isVisible()
    room, block = page.browser.viewport().width(), page.browser.document().begin()
    while block.isValid():
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            right = layout.position().x() + line.x() + line.naturalTextWidth()
            assert right <= room, block.text()
        block = block.next()
