"""The tour, the guide and the page of keys, while the window stays usable."""

import pytest
from PySide6.QtCore import QCoreApplication, QMargins, QPoint, QRect, Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.help import help as help_module
from gui.help.callout_placement import ARROW_PX, Side
from gui.help.guide_page import GuidePage
from gui.help.keys_page import KeysPage
from gui.help.tour import STEPS, Tour
from gui.main_window import MainWindow
from gui.plots.function_plot import FunctionPlot
from gui.settings import Settings
from gui.window.sentence_bar import SentenceBar
from tests.end_to_end.reading import open_example, press, wait_for_graph, write_and_run

LEFT = Qt.MouseButton.LeftButton


ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def tour(qtbot: QtBot, window: MainWindow) -> Tour:
    open_example(qtbot, window, "01_first_gradient")
    window.actions_["tour"].trigger()
    assert window.help.tour is not None
    return window.help.tour


def words(tour: Tour) -> list[str]:
    return [label.text() for label in tour.callout.findChildren(QLabel) if label.isVisible()]


def letter_of(text: str) -> str:
    """The mnemonic of a text."""
    return text[text.index("&") + 1].upper()


def place_of(widget: QWidget, window: MainWindow) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def test_the_tour_has_six_steps_with_six_targets(
    qtbot: QtBot, window: MainWindow, tour: Tour
) -> None:
    titles, rings = [], []
    for number in range(6):
        assert tour.number == number
        titles.append(words(tour)[0])
        assert f"{number + 1} of 6" in words(tour)
        assert tour.ring.isVisible()
        rings.append(tour.ring.geometry().getRect())
        callout = tour.callout.geometry()
        assert window.rect().intersected(callout).width() > callout.width() - 30
        qtbot.mouseClick(tour.callout.next, LEFT)
    assert titles == [step.title for step in STEPS]
    assert len(set(rings)) == 6
    assert tour.number is None
    assert not tour.callout.isVisible()
    assert not tour.ring.isVisible()


def test_no_step_of_the_tour_covers_a_card_or_the_sentence(
    qtbot: QtBot, window: MainWindow, tour: Tour
) -> None:
    canvas, sentence = window.graph.canvas, window.findChild(SentenceBar)
    assert isinstance(sentence, SentenceBar)
    wait_for_graph(qtbot, window)
    tour.start()
    for number in range(6):
        callout = tour.callout.geometry() - QMargins(ARROW_PX, ARROW_PX, ARROW_PX, ARROW_PX)
        covered = [
            card
            for card in canvas.visible_cards()
            if callout.intersects(canvas.rect_of(card).translated(canvas.mapTo(window, QPoint())))
        ]
        assert covered == [], number
        assert not callout.intersects(
            sentence.contentsRect().translated(sentence.mapTo(window, QPoint()))
        ), number
        qtbot.mouseClick(tour.callout.next, LEFT)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_mnemonics_of_the_tour_differ_from_those_of_menus(
    window: MainWindow, tour: Tour, language: str
):
    window.actions_[f"language_{language}"].trigger()
    menus = {letter_of(action.text()) for action in window.menuBar().actions()}
    buttons = (tour.callout.skip, tour.callout.back, tour.callout.next)
    letters = [letter_of(button.text()) for button in buttons]
    assert len({*letters}) == 3
    assert not menus.intersection(letters)


def test_the_mnemonic_of_back_goes_back(qtbot: QtBot, window: MainWindow, tour: Tour) -> None:
    qtbot.keyClick(window, Qt.Key.Key_N, ALT)
    qtbot.waitUntil(lambda: tour.number == 1)  # the button is shown pressed for a moment
    qtbot.keyClick(window, Qt.Key.Key_K, ALT)
    qtbot.waitUntil(lambda: tour.number == 0)


def test_enter_on_the_graph_goes_on_with_the_tour(
    qtbot: QtBot, window: MainWindow, tour: Tour
) -> None:
    canvas = window.graph.canvas
    canvas.setFocus()
    assert tour.callout.next.isDefault(), "it shows that Enter presses it"
    for number in range(1, 6):
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
        assert tour.number == number
    with qtbot.waitSignal(tour.ended):
        qtbot.keyClick(canvas, Qt.Key.Key_Enter)


def test_enter_in_the_script_is_typed_during_the_tour(
    qtbot: QtBot, window: MainWindow, tour: Tour
) -> None:
    window.editor.setFocus()
    before = window.editor.source()
    qtbot.keyClick(window.editor, Qt.Key.Key_Return)
    assert (tour.number, window.editor.source()) == (0, "\n" + before)


def test_the_tour_goes_back_and_can_be_skipped(qtbot: QtBot, tour: Tour) -> None:
    assert not tour.callout.back.isEnabled()
    qtbot.mouseClick(tour.callout.next, LEFT)
    qtbot.mouseClick(tour.callout.back, LEFT)
    assert tour.number == 0
    with qtbot.waitSignal(tour.ended):
        qtbot.mouseClick(tour.callout.skip, LEFT)
    assert not tour.callout.isVisible()


def test_the_window_keeps_its_shortcuts_during_the_tour(
    qtbot: QtBot, window: MainWindow, tour: Tour
) -> None:
    cursor = window.player.cursor
    press(qtbot, window, Qt.Key.Key_F10)
    press(qtbot, window, Qt.Key.Key_Right)
    assert window.player.cursor == cursor + 2
    window.editor.setFocus()
    qtbot.keyClicks(window.editor, "abc")
    qtbot.mouseClick(tour.callout.next, LEFT)
    qtbot.keyClicks(window.editor, "def")
    assert window.editor.source().startswith("abcdef")
    assert window.editor.hasFocus()
    qtbot.keyClick(tour.callout.next, Qt.Key.Key_F10)
    assert window.player.cursor == cursor + 3


def test_the_tour_ends_by_itself_where_somebody_works_beside_it(
    qtbot: QtBot, window: MainWindow, tour: Tour
) -> None:
    for number in range(2):
        write_and_run(qtbot, window, f"import torch\nx = torch.ones({number})")
        wait_for_graph(qtbot, window)
    assert tour.number == 0, "whoever tries what it says is not at work"
    qtbot.mouseClick(tour.callout.next, LEFT)
    write_and_run(qtbot, window, "import torch\nx = torch.zeros(1)")
    write_and_run(qtbot, window, "import torch\nx = torch.zeros(2)")
    assert tour.number == 1
    write_and_run(qtbot, window, "import torch\nx = torch.zeros(3)")
    assert tour.number is None
    assert not tour.callout.isVisible()
    said = window.statusBar().currentMessage()
    assert "begins it again" in said


def test_another_script_ends_the_tour(qtbot: QtBot, window: MainWindow, tour: Tour) -> None:
    open_example(qtbot, window, "03_accumulation")
    assert tour.number is None


def test_escape_ends_the_tour_and_then_has_its_usual_effect(
    qtbot: QtBot, window: MainWindow, tour: Tour
) -> None:
    canvas = window.graph.canvas
    canvas.setFocus()
    canvas.select(0)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert tour.number is None
    assert canvas.selected == 0
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.selected is None


def test_the_callout_follows_its_target(qtbot: QtBot, window: MainWindow, tour: Tour) -> None:
    for _ in range(4):
        qtbot.mouseClick(tour.callout.next, LEFT)
    before = tour.ring.geometry()
    window.resize(window.width() - 200, window.height() - 60)
    inspector = window.inspector
    qtbot.waitUntil(lambda: tour.ring.geometry() != before)
    qtbot.waitUntil(lambda: tour.ring.geometry().contains(place_of(inspector, window)))
    assert window.rect().contains(tour.callout.geometry().center())


def test_the_callout_of_a_closed_panel_is_in_the_centre(
    qtbot: QtBot, window: MainWindow, tour: Tour
) -> None:
    dock = window.findChild(QDockWidget, "inspector_dock")
    assert isinstance(dock, QDockWidget)
    dock.close()
    for _ in range(4):
        qtbot.mouseClick(tour.callout.next, LEFT)
    assert words(tour)[0] == "The inspector"
    assert not tour.ring.isVisible()
    middle = tour.callout.geometry().center() - window.rect().center()
    assert middle.manhattanLength() < 4
    dock.show()
    dock.raise_()  # as the menu does: the plots are a tab of the same dock area
    qtbot.waitUntil(tour.ring.isVisible)


def test_the_tour_brings_a_panel_to_the_front(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    window.actions_["gallery"].trigger()
    qtbot.waitUntil(lambda: window.editor.visibleRegion().isEmpty())
    window.actions_["tour"].trigger()
    qtbot.waitUntil(lambda: not window.editor.visibleRegion().isEmpty())
    assert window.help.tour is not None
    qtbot.waitUntil(window.help.tour.ring.isVisible)


def test_the_tour_follows_the_language(qtbot: QtBot, window: MainWindow, tour: Tour) -> None:
    window.actions_["language_zh_CN"].trigger()
    QCoreApplication.sendPostedEvents()
    qtbot.waitUntil(lambda: words(tour)[0] == "脚本")
    assert tour.callout.next.text() == "下一步(&N)"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_text_of_the_tour_is_clipped(
    qtbot: QtBot, window: MainWindow, tour: Tour, language: str
) -> None:
    window.actions_[f"language_{language}"].trigger()
    for _ in STEPS:
        qtbot.wait(20)  # for the layout
        for label in tour.callout.findChildren(QLabel):
            needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
            assert label.height() >= max(needed, label.fontMetrics().height()), label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width()
        qtbot.mouseClick(tour.callout.next, LEFT)


def test_the_tour_starts_once_after_the_first_graph(
    qtbot: QtBot, window: MainWindow, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_module, "TOUR_AFTER_MS", 10)
    window.first_scene_shown.connect(window.help.schedule_tour)
    assert window.help.tour is None
    open_example(qtbot, window, "01_first_gradient")
    qtbot.waitUntil(lambda: window.help.tour is not None)
    assert settings.is_tour_seen
    tour = window.help.tour
    assert tour is not None
    tour.end()
    window.help.schedule_tour()
    qtbot.wait(50)
    assert tour.number is None


def test_the_tour_does_not_start_over_a_dialog(
    qtbot: QtBot, window: MainWindow, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_module, "TOUR_AFTER_MS", 10)
    box = QMessageBox(window)
    box.setModal(True)
    box.show()
    window.help.schedule_tour()
    qtbot.wait(50)
    box.close()
    assert window.help.tour is None
    assert not settings.is_tour_seen


def test_opening_an_example_starts_no_tour(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    assert window.help.tour is None


def test_f1_shows_the_page_of_keys_without_blocking_the_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F1)
    page = window.findChild(KeysPage)
    assert page is not None
    assert page.isVisible()
    assert not page.isModal()
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F1)
    assert len(window.findChildren(KeysPage)) == 1
    cursor = window.player.cursor
    window.actions_["step"].trigger()
    wait_for_graph(qtbot, window)
    assert window.player.cursor == cursor + 1
    page.close()
    qtbot.waitUntil(lambda: window.findChild(KeysPage) is None)
    window.help.show_keys()
    assert window.findChild(KeysPage) is not None


def test_the_guide_is_in_the_help_menu(window: MainWindow) -> None:
    window.actions_["guide"].trigger()
    page = window.findChild(GuidePage)
    assert page is not None
    assert page.isVisible()
    assert not page.isModal()


def test_the_callout_has_an_arrow_to_its_target(tour: Tour) -> None:
    placement = tour.callout.placement
    assert placement is not None
    assert placement.side is not Side.NONE


def test_escape_in_the_script_ends_the_tour(qtbot: QtBot, window: MainWindow, tour: Tour) -> None:
    window.editor.setFocus()
    qtbot.keyClick(window.editor, Qt.Key.Key_Escape)
    assert tour.number is None


def test_the_callout_stays_in_front_when_another_panel_takes_room(
    qtbot: QtBot, window: MainWindow
) -> None:
    code = "import torch\nx = torch.tensor(1.0, requires_grad=True)\ny = x.sin()\ny.backward()\n"
    write_and_run(qtbot, window, code)
    window.help.start_tour()
    tour, plots = window.help.tour, window.findChild(QDockWidget, "plots_dock")
    assert tour is not None
    assert plots is not None
    plots.raise_()
    qtbot.waitUntil(lambda: bool(window.plots.findChildren(FunctionPlot)), timeout=5_000)
    qtbot.wait(300)  # until the panels have their new widths
    assert tour.callout.visibleRegion().boundingRect() == tour.callout.rect()
