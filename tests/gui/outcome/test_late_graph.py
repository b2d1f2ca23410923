"""The canvas while it still shows the graph of another run."""

from typing import cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.record.recording import Recording
from gui.drawing.graph_view import GraphView
from gui.drawing.layout_client import LayoutClient
from gui.outcome.empty_text import PATIENCE_MS
from gui.outcome.late_graph import LateGraph
from gui.outcome.veil import Veil
from gui.player import Player
from gui.runs.runner import Runner
from gui.runs.session import Session
from tests.gui.canvas.scenes import first_example
from tests.gui.drawing.test_arranger import Layouts
from tests.gui.outcome.test_staleness import IdleRunner
from tests.samples import first_gradient


@pytest.fixture
def layouts(qapp: QApplication) -> Layouts:
    return Layouts()


@pytest.fixture
def graph(qtbot: QtBot, layouts: Layouts) -> GraphView:
    graph = GraphView(cast(LayoutClient, layouts))
    qtbot.addWidget(graph.canvas)
    graph.canvas.resize(300, 200)
    graph.canvas.show()
    return graph


@pytest.fixture
def session(graph: GraphView) -> Session:
    session = Session(cast(Runner, IdleRunner()), Player())
    LateGraph(session, graph)
    return session


def show_run(session: Session, graph: GraphView) -> None:
    """Begin to arrange the graph of a run while the canvas shows another one."""
    graph.canvas.set_scene(first_example())
    graph.show_state(first_gradient().recording().at(4))
    session.changed.emit()


def is_muted(graph: GraphView) -> bool:
    (veil,) = graph.canvas.findChildren(Veil)
    return veil.isVisible()


def test_a_graph_of_another_run_is_muted_until_that_of_this_run_is_arranged(
    qtbot: QtBot, graph: GraphView, session: Session
) -> None:
    show_run(session, graph)
    assert not is_muted(graph), "most graphs arrive at once"
    qtbot.waitUntil(lambda: is_muted(graph), timeout=10 * PATIENCE_MS)
    session.changed.emit()
    assert is_muted(graph)
    graph.show_state(Recording("").at(0))
    assert not is_muted(graph)


def test_it_stays_muted_where_the_graph_of_this_run_cannot_be_arranged(
    qtbot: QtBot, graph: GraphView, session: Session, layouts: Layouts
) -> None:
    show_run(session, graph)
    layouts.failed.emit(len(layouts.requests), "too large")
    assert is_muted(graph)


def test_an_empty_canvas_is_not_muted(qtbot: QtBot, graph: GraphView, session: Session) -> None:
    session.changed.emit()
    qtbot.wait(2 * PATIENCE_MS)
    assert not is_muted(graph)
