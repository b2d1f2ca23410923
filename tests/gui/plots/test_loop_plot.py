"""The plot of a number over the turns of a loop."""

import numpy as np
import pyqtgraph
import pytest
from pytestqt.qtbot import QtBot

from gui.plots.loop_plot import LoopPlot


@pytest.mark.parametrize("turns", [2, 3, 7, 50, 1000])
def test_the_axis_of_turns_has_whole_numbers(qtbot: QtBot, turns: int) -> None:
    plot = LoopPlot()
    qtbot.addWidget(plot)
    plot.resize(320, 200)
    plot.show()
    plot.show_numbers(np.linspace(1.0, 0.5, turns))
    (drawn,) = plot.findChildren(pyqtgraph.PlotWidget)
    axis = drawn.getAxis("bottom")
    (_, ticks), *_ = axis.tickValues(1.0, float(turns), 300)
    assert len(ticks) > 0
    assert all(tick == round(tick) for tick in ticks)


@pytest.mark.parametrize("numbers", [[1e308, -1e308], [1.0, 1.75e308], [5e-324, np.inf, np.nan]])
def test_numbers_near_the_ends_of_double_precision_are_drawn(
    qtbot: QtBot, numbers: list[float]
) -> None:
    plot = LoopPlot()
    qtbot.addWidget(plot)
    plot.show()
    plot.show_numbers(np.array(numbers))
    plot.show_turn(0)
    (drawn,) = plot.findChildren(pyqtgraph.PlotWidget)
    low, high = drawn.getViewBox().viewRange()[1]
    assert np.isfinite(high - low)
    assert low < high
    plot.grab()
