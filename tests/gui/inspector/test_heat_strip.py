"""The colours of a heat strip."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from engine.record.values import Value
from gui.inspector.heat_strip import CELL_PX, HeatStrip
from gui.theme import DARK, LIGHT, Theme


@pytest.fixture
def strip(qtbot: QtBot) -> HeatStrip:
    strip = HeatStrip("heat")
    qtbot.addWidget(strip)
    return strip


def value(numbers: object) -> Value:
    array = np.array(numbers, np.float32)
    return Value(array, array.shape, 0.0, 0.0, 0.0)


def picture(strip: HeatStrip) -> QImage:
    strip.resize(200, strip.sizeHint().height())
    return strip.grab().toImage()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_cells_run_from_negative_over_zero_to_positive(strip: HeatStrip, theme: Theme):
    strip.set_theme(theme)
    strip.show_value(value([-2, 0, 2]))
    cells = picture(strip)
    colors = [cells.pixelColor(CELL_PX + 2 * CELL_PX * cell, CELL_PX // 2) for cell in range(3)]
    assert colors == [theme.heat_negative, theme.heat_zero, theme.heat_positive]


def test_a_matrix_has_a_row_for_each_of_its_rows(strip: HeatStrip):
    strip.show_value(value([[1, 1], [-1, -1]]))
    cells = picture(strip)
    column = [cells.pixelColor(CELL_PX, CELL_PX // 2 + CELL_PX * row) for row in range(2)]
    assert column == [LIGHT.heat_positive, LIGHT.heat_negative]


def test_the_legend_is_left_out_where_all_is_zero(strip: HeatStrip):
    strip.show_value(value([0, 1]))
    with_legend = strip.sizeHint().height()
    strip.show_value(value([0, 0]))
    assert strip.sizeHint().height() < with_legend
    assert picture(strip).pixelColor(CELL_PX, CELL_PX // 2) == QColor(LIGHT.heat_zero)


def test_truth_values_have_no_legend(strip: HeatStrip):
    strip.show_value(value([0, 1]))
    with_legend = strip.sizeHint().height()
    truths = np.array([False, True])
    strip.show_value(Value(truths, truths.shape, 0.0, 1.0, 0.5))
    assert strip.sizeHint().height() < with_legend


@pytest.mark.parametrize("content", [None, value(3), value([])])
def test_what_has_no_cells_is_hidden(strip: HeatStrip, content: Value | None):
    strip.show_value(content)
    assert strip.isHidden()
