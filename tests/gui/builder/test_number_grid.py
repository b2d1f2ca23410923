"""Pasting into a grid of numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gui.builder.number_grid import MAX_CELLS, NumberGrid


@pytest.fixture
def grid(qtbot: QtBot) -> NumberGrid:
    grid = NumberGrid()
    qtbot.addWidget(grid)
    return grid


def filled(grid: NumberGrid, *, has_rows: bool = True, may_change: bool = True) -> NumberGrid:
    texts = [["1", "2"], ["3", "4"]] if has_rows else [["1", "2"]]
    grid.fill(texts, "0", has_rows=has_rows, may_change=may_change)
    return grid


def test_ctrl_v_pastes_from_the_current_cell_on(grid: NumberGrid, qtbot: QtBot) -> None:
    filled(grid).setCurrentCell(0, 1)
    QGuiApplication.clipboard().setText("7\n8\n")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert grid.texts() == [["1", "7"], ["3", "8"]]


def test_the_grid_grows_to_fit_pasted_numbers(grid: NumberGrid) -> None:
    filled(grid).setCurrentCell(1, 1)
    with_room = [["1", "2", "0"], ["3", "5", "6"], ["0", "7", "0"]]
    grid.paste("5\t6\n7\n")
    assert grid.texts() == with_room


def test_a_column_pasted_into_a_vector_becomes_a_row(grid: NumberGrid) -> None:
    filled(grid, has_rows=False)
    grid.paste("5\n6\n7\n")
    assert grid.texts() == [["5", "6", "7"]]


@pytest.mark.parametrize("text", ["5\t6\t7\n8\n9\n", f"{'5 ' * (MAX_CELLS + 1)}"])
def test_pasted_numbers_that_do_not_fit_are_left_out(grid: NumberGrid, text: str) -> None:
    filled(grid, may_change=len(text) > MAX_CELLS)
    grid.paste(text)
    assert (grid.rowCount(), grid.columnCount()) == (2, 2)
    assert grid.texts()[0] == text.split()[:2]


def test_pasting_an_empty_text_changes_nothing(grid: NumberGrid) -> None:
    filled(grid)
    grid.paste(" \n")
    assert grid.texts() == [["1", "2"], ["3", "4"]]


def test_columns_are_as_wide_as_their_numbers(grid: NumberGrid) -> None:
    filled(grid)
    narrow = grid.columnWidth(0)
    grid.fill([["0.82936537", "-1.5"]], "0", has_rows=False, may_change=True)
    assert grid.columnWidth(0) == grid.columnWidth(1) > narrow
    assert grid.columnWidth(0) > grid.fontMetrics().horizontalAdvance("0.82936537")
    assert grid.width() >= 2 * grid.columnWidth(0)
