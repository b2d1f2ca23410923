"""The palette's rows have room for all that is written on them."""

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QTreeView
from pytestqt.qtbot import QtBot

from gui.builder.palette_items import ITEMS
from gui.builder.palette_view import ITEM_ROLE, PaletteView


@pytest.fixture
def view(qtbot: QtBot) -> PaletteView:
    view = PaletteView()
    qtbot.addWidget(view)
    view.resize(300, 600)
    view.show()
    return view


def heights(view: PaletteView) -> dict[str, int]:
    """How high the row of each item is."""
    tree = view.findChild(QTreeView, "palette_tree")
    assert tree is not None
    model, found = tree.model(), {}
    for group in range(model.rowCount()):
        parent = model.index(group, 0, QModelIndex())
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            found[index.data(ITEM_ROLE).key] = tree.visualRect(index).height()
    return found


def test_a_long_signature_and_a_long_help_take_more_lines(qtbot: QtBot, view: PaletteView) -> None:
    narrow = heights(view)
    assert len(narrow) == len(ITEMS)
    for key in ("matrix", "binary_cross_entropy_with_logits", "rand", "network"):
        assert narrow[key] > narrow["add"]
    view.resize(900, 600)
    qtbot.waitUntil(lambda: set(heights(view).values()) == {narrow["add"]})
