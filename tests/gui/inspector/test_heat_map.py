"""The cells of a heat map: their colours, sizes and tool tips."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.record.values import Range, Value, sample
from gui.inspector.heat_map import CELL_PX, MAX_HEIGHT_PX, HeatMap
from gui.theme import DARK, LIGHT, Theme

WIDTH_PX = 200


@pytest.fixture
def heat_map(qtbot: QtBot) -> HeatMap:
    heat_map = HeatMap("heat")
    qtbot.addWidget(heat_map)
    return heat_map


def value(numbers: object) -> Value:
    array = np.array(numbers, np.float32)
    return Value(array, array.shape)


def picture(heat_map: HeatMap) -> QImage:
    heat_map.resize(WIDTH_PX, heat_map.heightForWidth(WIDTH_PX))
    return heat_map.grab().toImage()


def colour(heat_map: HeatMap, row: int, column: int) -> QColor:
    image = picture(heat_map)
    return image.pixelColor(heat_map.cell_rect(row, column).center().toPoint())


def tip(heat_map: HeatMap, row: int, column: int) -> str:
    """The tool tip at a cell."""
    picture(heat_map)
    place = heat_map.cell_rect(row, column).center().toPoint()
    QToolTip.hideText()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, heat_map.mapToGlobal(place))
    QApplication.sendEvent(heat_map, event)
    return QToolTip.text()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_cells_run_from_negative_over_zero_to_positive(heat_map: HeatMap, theme: Theme):
    heat_map.set_theme(theme)
    heat_map.show_value(value([-2, 0, 2]))
    colours = [colour(heat_map, 0, column) for column in range(3)]
    assert colours == [theme.heat_negative, theme.heat_zero, theme.heat_positive]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_matrix_is_a_map_of_square_cells_with_one_scale(heat_map: HeatMap, theme: Theme):
    heat_map.set_theme(theme)
    heat_map.show_value(value([[4, 0, -4], [-4, 4, 0]]))
    picture(heat_map)
    cell = heat_map.cell_rect(1, 2)
    assert cell.width() == cell.height()
    found = [[colour(heat_map, row, column) for column in range(3)] for row in range(2)]
    low, zero, high = theme.heat_negative, theme.heat_zero, theme.heat_positive
    assert found == [[high, zero, low], [low, high, zero]]
    heat_map.show_value(value([[8, 4]]))
    half = colour(heat_map, 0, 1)
    assert abs(half.red() - (theme.heat_zero.red() + theme.heat_positive.red()) / 2) <= 1


@pytest.mark.parametrize("shape", [(64, 1), (1, 64), (500, 300), (2000,), (3, 40, 50), (300, 2)])
def test_every_shape_fits_and_is_visible(heat_map: HeatMap, shape: tuple[int, ...]):
    heat_map.show_value(value(np.ones(shape)))
    assert heat_map.minimumSizeHint().width() == 0
    assert heat_map.heightForWidth(WIDTH_PX) <= MAX_HEIGHT_PX + 3 * CELL_PX
    assert colour(heat_map, 0, 0) == LIGHT.heat_positive
    rows, columns = min(int(np.prod(shape[:-1])), 64), min(shape[-1], 64)
    last = heat_map.cell_rect(rows - 1, columns - 1)
    assert last.right() <= WIDTH_PX
    assert min(last.right(), last.bottom()) >= CELL_PX


def test_the_tool_tip_of_a_cell_is_its_index_and_number(qtbot: QtBot, heat_map: HeatMap):
    numbers = np.arange(24.0).reshape(2, 3, 4)
    heat_map.show()
    heat_map.show_value(value(numbers))
    assert tip(heat_map, 5, 1) == "[1, 2, 1]: 21"
    heat_map.show_value(value([5, 6.5]))
    assert tip(heat_map, 0, 1) == "[1]: 6.5"
    large = np.arange(200.0 * 100).reshape(200, 100)
    heat_map.show_value(value(large))
    assert tip(heat_map, 63, 63) == "[199, 99]: 19999"


def test_the_tool_tip_of_a_sampled_cell_has_no_index(heat_map: HeatMap):
    large = np.full((200, 100), 3.0, np.float32)
    heat_map.show()
    heat_map.show_value(Value(sample(large), large.shape, Range(3.0, 3.0, 3.0)))
    assert tip(heat_map, 1, 1) == "3"


def test_the_tool_tip_beside_the_cells_explains_the_colours(heat_map: HeatMap):
    heat_map.show()
    heat_map.show_value(value([1, -2]))
    assert tip(heat_map, 3, 3) == heat_map.accessibleName()
    assert "full colour is 2" in heat_map.accessibleName()


def test_there_is_no_legend_if_all_numbers_are_zero(heat_map: HeatMap):
    heat_map.show_value(value([0, 1]))
    with_legend = heat_map.sizeHint().height()
    heat_map.show_value(value([0, 0]))
    assert heat_map.sizeHint().height() < with_legend
    assert colour(heat_map, 0, 0) == QColor(LIGHT.heat_zero)


def test_booleans_have_no_legend(heat_map: HeatMap):
    heat_map.show_value(value([0, 1]))
    with_legend = heat_map.sizeHint().height()
    truths = np.array([False, True])
    heat_map.show_value(Value(truths, truths.shape))
    assert heat_map.sizeHint().height() < with_legend


@pytest.mark.parametrize("numbers", [[1, 2, np.inf, np.nan], [0, 0, -np.inf, np.nan]])
def test_what_is_not_finite_has_a_colour_that_the_legend_tells(
    heat_map: HeatMap, numbers: list[float]
):
    heat_map.show_value(value([0, 0]))
    without_legend = heat_map.sizeHint().height()
    heat_map.show_value(value(numbers))
    assert [colour(heat_map, 0, column) for column in (2, 3)] == [LIGHT.cut, LIGHT.cut]
    assert colour(heat_map, 0, 1) != LIGHT.cut
    assert heat_map.sizeHint().height() > without_legend
    legend = picture(heat_map).copy(0, without_legend, WIDTH_PX, CELL_PX)
    found = {legend.pixelColor(x, y).name() for x in range(WIDTH_PX) for y in range(CELL_PX)}
    assert LIGHT.cut.name() in found
    assert heat_map.accessibleName().endswith("red is nan, inf")
    heat_map.show_value(value([1, 2]))
    assert "red" not in heat_map.accessibleName()


@pytest.mark.parametrize("content", [None, value(3), value([])])
def test_a_heat_map_without_cells_is_hidden(heat_map: HeatMap, content: Value | None):
    heat_map.show_value(content)
    assert heat_map.isHidden()
