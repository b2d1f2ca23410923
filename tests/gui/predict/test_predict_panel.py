"""The panel of predict mode: all choices can be read, and the graph beside it stays still."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.predict.choice_grid import ChoiceButton
from gui.predict.predict_panel import PredictPanel, Question
from gui.theme import ui_font

SHORT = ["Mul of a", "Mul of b"]
LONG = ["NativeBatchNormBackward0 of pooled", "TBackward0 of the result of t", "Mul of b"]


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[PredictPanel]:
    """The panel below a graph that takes the rest of the height."""
    window = QWidget()
    graph = QWidget()
    graph.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    panel = PredictPanel()
    layout = QVBoxLayout(window)
    layout.addWidget(graph, 1)
    layout.addWidget(panel)
    qtbot.addWidget(window)
    window.resize(520, 400)
    window.show()
    yield panel
    window.close()  # which lives as long


class PaintedAreas(QObject):
    """Notes which areas of a widget are painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.areas: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect())
        return False


def buttons(panel: PredictPanel) -> list[ChoiceButton]:
    return [each for each in panel.findChildren(ChoiceButton) if each.isVisible()]


def settled(qtbot: QtBot, panel: PredictPanel) -> int:
    """The height of the panel once all events that move it have come."""
    qtbot.wait(20)
    return panel.height()


def test_short_choices_are_side_by_side(qtbot: QtBot, panel: PredictPanel) -> None:
    panel.ask(Question("Which?", SHORT))
    settled(qtbot, panel)
    first, second = buttons(panel)
    assert first.y() == second.y()
    assert first.shown_text == "1  Mul of a"


def test_where_two_do_not_fit_each_has_a_row(qtbot: QtBot, panel: PredictPanel) -> None:
    panel.ask(Question("Which?", LONG))
    settled(qtbot, panel)
    assert len({each.y() for each in buttons(panel)}) == 3
    assert [each.shown_text for each in buttons(panel)] == [
        f"{number}  {text}" for number, text in enumerate(LONG, 1)
    ]
    panel.window().resize(1200, 400)
    settled(qtbot, panel)
    assert len({each.y() for each in buttons(panel)}) == 2


def test_of_a_choice_that_is_cut_short_the_digit_and_the_end_stay(
    qtbot: QtBot, panel: PredictPanel
) -> None:
    panel.ask(Question("Which?", LONG * 2))
    settled(qtbot, panel)
    assert len({each.y() for each in buttons(panel)}) == 3, "so many are in two columns"
    first = buttons(panel)[0]
    assert first.shown_text.startswith("1  Native")
    assert "…" in first.shown_text
    assert first.shown_text.endswith("pooled")
    assert first.toolTip() == LONG[0]


def test_a_question_its_errors_and_its_verdict_have_the_same_height(
    qtbot: QtBot, panel: PredictPanel
) -> None:
    panel.ask(Question("What does it send?"))
    height = settled(qtbot, panel)
    panel.show_error("Type a number, such as 4.")
    assert settled(qtbot, panel) == height
    panel.show_error("")
    assert settled(qtbot, panel) == height
    panel.show_verdict("Right.", "1 of 1 right", was_right=True)
    assert settled(qtbot, panel) == height
    panel.ask(Question("What does it send?"))
    assert settled(qtbot, panel) == height


def test_in_a_narrow_panel_the_verdict_has_the_whole_width(
    qtbot: QtBot, panel: PredictPanel
) -> None:
    panel.window().resize(280, 400)
    panel.ask(Question("What does it send?"))
    panel.show_verdict("No, it sends 2. " * 4, "0 of 1 right", was_right=False)
    settled(qtbot, panel)
    parts = {each.objectName(): each for each in panel.findChildren(QWidget)}
    verdict, score, go_on = (parts[f"predict_{name}"] for name in ("verdict", "score", "go_on"))
    assert verdict.width() > 0.8 * panel.width()
    assert verdict.geometry().bottom() < score.geometry().top()
    assert score.geometry().bottom() < go_on.geometry().top()
    assert go_on.geometry().bottom() < panel.height()


def test_the_panel_gets_higher_but_not_lower_until_it_is_hidden(
    qtbot: QtBot, panel: PredictPanel
) -> None:
    panel.ask(Question("What does it send?"))
    low = settled(qtbot, panel)
    panel.ask(Question("Which?", LONG))
    high = settled(qtbot, panel)
    assert high > low
    panel.show_verdict("Right.", "1 of 1 right", was_right=True)
    assert settled(qtbot, panel) == high
    panel.ask(Question("What does it send?"))
    assert settled(qtbot, panel) == high
    panel.dismiss()
    panel.ask(Question("What does it send?"))
    assert settled(qtbot, panel) == low


def test_a_panel_of_another_width_has_the_height_that_it_needs(
    qtbot: QtBot, panel: PredictPanel
) -> None:
    panel.ask(Question("Which?", LONG))
    high = settled(qtbot, panel)
    panel.show_verdict("Right.", "1 of 1 right", was_right=True)
    panel.window().resize(1200, 400)
    assert settled(qtbot, panel) < high


@pytest.mark.parametrize("width_px", range(440, 720, 20))
def test_the_panel_is_as_high_as_the_questions_to_come_need(
    qtbot: QtBot, panel: PredictPanel, width_px: int
) -> None:
    numbers, which = Question("What does it send? " * 8), Question("Which?", LONG)
    short = Question("What?")
    panel.setFont(ui_font())
    panel.window().resize(width_px, 400)
    panel.reserve([short, numbers, which, short], "1 of 1 right")
    panel.ask(short)
    height = settled(qtbot, panel)
    for question in (numbers, short, which, short, numbers):
        panel.show_verdict("Right.", "1 of 1 right", was_right=True)
        panel.ask(question)
        assert settled(qtbot, panel) == height
    panel.dismiss()
    panel.reserve([short], "1 of 1 right")
    panel.ask(short)
    assert settled(qtbot, panel) < height


def test_a_question_does_not_keep_the_colour_of_the_verdict_before(
    qtbot: QtBot, panel: PredictPanel
) -> None:
    panel.ask(Question("What?"))
    panel.show_verdict("No.", "0 of 1 right", was_right=False)
    settled(qtbot, panel)
    painted = PaintedAreas(panel)
    panel.ask(Question("What?"))
    settled(qtbot, panel)
    assert any(area.contains(0, panel.height() // 2) for area in painted.areas)
