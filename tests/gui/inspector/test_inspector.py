"""The inspector, used by mouse, keyboard and screen reader."""

from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QListView, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.record.recording import Recording, Site
from engine.record.schema import Cut, Reset
from engine.record.values import Value
from gui.inspector.inspector import Inspector
from gui.inspector.numbers_view import NumbersView
from gui.inspector.section import SectionTitle
from gui.inspector.sums_delegate import LINE_COUNT_ROLE
from gui.theme import DARK, LIGHT, Theme, palette, style_sheet
from gui.window.docks import INSPECTOR_SHARE
from tests.engine.explain.scripts import at_end, by_op, named, recorded
from tests.samples import Sample, Took, accumulation, first_gradient

X, DOT, Y = 0, 1, 2


@pytest.fixture(scope="module")
def first() -> Recording:
    return first_gradient().recording()


@pytest.fixture(scope="module")
def second() -> Recording:
    return accumulation().recording()


@pytest.fixture
def inspector(qtbot: QtBot) -> Inspector:
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.set_theme(LIGHT)
    inspector.resize(260, 700)
    inspector.show()
    return inspector


Part = TypeVar("Part", bound=QWidget)


def part(inspector: QWidget, kind: type[Part], name: str) -> Part:
    found = inspector.findChild(kind, name)
    assert found is not None
    return found


def text(inspector: Inspector, name: str) -> str:
    if name.endswith("_heading"):
        return part(inspector, SectionTitle, name).text()
    return part(inspector, QLabel, name).text()


def items(inspector: Inspector, name: str) -> list[str]:
    model = part(inspector, QListView, name).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def is_seen(inspector: Inspector, name: str) -> bool:
    return part(inspector, QWidget, name).isVisible()


def test_without_a_card_the_inspector_says_what_it_is_for(inspector):
    assert is_seen(inspector, "nothing")
    assert "numbers of a tensor, its gradient" in text(inspector, "nothing")
    assert not is_seen(inspector, "title")


def test_the_inspector_follows_the_card_of_the_step(inspector, first):
    titles = []
    for cursor in range(1, 8):
        inspector.show_state(first.at(cursor))
        titles.append(text(inspector, "title"))
    assert titles == ["x", "dot", "y", "y", "y", "dot", "x"]


def test_a_selected_card_stays_while_stepping(inspector, first):
    inspector.show_state(first.at(5))
    inspector.select(X)
    inspector.show_state(first.at(6))
    assert text(inspector, "title") == "x"
    inspector.select(-1)
    assert text(inspector, "title") == "dot"


def test_before_the_first_step_the_inspector_says_to_step(inspector, first):
    inspector.show_state(first.at(0))
    assert "Press Step" in text(inspector, "nothing")


def test_a_selected_card_is_marked_as_such(inspector, first, qtbot):
    inspector.show_state(first.at(5))
    inspector.select(Y)
    assert not is_seen(inspector, "unselect")  # the card of the step
    inspector.select(X)
    assert is_seen(inspector, "unselect")
    with qtbot.waitSignal(inspector.card_requested) as caught:
        part(inspector, QToolButton, "unselect").click()
    assert caught.args == [-1]


def test_another_recording_ends_the_selection(inspector, first, second):
    inspector.show_state(first.at(5))
    inspector.select(X)
    inspector.show_state(second.at(7))
    assert text(inspector, "title") == "sum"


def test_the_attributes_of_a_tensor_are_listed(inspector, first):
    inspector.show_state(first.at(7))
    names = ("dtype", "shape", "requires_grad", "is_leaf", "grad_fn", "version")
    assert [text(inspector, name) for name in names] == [
        "torch.float32",
        "(4,)",
        "True",
        "True",
        "None",
        "0",
    ]
    assert text(inspector, "op") == "made by arange"
    inspector.select(DOT)
    assert text(inspector, "op") == "has no name in the script"
    assert text(inspector, "grad_fn") == "DotBackward0"
    assert text(inspector, "is_leaf") == "False"


@pytest.mark.parametrize(
    ("keep", "told"), [("y.retain_grad()", "none in this pass"), ("pass", "None")]
)
def test_a_gradient_that_the_script_keeps_is_not_said_to_be_none(
    inspector: Inspector, keep: str, told: str
) -> None:
    start = "x = torch.ones(2, requires_grad=True)\ny = x * 3\n"
    recording = recorded(f"{start}{keep}\ny.sum().backward()\n(x * 2).sum().backward()\n")
    inspector.show_state(recording.at(recording.index.pass_start(0)))
    inspector.select(named(recording, "y"))
    assert text(inspector, "gradient") == "None"
    inspector.show_state(at_end(recording))
    assert text(inspector, "gradient") == told


def test_value_and_gradient_are_shown(inspector, first):
    inspector.show_state(first.at(6))
    inspector.select(X)
    assert text(inspector, "value") == "[0. 1. 2. 3.]"
    assert text(inspector, "gradient_heading") == "x.grad"
    assert text(inspector, "gradient") == "None"
    inspector.show_state(first.at(7))
    assert text(inspector, "gradient") == "[ 0.  4.  8. 12.]"


def test_a_future_card_has_no_value(inspector, first):
    inspector.show_state(first.at(1))
    inspector.select(Y)
    assert text(inspector, "value") == "not made yet"


def test_a_constant_has_no_gradient(inspector, second):
    inspector.show_state(second.at(18))
    inspector.select(4)
    assert text(inspector, "title") == "u"
    assert not is_seen(inspector, "gradient")
    assert not is_seen(inspector, "contributions")


def test_contributions_are_listed_with_their_running_sum(inspector, first):
    inspector.show_state(first.at(6))
    inspector.select(X)
    assert text(inspector, "contributions_heading") == "Contributions: 2 of 2"
    assert items(inspector, "contributions") == [
        "▸ DotBackward0\n    [0 2 4 6]",
        "▸ DotBackward0\n  + [0 2 4 6]\n  = [0 4 8 12]",
    ]
    inspector.show_state(first.at(7))
    assert items(inspector, "contributions")[0] == "  DotBackward0\n    [0 2 4 6]"
    inspector.select(Y)
    assert items(inspector, "contributions") == ["  start of the pass\n    1"]


def test_the_running_sum_subtracts_a_negative_contribution(inspector):
    recording = recorded(
        "x = torch.tensor(3.0, requires_grad=True)\ny = x * -16 + x * 4\ny.backward()\n"
    )
    inspector.show_state(at_end(recording))
    inspector.select(named(recording, "x"))
    first, second = items(inspector, "contributions")
    assert (first.split("\n")[1:], second.split("\n")[1:]) == (
        ["    4"],
        ["  − 16", "  = -12"],
    )
    (whole,) = items(inspector, "gradient_life")
    assert whole.endswith("  = -12")


def test_contributions_of_many_numbers_are_told_by_their_ranges_alone(inspector):
    recording = recorded(
        "x = torch.ones(3, 4, requires_grad=True)\n"
        "w = torch.arange(-2.0, 10).reshape(3, 4)\n"
        "y = (x * w + x).sum()\ny.backward()\n"
    )
    inspector.show_state(at_end(recording))
    inspector.select(named(recording, "x"))
    first, second = items(inspector, "contributions")
    assert (first.split("\n")[1:], second.split("\n")[1:]) == (
        ["    all 1"],
        ["  + (-2 to 9)", "  = -1 to 10"],
    )


def test_accumulation_over_passes_shows_whether_the_memory_is_the_same(inspector, second):
    inspector.show_state(second.at(11))
    assert items(inspector, "gradient_life") == [
        "  pass 1, new memory\n    None\n  + [1 1]\n  = [1 1]",
        "▸ pass 2, same memory\n    [1 1]\n  + [2 4]\n  = [3 5]",
    ]


def test_the_whole_life_of_a_gradient_is_listed(inspector, second):
    inspector.show_state(second.at(12))
    assert items(inspector, "gradient_life")[2:] == ["▸ zero_(), same memory\n  = [0 0]"]
    inspector.show_state(second.at(20))
    assert items(inspector, "gradient_life") == [
        "  pass 1, new memory\n    None\n  + [1 1]\n  = [1 1]",
        "  pass 2, same memory\n    [1 1]\n  + [2 4]\n  = [3 5]",
        "  zero_(), same memory\n  = [0 0]",
        "  pass 3, same memory\n    [0 0]\n  + [1 4]\n  = [1 4]",
        "▸ set to None\n  = None",
    ]


def test_of_very_many_additions_the_newest_are_listed_and_the_rest_counted(inspector):
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    for number in range(100):
        sample.reset(w, Reset.REPLACED, float(number), code="a", line=1)
    inspector.show_state(sample.recording().at(101))
    listed = items(inspector, "gradient_life")
    assert listed[0] == "… 80 before these\n  replaced by another tensor\n  = 80"
    assert listed[-1] == "▸ replaced by another tensor\n  = 99"


def test_gradients_that_the_script_changes_are_shown(inspector):
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    sample.reset(w, Reset.REPLACED, 3.0, code="a", line=1)
    sample.reset(w, Reset.CHANGED, 1.5, code="a", line=1)
    inspector.show_state(sample.recording().at(3))
    assert items(inspector, "gradient_life") == [
        "  replaced by another tensor\n  = 3",
        "▸ changed in place, same memory\n  = 1.5",
    ]


def test_contributions_are_not_counted_outside_of_a_pass(inspector, first):
    inspector.show_state(first.at(2))
    assert text(inspector, "title") == "dot"
    assert not is_seen(inspector, "contributions")
    inspector.show_state(first.at(4))
    inspector.select(DOT)
    assert text(inspector, "contributions_heading") == "Contributions: 0 of 1"
    assert is_seen(inspector, "contributions_heading")


def test_clicking_a_contribution_goes_to_its_step(inspector, first, qtbot):
    inspector.show_state(first.at(7))
    view = part(inspector, QListView, "contributions")
    place = view.visualRect(view.model().index(0, 0)).center()
    with qtbot.waitSignal(inspector.step_requested) as caught:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [6]


def test_enter_on_an_accumulation_goes_to_its_step(inspector, second, qtbot):
    inspector.show_state(second.at(11))
    view = part(inspector, QListView, "gradient_life")
    view.setCurrentIndex(view.model().index(0, 0))
    with qtbot.waitSignal(inspector.step_requested) as caught:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert caught.args == [5]


def test_the_link_of_the_line_requests_its_site(inspector, first, qtbot):
    inspector.show_state(first.at(2))
    button = part(inspector, QToolButton, "site")
    assert button.text() == "Line 3"
    qtbot.waitUntil(lambda: button.width() > 0)  # laid out for its text
    with qtbot.waitSignal(inspector.site_requested) as caught:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args == [Site(3, 8, 3, 23)]


def test_links_of_operands_select_their_cards(inspector, first, qtbot):
    inspector.show_state(first.at(2))
    button = part(inspector, QToolButton, "operand_0")
    assert button.accessibleName() == "made from x"
    with qtbot.waitSignal(inspector.card_requested) as caught:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args == [X]


def test_a_cut_is_shown_at_both_of_its_ends(inspector, second, qtbot):
    y, u = 2, 4
    inspector.show_state(second.at(18))
    inspector.select(u)
    link = part(inspector, QToolButton, "cut_0")
    assert link.accessibleName() == "y gets no gradient from here: detach cuts the edge"
    with qtbot.waitSignal(inspector.card_requested) as caught:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert caught.args == [y]
    inspector.select(y)
    assert link.accessibleName() == "u sends no gradient here: detach cuts the edge"


def test_cuts_that_the_turns_of_a_loop_make_alike_are_one_link_to_the_newest(inspector, qtbot):
    source = """
import torch
w = torch.ones(2, requires_grad=True)
for _ in range(3):
    w.detach() * 2
"""
    recording = recorded(source)
    w = named(recording, "w")
    inspector.show_state(at_end(recording))
    inspector.select(w)
    link = part(inspector, QToolButton, "cut_0")
    words = "the result of detach ×\xa03 sends no gradient here: detach cuts the edge"
    assert link.accessibleName() == words
    assert not inspector.findChildren(QToolButton, "cut_1")
    with qtbot.waitSignal(inspector.card_requested) as caught:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    operands = recording["operands"]
    assert caught.args == [max(operands["card"][operands["operand"] == w])]


def test_the_step_of_a_link_is_written_as_in_the_status_bar(inspector, qtbot):
    source = """
x = y = torch.tensor(1.0, requires_grad=True)
for _ in range(600):
    y = y * x
y.backward()
"""
    recording = recorded(source)
    inspector.show_state(at_end(recording))
    inspector.select(by_op(recording, "mul"))
    link = part(inspector, QToolButton, "saved_step")
    qtbot.waitUntil(lambda: link.text() == "Go to step 1,202")


def test_a_cut_is_not_shown_before_it_happens(inspector, second):
    inspector.show_state(second.at(6))
    inspector.select(2)
    assert not part(inspector, QToolButton, "cut_0").isVisible()


@pytest.mark.parametrize("cut", [cut for cut in Cut if cut != Cut.OPEN])
def test_every_kind_of_cut_has_a_text(inspector, cut):
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    sample.constant("op", 1, Took(w, cut=cut), code="a", line=1)
    inspector.show_state(sample.recording().at(2))
    words = part(inspector, QToolButton, "cut_0").accessibleName()
    assert words.startswith("the result of ones gets no gradient from here")


def test_a_large_tensor_fits_the_width(inspector):
    sample = Sample("a")
    sample.constant("randn", np.arange(4000.0).reshape(40, 100), code="a", line=1)
    inspector.show_state(sample.recording().at(1))
    assert text(inspector, "value_summary").startswith("4,000 numbers: lowest 0")
    assert content_width(inspector) <= 260


def test_long_names_fit_the_width(inspector):
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    norm = sample.result(
        "norm", 1, Took(w, 0), grad_fn="LinalgVectorNormBackward0", code="a", line=1
    )
    sample.bind("the_norm_of_a_tensor_with_a_name_that_is_far_too_long", norm)
    inspector.show_state(sample.recording().at(2))
    assert content_width(inspector) <= 260


def test_a_long_grad_fn_fits_the_width_and_its_tip_has_all_of_it(inspector):
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    name = "BinaryCrossEntropyWithLogitsBackward0"
    sample.result("norm", 1, Took(w, 0), grad_fn=name, code="a", line=1)
    inspector.show_state(sample.recording().at(2))
    assert content_width(inspector) <= 260
    assert part(inspector, QLabel, "grad_fn").toolTip() == name


def test_no_text_is_clipped_in_a_narrow_panel(inspector, first, qtbot):
    inspector.resize(200, 700)
    inspector.show_state(first.at(5))
    inspector.select(DOT)
    assert content_width(inspector) <= 200
    viewport = inspector.currentWidget().viewport()
    words = [part(inspector, QLabel, name) for name in ("dtype", "requires_grad", "grad_fn")]
    for word in words:
        qtbot.waitUntil(lambda word=word: word.width() >= word.sizeHint().width())
        right = word.mapTo(viewport, word.rect().topRight()).x()
        assert right < viewport.width(), word.text()


def content_width(inspector: Inspector) -> int:
    """The minimum width of all that is shown."""
    scroll = inspector.currentWidget()
    assert isinstance(scroll, QScrollArea)
    content = scroll.widget()
    assert content is not None
    return content.minimumSizeHint().width()


def test_parts_of_the_inspector_have_accessible_names(inspector, first):
    inspector.show_state(first.at(6))
    inspector.select(X)
    view = part(inspector, QListView, "contributions")
    assert view.accessibleName() == "Contributions: 2 of 2"
    value = QAccessible.queryAccessibleInterface(part(inspector, QLabel, "dtype"))
    assert value.text(QAccessible.Text.Name) == "dtype"
    assert inspector.accessibleName() == "Inspector"


def test_another_theme_recolours_the_inspector(inspector, first):
    inspector.show_state(first.at(6))
    inspector.select(X)
    current = inspector.grab().toImage()
    inspector.set_theme(DARK)
    assert inspector.grab().toImage() != current
    inspector.set_theme(LIGHT)
    assert inspector.grab().toImage() == current


def test_the_inspector_follows_the_language(inspector, first):
    inspector.show_state(first.at(6))
    part(inspector, QLabel, "title").setText("")
    QApplication.sendEvent(inspector, QEvent(QEvent.Type.LanguageChange))
    assert text(inspector, "title") == "dot"


@pytest.mark.parametrize("name", ["contributions", "gradient_life"])
def test_lists_know_how_many_lines_their_items_have(inspector, second, name):
    for cursor in range(1, second.step_count + 1):
        inspector.show_state(second.at(cursor))
        inspector.select(X)
        model = part(inspector, QListView, name).model()
        indices = [model.index(row, 0) for row in range(model.rowCount())]
        counts = [index.data(LINE_COUNT_ROLE) for index in indices]
        assert counts == [len(index.data().split("\n")) for index in indices]


def test_the_title_of_contributions_is_not_clipped_in_a_narrow_inspector(
    qtbot: QtBot, inspector: Inspector, second: Recording
) -> None:
    inspector.resize(round(INSPECTOR_SHARE * 1024), 900)
    title, told = part(inspector, SectionTitle, "contributions_heading"), set()
    for cursor in range(second.step_count + 1):
        inspector.show_state(second.at(cursor))
        if title.isVisible():
            qtbot.waitUntil(lambda: title.width() >= title.sizeHint().width(), timeout=500)
            told.add(title.text())
    assert {"Contributions: 1 of 1", "Contributions, 2/2 now"} <= told


def test_an_empty_list_is_not_in_the_tab_order(inspector: Inspector, first: Recording):
    inspector.show_state(first.at(first.index.pass_start(0)))
    inspector.select(X)
    stops = part(inspector, QListView, "contributions")
    assert stops.model().rowCount() == 0
    assert stops.focusPolicy() == Qt.FocusPolicy.NoFocus
    inspector.show_state(first.at(first.step_count))
    assert stops.model().rowCount() > 0
    assert stops.focusPolicy() == Qt.FocusPolicy.StrongFocus


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_wide_numbers_show_their_focus(qtbot: QtBot, theme: Theme):
    view = NumbersView("value")
    view.setPalette(palette(theme))
    qtbot.addWidget(view)
    view.setStyleSheet(style_sheet(theme))
    view.resize(120, 200)
    view.show_value("Value", Value(np.arange(12.0), (12,)))
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    area = part(view, QScrollArea, "wide_numbers")
    assert area.focusPolicy() == Qt.FocusPolicy.StrongFocus
    area.clearFocus()
    before = area.grab().toImage()
    area.setFocus()
    assert area.grab().toImage() != before
