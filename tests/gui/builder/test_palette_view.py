"""The rows of the palette have room for all of their text."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QTreeView
from pytestqt.qtbot import QtBot

from gui.builder.palette_items import ITEMS
from gui.builder.palette_view import ITEM_ROLE, PaletteView
from gui.theme import DARK, LIGHT, Theme, palette
from tests.gui.test_theme import contrast


@pytest.fixture
def view(qtbot: QtBot) -> PaletteView:
    view = PaletteView()
    qtbot.addWidget(view)
    view.resize(300, 600)
    view.show()
    return view


def heights(view: PaletteView) -> dict[str, int]:
    """The height of each item's row."""
    tree = view.findChild(QTreeView, "palette_tree")
    assert tree is not None
    model, found = tree.model(), {}
    for group in range(model.rowCount()):
        parent = model.index(group, 0, QModelIndex())
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            found[index.data(ITEM_ROLE).key] = tree.visualRect(index).height()
    return found


def test_rows_are_higher_for_long_signatures_and_helps(qtbot: QtBot, view: PaletteView) -> None:
    narrow = heights(view)
    assert len(narrow) == len(ITEMS)
    for key in ("matrix", "binary_cross_entropy_with_logits", "rand", "network"):
        assert narrow[key] > narrow["add"]
    view.resize(900, 600)
    qtbot.waitUntil(lambda: set(heights(view).values()) == {narrow["add"]})


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_selected_row_is_visible_and_readable(
    qtbot: QtBot, view: PaletteView, theme: Theme
) -> None:
    view.setPalette(palette(theme))
    view.field.setFocus()
    qtbot.keyClick(view.field, Qt.Key.Key_Down)
    tree = view.findChild(QTreeView, "palette_tree")
    assert tree is not None
    row = tree.visualRect(tree.currentIndex())
    image = tree.viewport().grab().toImage()
    ground = image.pixelColor(row.right() - 3, row.top() + 2)
    assert ground.name() != theme.surface.name()
    assert contrast(ground, theme.text) > 7
    assert contrast(ground, theme.muted) > 4.5
    assert contrast(image.pixelColor(row.left() + 1, row.center().y()), ground) > 3


def test_a_search_without_results_says_so(view: PaletteView) -> None:
    none = view.findChild(QLabel, "palette_none")
    assert none is not None
    assert not none.isVisible()
    view.field.setText("no such thing")
    assert none.isVisible()
    assert none.text() == "No tensor or operation fits."
    view.field.clear()
    assert not none.isVisible()
    assert heights(view)["add"] > 0
