"""Paints the entries of the gallery: picture, title, description, and a link, or only a title."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import (
    QCoreApplication,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.canvas.shapes import rounded
from gui.examples import Example
from gui.gallery.example_model import DESCRIPTION_ROLE, EXAMPLE_ROLE, Index
from gui.gallery.pictures import PICTURE_PX, picture
from gui.theme import (
    BASE_PX,
    CARD_CORNER_PX,
    CONTROL_CORNER_PX,
    LIGHT,
    SPACE_4,
    SPACE_8,
    SPACE_12,
    Theme,
    mix,
    ui_font,
)

translate = QCoreApplication.translate

MIN_BESIDE_PX = PICTURE_PX[0] + 232
"""The minimum width of an entry with its text beside its picture, in any language."""
_MIN_TEXT_PX = 176
"""The minimum width of the text beside a picture."""
_LINK_PX = BASE_PX + SPACE_12
_HEIGHT_BESIDE_PX = PICTURE_PX[1] + 2 * SPACE_12
LOW_LIST_PX = 160
"""A list of less height shows only titles: not one whole entry would fit."""


@dataclass(frozen=True)
class EntryLayout:
    """The rectangles of the parts of an entry."""

    picture: QRect
    words: QRect
    link: QRect


def entry_height(width: int, words: Iterable[tuple[str, str]], room_px: int) -> int:
    """The height of entries of some width, including margins, that fits all their texts.

    Args:
        words: the titles and descriptions of all entries.
        room_px: the height of the list.
    """
    if room_px < LOW_LIST_PX:
        return title_height()
    entries = list(words)

    def max_text_px(words_width: int) -> int:
        return max((_words_height(words_width, *each) for each in entries), default=0) + _LINK_PX

    beside = width - 3 * SPACE_12 - PICTURE_PX[0]
    if beside >= _MIN_TEXT_PX and max_text_px(beside) <= PICTURE_PX[1]:
        return _HEIGHT_BESIDE_PX
    return _HEIGHT_BESIDE_PX + max_text_px(width - 2 * SPACE_12) + SPACE_8


def title_height() -> int:
    """The height of entries that are only a title."""
    return QFontMetrics(ui_font(bold=True)).height() + SPACE_12


def _words_height(width: int, title: str, description: str) -> int:
    room, flags = QRect(0, 0, width, 0), Qt.TextFlag.TextWordWrap
    title_px = QFontMetrics(ui_font(bold=True)).boundingRect(room, flags, title).height()
    return (
        title_px + SPACE_4 + QFontMetrics(ui_font()).boundingRect(room, flags, description).height()
    )


def entry_layout(entry: QRect) -> EntryLayout:
    """The layout of an entry: text and picture side by side, or in a higher entry stacked.

    The text is above the picture, so that it is in sight in a low panel. The entry of a low list
    has only words.
    """
    if entry.height() <= title_height():
        beside = SPACE_12, SPACE_4
        return EntryLayout(QRect(), entry.adjusted(*beside, -beside[0], -beside[1]), QRect())
    inside = entry.adjusted(SPACE_12, SPACE_12, -SPACE_12, -SPACE_12)
    picture_rect = QRect(inside.topLeft(), QSize(*PICTURE_PX))
    words = QRect(inside)
    if entry.height() <= _HEIGHT_BESIDE_PX:
        words.setLeft(picture_rect.right() + 1 + SPACE_12)
    else:
        picture_rect.setWidth(min(PICTURE_PX[0], inside.width()))
        picture_rect.moveBottom(inside.bottom())
        words.setBottom(picture_rect.top() - 1 - SPACE_8)
    link = QRect(words.left(), words.bottom() + 1 - _LINK_PX, words.width(), _LINK_PX)
    words.setBottom(link.top() - 1)
    return EntryLayout(picture_rect, words, link)


def link_text() -> str:
    """The text of an entry's link."""
    return translate("Gallery", "Start from this")


def link_rect(entry: QRect) -> QRect:
    """The clickable rectangle of an entry's link."""
    link = entry_layout(entry).link
    if link.isEmpty():
        return link
    width = QFontMetrics(ui_font()).horizontalAdvance(link_text()) + SPACE_8
    return QRect(link.left(), link.top(), min(width, link.width()), link.height())


class ExampleDelegate(QStyledItemDelegate):
    """Paints entries in the colours of a theme.

    Attributes:
        entry_size: the size of each entry.
    """

    def __init__(self) -> None:
        super().__init__()
        self.entry_size = QSize()
        self._theme = LIGHT

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state, theme = option.state, self._theme
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if not (is_current or state & QStyle.StateFlag.State_MouseOver):
            return
        frame = QRectF(option.rect).adjusted(SPACE_4, SPACE_4, -SPACE_4, -SPACE_4)
        shape = rounded(frame, CARD_CORNER_PX, CARD_CORNER_PX)
        painter.fillPath(shape, mix(theme.surface, theme.accent, 0.12 if is_current else 0.05))
        if is_current and state & QStyle.StateFlag.State_HasFocus:
            painter.strokePath(shape, QPen(theme.accent, 2))

    def _paint_picture(self, painter: QPainter, example: Example, place: QRect) -> None:
        frame = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
        shape: QPainterPath = rounded(frame, CONTROL_CORNER_PX, CONTROL_CORNER_PX)
        pixmap = _pixmap(example.name, self._theme.is_dark)
        painter.save()
        painter.setClipPath(shape)
        painter.fillPath(shape, self._theme.ground)
        beside = QPointF((place.width() - PICTURE_PX[0]) / 2, 0)
        painter.drawPixmap(QPointF(place.topLeft()) + beside, pixmap)
        painter.restore()
        painter.strokePath(shape, QPen(mix(self._theme.ground, self._theme.line, 0.5), 1))

    def _paint_words(self, painter: QPainter, index: Index, place: QRect) -> None:
        title_font = ui_font(bold=True)
        painter.setFont(title_font)
        painter.setPen(self._theme.text)
        wrapped = QTextOption(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        wrapped.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        title = str(index.data())
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        title_room = painter.fontMetrics().boundingRect(place, flags, title)
        painter.drawText(QRectF(place), title, wrapped)
        painter.setFont(ui_font())
        painter.setPen(self._theme.muted)
        rest = place.adjusted(0, title_room.height() + SPACE_4, 0, 0)
        painter.drawText(QRectF(rest), str(index.data(DESCRIPTION_ROLE)), wrapped)

    def _paint_title(self, painter: QPainter, title: str, place: QRect) -> None:
        painter.setFont(ui_font(bold=True))
        painter.setPen(self._theme.text)
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_link(self, painter: QPainter, place: QRect) -> None:
        font = ui_font()
        font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(self._theme.accent)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, link_text())

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.entry_size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        places = entry_layout(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_ground(painter, option)
        if places.picture.isEmpty():
            self._paint_title(painter, str(index.data()), places.words)
        else:
            self._paint_picture(painter, index.data(EXAMPLE_ROLE), places.picture)
            self._paint_words(painter, index, places.words)
            shows_link = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
            if option.state & shows_link:
                self._paint_link(painter, link_rect(option.rect))
        painter.restore()


@cache
def _pixmap(name: str, is_dark: bool) -> QPixmap:
    return picture(name, is_dark=is_dark)
