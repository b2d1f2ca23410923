"""The plots of a function and its derivative."""

import numpy as np
import pyqtgraph
from pytestqt.qtbot import QtBot

from engine.sweep.curve import Curve
from engine.sweep.sample import Sample
from gui.plots.function_plot import FunctionPlot


def test_values_near_the_ends_of_double_precision_are_drawn(qtbot: QtBot) -> None:
    samples = [(-1.0, -1.7e308), (0.0, 0.0), (0.5, 1e200), (1.0, 1.7e308)]
    curve = Curve(Sample(number, value, 5e307) for number, value in samples)
    plot = FunctionPlot()
    qtbot.addWidget(plot)
    plot.show()
    plot.show_curve(curve, curve.values, -1.0, 1.0)
    plot.show_range((-1.0, 1.0), curve.value_range)
    plot.show_tangent(curve.at(0.0), -9.0, 9.0)
    (drawn,) = plot.findChildren(pyqtgraph.PlotWidget)
    low, high = drawn.getViewBox().viewRange()[1]
    assert np.isfinite(high - low)
    plot.grab()
