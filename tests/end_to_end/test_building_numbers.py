"""Numbers, operations and edges are edited by dragging, in fields and menus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QLineEdit,
    QSlider,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QTreeView,
    QWidget,
)

from gui.builder.overlay import Ghost, Overlay
from gui.main_window import MainWindow
from gui.player import opening_cursor
from gui.runs.session import RunState
from tests.end_to_end.building import KEY, LEFT, MODIFIER, Hands, plain, started
from tests.end_to_end.reading import card_texts
from tests.end_to_end.test_building import DOT, PRODUCT, SQUARE, place_of, undo, undo_text

pytestmark = pytest.mark.long


# -- numbers of a card -----------------------------------------------------------------------------


def editor_of(hands: Hands) -> QWidget:
    popup = hands.popup()
    assert popup.objectName() == "value_editor"
    return popup


def cell(grid: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    found = grid.item(row, column)
    assert found is not None
    return found


def test_a_scalar_is_edited_on_its_card(hands: Hands) -> None:
    started(hands, SQUARE)
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    field = editor_of(hands).findChild(QLineEdit, "value_number")
    assert field is not None
    assert field.text() == "2.0"
    field.selectAll()
    hands.qtbot.keyClicks(field, "-1.5")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    hands.settle()
    assert "torch.tensor(-1.5, requires_grad=True)" in hands.source
    assert hands.window.player.recording.source == hands.source
    undo(hands)
    assert hands.source == SQUARE


def double_click_value(hands: Hands, name: str) -> None:
    """Double-click the row of a card's value, as a mouse does: the first click comes alone."""
    place = hands.at(name) + QPoint(0, 6)
    hands.qtbot.mouseClick(hands.canvas, LEFT, pos=place)
    hands.qtbot.mouseDClick(hands.canvas, LEFT, pos=place)


@pytest.mark.parametrize(("script", "kind"), [(SQUARE, QSlider), (PRODUCT, QTableWidget)])
def test_a_double_click_on_a_value_edits_it(hands: Hands, script: str, kind: type[QWidget]) -> None:
    started(hands, script)
    double_click_value(hands, "x")
    assert editor_of(hands).findChild(kind) is not None
    assert hands.window.graph.selected == hands.card("x")


def test_a_double_click_on_the_value_of_a_result_edits_nothing(hands: Hands) -> None:
    started(hands, SQUARE)
    double_click_value(hands, "y")
    assert hands.source == SQUARE
    assert QApplication.activePopupWidget() is None


def test_the_graph_follows_the_slider_and_one_undo_reverts_it(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, SQUARE)
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    slider = editor_of(hands).findChild(QSlider, "value_slider")
    assert slider is not None
    for position in (10, 40, 100):
        slider.setValue(position)
    assert "torch.tensor(4.0, requires_grad=True)" in hands.source
    hands.qtbot.waitUntil(lambda: window.player.recording.source == hands.source, timeout=10_000)
    hands.settle()
    assert "value 16." in "".join(card_texts(window))
    assert window.graph.selected == hands.card("x")
    slider.setValue(-100)
    number = editor_of(hands).findChild(QLineEdit, "value_number")
    hands.qtbot.keyClick(number, KEY.Key_Return)
    hands.settle()
    assert "torch.tensor(0.0, requires_grad=True)" in hands.source
    undo(hands)
    assert hands.source == SQUARE
    assert window.player.recording.source == SQUARE


def test_escape_reverts_the_slider(hands: Hands, window: MainWindow) -> None:
    started(hands, SQUARE)
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    slider = editor_of(hands).findChild(QSlider, "value_slider")
    assert slider is not None
    slider.setValue(40)
    assert hands.source != SQUARE
    hands.qtbot.keyClick(slider, KEY.Key_Escape)
    hands.settle()
    assert hands.source == SQUARE
    hands.qtbot.waitUntil(lambda: window.player.recording.source == SQUARE, timeout=10_000)
    document = window.editor.document()
    assert not document.isRedoAvailable()


@pytest.mark.long
def test_a_slow_script_runs_when_the_slider_is_released(hands: Hands, window: MainWindow) -> None:
    script = SQUARE + "import time\ntime.sleep(1.2)\n"
    started(hands, script)
    hands.click("x")
    hands.key(KEY.Key_P)  # its duration is known from now on
    runs: list[object] = []
    window.session.changed.connect(lambda: runs.append(window.session.newest))
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    slider = editor_of(hands).findChild(QSlider, "value_slider")
    assert slider is not None
    slider.setSliderDown(True)
    for position in (10, 40, 100):
        slider.setValue(position)
    assert not runs
    assert "when you let go" in hands.notice
    slider.setSliderDown(False)
    hands.qtbot.waitUntil(lambda: bool(runs), timeout=5_000)
    hands.settle()
    assert window.player.recording.source == hands.source


def test_the_slider_can_leave_inf_and_nan(hands: Hands) -> None:
    started(hands, 'import torch\n\nx = torch.tensor(float("nan"))\n')
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    slider = editor_of(hands).findChild(QSlider, "value_slider")
    assert slider is not None
    slider.setValue(100)
    assert hands.source == "import torch\n\nx = torch.tensor(1.0)\n"


def test_a_matrix_is_edited_cell_by_cell(hands: Hands) -> None:
    started(hands, "import torch\n\nw = torch.tensor([[1.0, 2.0], [3.0, 4.0]])\n")
    hands.click("w")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    popup = editor_of(hands)
    grid = popup.findChild(QTableWidget, "value_grid")
    assert grid is not None
    assert (grid.rowCount(), grid.columnCount()) == (2, 2)
    grid.setCurrentCell(1, 0)
    cell(grid, 1, 0).setText("x")
    hands.qtbot.keyClick(grid, KEY.Key_Return)
    problem = popup.findChild(QLabel, "value_problem")
    assert problem is not None
    assert problem.isVisible()
    assert "“x”" in problem.text()
    cell(grid, 1, 0).setText("-0.25")
    hands.qtbot.keyClick(grid, KEY.Key_Return)
    hands.settle()
    assert "torch.tensor([[1.0, 2.0], [-0.25, 4.0]])" in hands.source


def grid_of(hands: Hands, name: str) -> QTableWidget:
    """The grid of a card's numbers."""
    hands.click(name)
    hands.qtbot.keyClick(hands.canvas, KEY.Key_E)
    grid = editor_of(hands).findChild(QTableWidget, "value_grid")
    assert grid is not None
    return grid


def test_a_vector_grows_and_shrinks_by_keys(hands: Hands) -> None:
    started(hands, "import torch\n\nx = torch.tensor([1., 2.,  3.0])  # x\n")
    grid = grid_of(hands, "x")
    grid.setCurrentCell(0, 2)
    hands.qtbot.keyClick(grid, KEY.Key_Right, MODIFIER.AltModifier)
    hands.qtbot.keyClick(grid, KEY.Key_Down, MODIFIER.AltModifier)  # a vector has no rows
    assert (grid.rowCount(), grid.columnCount()) == (1, 4)
    cell(grid, 0, 3).setText("4")
    grid.setCurrentCell(0, 1)
    hands.qtbot.keyClick(grid, KEY.Key_Left, MODIFIER.AltModifier)
    assert grid.columnCount() == 3
    hands.qtbot.keyClick(grid, KEY.Key_Return)
    hands.settle()
    assert hands.source == "import torch\n\nx = torch.tensor([1., 3.0,  4.0])  # x\n"


def test_rows_and_columns_are_added_and_removed_by_buttons(hands: Hands) -> None:
    rows = "    [1.0, 2.0],  # one\n    [3.0, 4.0],  # two\n"
    started(hands, f"import torch\n\nw = torch.tensor([\n{rows}])\n")
    grid = grid_of(hands, "w")
    buttons = editor_of(hands).findChildren(QToolButton)
    longer, shorter, higher, lower = (each for each in buttons if each.text()[0] in "+−")
    grid.setCurrentCell(1, 1)
    for button in (longer, higher, lower, higher):
        assert button.isVisible()
        hands.qtbot.mouseClick(button, LEFT)
    grid.setCurrentCell(0, 0)
    hands.qtbot.mouseClick(shorter, LEFT)
    hands.qtbot.keyClick(grid, KEY.Key_Return)
    hands.settle()
    rows = "    [2.0, 0.0],  # one\n    [4.0, 0.0],  # two\n    [0.0, 0.0],\n"
    assert hands.source == f"import torch\n\nw = torch.tensor([\n{rows}])\n"


def test_a_shape_that_breaks_a_later_line_is_accepted_with_a_notice(hands: Hands) -> None:
    started(hands, PRODUCT)
    grid = grid_of(hands, "w")
    hands.qtbot.keyClick(grid, KEY.Key_Right, MODIFIER.AltModifier)
    hands.qtbot.keyClick(grid, KEY.Key_Return)
    assert "w = torch.tensor([3.0, 0.0, 4.0])\n" in hands.source
    assert "Line 5, x * w" in hands.notice
    assert "(2,)" in hands.notice
    hands.settle()
    undo(hands)
    assert hands.source == PRODUCT


@pytest.mark.parametrize(
    ("made", "notice"),
    [
        ("zeros(0)", "This tensor has no numbers."),
        ("zeros(2, 0)", "This tensor has no numbers."),
        ("zeros(1, 1, 1)", "Only a number, a vector or a matrix can be written as numbers."),
        ("zeros(50, 50)", "This tensor is too large to be written as numbers."),
        (
            "tensor([True, False])",
            "What this tensor holds are no whole or floating-point numbers.",
        ),
    ],
)
def test_values_that_cannot_be_edited_in_a_grid_have_a_reason(
    hands: Hands, made: str, notice: str
) -> None:
    started(hands, f"import torch\n\nx = torch.{made}\n")
    hands.click("x")
    hands.key(KEY.Key_E)
    assert hands.notice == notice
    assert QApplication.activePopupWidget() is None


def test_numbers_of_a_computed_tensor_cannot_be_edited(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    hands.key(KEY.Key_E)
    assert hands.source == PRODUCT
    assert hands.notice


def test_a_pass_from_a_vector_asks_for_its_seed(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_B)
    grid = editor_of(hands).findChild(QTableWidget, "value_grid")
    assert grid is not None
    cell(grid, 0, 1).setText("2")
    hands.qtbot.keyClick(grid, KEY.Key_Return)
    hands.settle()
    assert hands.source.endswith("y.backward(torch.tensor([1.0, 2.0]))\n")
    assert hands.window.player.cursor == opening_cursor(hands.window.player.recording)


def test_a_second_pass_adds_retain_graph_to_the_first(hands: Hands, window: MainWindow) -> None:
    started(hands, SQUARE)
    for _ in range(2):
        hands.click("y")
        hands.key(KEY.Key_B)
    assert hands.source.endswith("y.backward(retain_graph=True)\ny.backward()\n")
    assert window.session.state is RunState.DONE
    assert window.player.state.pass_ == 1, "the new pass is looked at"


# -- dragging --------------------------------------------------------------------------------------


def test_dropping_a_card_on_another_one_combines_them(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.drag("x", hands.at("w"))
    hands.drop(hands.at("w"))
    hands.choose("+  x + w")
    assert hands.source == PRODUCT + "z = x + w\n"
    assert undo_text(hands) == "Undo: apply +"


def test_the_menu_of_combinations_shows_the_order_of_operands(hands: Hands) -> None:
    started(hands, PRODUCT + "z = torch.exp(x - 1).sum()\n")
    hands.drag("exp", hands.at("w"))
    hands.drop(hands.at("w"))
    for text in ("−  torch.exp(x - 1) - w", "mse_loss(torch.exp(x - 1), w)"):
        assert hands.entry(text).isEnabled()
    hands.menu().close()
    hands.drag("sub", hands.at("w"))
    hands.drop(hands.at("w"))
    assert hands.entry("−  (x - 1) - w").isEnabled()
    hands.menu().close()


def test_the_menu_writes_operations_without_symbol_as_calls(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    hands.search("mse")
    offered = [plain(each) for each in hands.menu().actions()]
    assert offered[:3] == ["mse_loss(y, w)", "mse_loss(y, x)", "mse_loss(y, y)"]
    hands.choose("mse_loss(y, w)")
    assert hands.source == PRODUCT + "loss = torch.nn.functional.mse_loss(y, w)\n"


def test_a_drag_previews_its_line_and_escape_cancels_it(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    hands.drag("x", hands.at("w"))
    overlay = hands.canvas.findChild(Overlay)
    assert overlay is not None
    assert overlay.isVisible()
    hint = "Let go to choose the operation."
    assert overlay.ghost == Ghost("z", "z = x + w", hint), "as the menu begins"
    assert overlay.target.card == hands.canvas.rect_of(place_of(hands, "w")), "it snaps to the card"
    hands.qtbot.keyClick(hands.canvas, KEY.Key_Escape)
    assert not overlay.isVisible()
    hands.drop(hands.at("w"))
    assert hands.source == PRODUCT
    assert window.player.recording.source == PRODUCT


def test_escape_closes_a_quick_search_with_text(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.qtbot.keyClick(hands.canvas, KEY.Key_Slash)
    search = hands.popup()
    field = search.findChild(QLineEdit)
    assert field is not None
    hands.qtbot.keyClicks(field, "su")
    hands.qtbot.keyClick(field, KEY.Key_Escape)
    assert not search.isVisible()
    assert hands.source == PRODUCT


def test_a_new_drag_hides_the_notice(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.key(KEY.Key_P)
    assert hands.notice == "Select a card first: press it, or go to it by Tab."
    hands.carry("arange", hands.canvas.rect().center())
    assert hands.notice == ""
    hands.carry_away()


def test_a_drag_previews_the_first_operation_that_fits(hands: Hands) -> None:
    started(hands, PRODUCT.replace("[3.0, 4.0]", "[3.0, 4.0, 5.0]").replace("y = x * w\n", ""))
    hands.drag("x", hands.at("w"))
    assert ghost_of(hands).line == "y = torch.outer(x, w)"
    hands.drop(hands.at("w"))
    menu = hands.menu()
    assert not hands.entry("+  x + w").isEnabled()
    menu.close()


def test_an_impossible_drop_shows_the_reason(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    window.editor.appendPlainText("z = (")
    hands.drag("x", hands.at("w"))
    assert ghost_of(hands).refusal.startswith("Line 7: ")


def ghost_of(hands: Hands) -> Ghost:
    """The ghost beside the pointer."""
    overlay = hands.canvas.findChild(Overlay)
    assert overlay is not None
    assert overlay.isVisible()
    return overlay.ghost


@pytest.mark.parametrize(
    ("key", "place", "name", "line", "hint"),
    [
        ("arange", "ground", "b", "b = torch.arange(4.0)", ""),
        ("exp", "card", "z", "z = torch.exp(y)", ""),
        ("mul", "card", "z", "z = y * y", "Let go to choose the other operand."),
        ("exp", "edge", "exp", "y = torch.exp(x) * w", ""),
        ("mul", "edge", "× mul", "y = x * 2 * w", "Let go to choose the number."),
        ("exp", "ground", "exp", "", "Let go on a card or an edge."),
    ],
)
def test_a_dragged_item_previews_what_each_target_would_become(
    hands: Hands, key: str, place: str, name: str, line: str, hint: str
) -> None:
    started(hands, PRODUCT)
    places = {
        "ground": QPoint(3, 3),
        "card": hands.at("y"),
        "edge": hands.middle_of_edge("x", "y"),
    }
    hands.carry(key, places[place])
    ghost = ghost_of(hands)
    assert (ghost.line, ghost.hint, ghost.refusal) == (line, hint, "")
    assert name in ghost.name
    hands.carry_away()
    assert hands.source == PRODUCT


def test_the_preview_shows_all_lines_if_an_expression_gets_a_name(hands: Hands) -> None:
    started(hands, DOT)
    hands.carry("exp", hands.at("dot"))
    assert ghost_of(hands).line == "z = torch.dot(x, x)\ny = 2 * z\nh1 = torch.exp(z)"


def test_an_item_that_cannot_be_inserted_into_an_edge_says_so(hands: Hands) -> None:
    started(hands, PRODUCT)
    edge = hands.middle_of_edge("x", "y")
    hands.carry("network", edge)
    assert ghost_of(hands).refusal == "That cannot be put on an edge."
    hands.bring("network", edge)
    assert hands.source == PRODUCT
    assert hands.notice == "That cannot be put on an edge."


def test_inserting_a_binary_operation_into_an_edge_asks_for_a_number(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.bring("mul", hands.middle_of_edge("x", "y"))
    hands.write("3")
    assert "y = x * 3 * w\n" in hands.source


def test_a_card_can_be_dropped_on_an_operation_of_the_palette(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, PRODUCT)
    dock = window.findChild(QDockWidget, "palette_dock")
    assert dock is not None
    dock.raise_()
    hands.qtbot.waitUntil(lambda: dock.findChild(QTreeView, "palette_tree") is not None)
    field, tree = dock.findChild(QLineEdit, "palette_search"), dock.findChild(QTreeView)
    assert field is not None and tree is not None
    hands.qtbot.keyClicks(field, "exp")
    viewport = tree.viewport()

    def middle() -> QPoint:
        return tree.visualRect(tree.currentIndex()).center()

    hands.qtbot.waitUntil(lambda: viewport.visibleRegion().contains(middle()))
    item = hands.canvas.mapFromGlobal(viewport.mapToGlobal(middle()))
    hands.drag("y", item)
    assert ghost_of(hands).line == "z = torch.exp(y)"
    hands.drop(item)
    assert hands.source == PRODUCT + "z = torch.exp(y)\n"
    assert hands.canvas.hasFocus()


def test_the_start_of_an_edge_can_be_dragged_to_another_card(hands: Hands) -> None:
    started(hands, PRODUCT)
    edge = hands.middle_of_edge("x", "y")
    hands.drag_from(edge, hands.at("w"))
    assert ghost_of(hands) == Ghost("w", "y = w * w")
    hands.drop(hands.at("w"))
    assert "y = w * w\n" in hands.source
    undo(hands)
    hands.drag_from(edge, hands.at("w"))
    hands.qtbot.keyClick(hands.canvas, KEY.Key_Escape)
    hands.drop(hands.at("w"))
    assert hands.source == PRODUCT


def test_the_operand_of_an_edge_is_replaced_by_keys(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.tab_to("y")
    hands.key(KEY.Key_T)
    assert [plain(each) for each in hands.menu().actions()] == ["x → w", "w → x"]
    hands.choose("w → x")
    assert hands.source == PRODUCT.replace("x * w", "x * x")
    assert undo_text(hands) == "Undo: take x instead"


def test_an_operation_is_inserted_into_an_edge_by_keys(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.tab_to("y")
    hands.key(KEY.Key_N)
    hands.choose("After w")
    field = hands.popup().findChild(QLineEdit)
    assert field is not None
    hands.qtbot.keyClicks(field, "tanh")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    hands.settle()
    assert hands.source == PRODUCT.replace("x * w", "x * torch.tanh(w)")


@pytest.mark.parametrize("key", [KEY.Key_T, KEY.Key_N])
def test_changing_an_edge_of_a_leaf_is_refused(hands: Hands, key: Qt.Key) -> None:
    started(hands, PRODUCT)
    hands.tab_to("w")
    hands.key(key)
    assert hands.source == PRODUCT
    assert hands.notice == "This card is not computed from another one."


def test_a_click_on_an_edge_does_nothing(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("x")
    hands.qtbot.mouseClick(hands.canvas, LEFT, pos=hands.middle_of_edge("x", "y"))
    assert hands.window.graph.selected == -1
    assert hands.source == PRODUCT


def test_a_card_dropped_on_an_edge_replaces_its_operand(hands: Hands) -> None:
    started(hands, PRODUCT)
    edge = hands.middle_of_edge("x", "y")
    hands.drag("w", edge)
    hands.drop(edge)
    assert "y = w * w\n" in hands.source


def test_an_item_of_the_palette_is_dropped_on_a_card_an_edge_and_the_background(
    hands: Hands,
) -> None:
    started(hands, PRODUCT)
    hands.bring("exp", hands.at("y"))
    assert hands.source == PRODUCT + "z = torch.exp(y)\n"
    undo(hands)
    hands.bring("exp", hands.middle_of_edge("x", "y"))
    assert "y = torch.exp(x) * w\n" in hands.source
    undo(hands)
    hands.bring("arange", QPoint(3, 3))
    assert hands.source.startswith(PRODUCT)
    assert hands.source.endswith(" = torch.arange(4.0)\n")


def test_two_shift_clicks_pick_two_cards(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("w")
    hands.click("x", MODIFIER.ControlModifier)
    hands.search("sub")
    assert hands.source.endswith("z = w - x\n")


def test_cards_are_picked_by_key(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("w")
    hands.key(KEY.Key_K)
    hands.tab_to("x")
    hands.search("sub")
    assert hands.source.endswith("z = w - x\n")


def test_the_palette_panel_is_searched_and_items_chosen(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    dock = window.findChild(QDockWidget, "palette_dock")
    assert dock is not None
    dock.raise_()
    hands.qtbot.waitUntil(lambda: dock.findChild(QTreeView, "palette_tree") is not None)
    hands.click("y")
    field = dock.findChild(QLineEdit, "palette_search")
    assert field is not None
    field.setFocus()
    hands.qtbot.keyClicks(field, "mean of all")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    hands.settle()
    assert hands.source == PRODUCT + "z = y.mean()\n"


def test_no_seed_is_asked_for_without_gradients(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("w")
    hands.key(KEY.Key_B)
    assert hands.source == PRODUCT
    assert hands.notice.startswith("This tensor does not require a gradient")


def test_a_script_is_begun_by_the_mouse_alone(hands: Hands, window: MainWindow) -> None:
    window.actions_["new"].trigger()
    hands.settle()
    ground = hands.canvas.rect().center()
    hands.qtbot.mouseDClick(hands.canvas, LEFT, pos=ground)
    tree = hands.popup().findChild(QTreeView, "palette_tree")
    assert tree is not None
    row = tree.visualRect(tree.model().index(1, 0, tree.model().index(0, 0)))
    hands.qtbot.mouseClick(tree.viewport(), LEFT, pos=row.center())
    hands.settle()
    assert hands.source == "import torch\n\nx = torch.tensor(1.0)\n"


@pytest.mark.parametrize("where", ["card", "edge", "title"])
def test_a_double_click_elsewhere_does_not_open_the_palette(hands: Hands, where: str) -> None:
    started(hands, f"{PRODUCT}for turn in range(2):\n    z = y * 2\n")
    frames = hands.canvas.scene.frames if hands.canvas.scene else None
    assert frames is not None
    title = hands.canvas.view.to_widget(frames.rect(0)).topLeft().toPoint() + QPoint(12, 8)
    places = {"card": hands.at("y"), "edge": hands.middle_of_edge("x", "y"), "title": title}
    hands.qtbot.mouseDClick(hands.canvas, LEFT, pos=places[where])
    assert QApplication.activePopupWidget() is None


def test_picks_end_with_their_run(hands: Hands, window: MainWindow) -> None:
    started(hands, PRODUCT)
    hands.click("w")
    hands.click("x", MODIFIER.ControlModifier)
    window.run()
    hands.settle()
    hands.click("y")
    hands.search("exp")
    assert hands.source == PRODUCT + "z = torch.exp(y)\n"


@pytest.mark.parametrize("flag", ["retain_graph", "create_graph"])
def test_flags_are_set_on_the_current_pass(hands: Hands, window: MainWindow, flag: str) -> None:
    script = SQUARE + "y.backward()\n"
    started(hands, script)
    window.actions_[flag].trigger()
    hands.settle()
    assert hands.source == SQUARE + f"y.backward({flag}=True)\n"
    assert undo_text(hands) == f"Undo: set {flag}=True"
    window.actions_[flag].trigger()
    hands.settle()
    assert hands.source == script
    assert undo_text(hands) == f"Undo: set {flag}=False"


def test_setting_a_flag_without_a_pass_is_refused(hands: Hands, window: MainWindow) -> None:
    started(hands, SQUARE)
    window.actions_["retain_graph"].trigger()
    hands.settle()
    assert hands.source == SQUARE
    assert "pass first" in hands.notice


def test_escape_clears_the_picks_and_hides_the_notice(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("w")
    hands.key(KEY.Key_B)
    assert hands.notice
    hands.key(KEY.Key_K)
    hands.key(KEY.Key_Escape)
    assert hands.notice == ""
    hands.click("x")
    hands.search("exp")
    assert hands.source == PRODUCT + "z = torch.exp(x)\n"
