"""Lists of links: all of a few; of many, the first and the last."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.inspector.links import MAX_LINES, CardLink, CardLinks
from gui.widgets.labels import LinkButton


def shown(links: CardLinks) -> list[str]:
    """The text of each line."""
    parts: list[QLabel | LinkButton] = [
        *links.findChildren(QLabel),
        *links.findChildren(LinkButton),
    ]
    seen = [part for part in parts if part.isVisible() and part.text()]
    seen.sort(key=lambda part: part.mapTo(links, part.rect().center()).y())
    return [part.text() for part in seen]


@pytest.fixture
def links(qtbot: QtBot) -> CardLinks:
    links = CardLinks("link")
    qtbot.addWidget(links)
    links.show()
    return links


def test_a_few_links_are_all_shown(links: CardLinks) -> None:
    links.show_links([CardLink(card, f"c{card}") for card in range(MAX_LINES)])
    assert shown(links) == [f"c{card}" for card in range(MAX_LINES)]


def test_of_many_links_the_first_and_the_last_are_shown(qtbot: QtBot, links: CardLinks) -> None:
    links.show_links([CardLink(card, f"c{card}") for card in range(20)])
    first, last = [f"c{card}" for card in range(5)], [f"c{card}" for card in range(14, 20)]
    assert shown(links) == [*first, "… 9 more …", *last]
    with qtbot.waitSignal(links.card_requested) as asked:
        qtbot.mouseClick(links.findChild(LinkButton, "link_11"), Qt.MouseButton.LeftButton)
    assert asked.args == [19]
    links.show_links([CardLink(7, "c7")])
    assert shown(links) == ["c7"]


def test_of_many_links_only_those_that_are_shown_are_made(links: CardLinks) -> None:
    made: list[int] = []

    def link_of(card: int) -> CardLink:
        made.append(card)
        return CardLink(card, f"card {card}")

    links.show_links_of(range(100_000), link_of)
    assert made[:2] == [0, 1] and made[-1] == 99_999
    assert len(made) == MAX_LINES - 1  # one line says how many are left out


def test_the_sentence_below_a_link_has_the_whole_width(links: CardLinks) -> None:
    links.resize(240, 100)
    links.show_links([CardLink(1, "the result of detach", below="detach cuts the edge")])
    assert shown(links) == ["the result of detach", "detach cuts the edge"]
    sentence = links.findChild(QLabel, "link_0_below")
    assert sentence is not None and sentence.width() == 240
    links.show_links([CardLink(1, "x")])
    assert shown(links) == ["x"]
