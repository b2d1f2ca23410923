"""The changes of a gradient as items side by side."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.record.recording import Recording
from gui.inspector.life_strip import MAX_MOMENTS, LifeStrip
from gui.theme import DARK, LIGHT
from tests.engine.explain.scripts import at_end, named, recorded

RESETS = """
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * 2).sum().backward()
(x * 3).sum().backward()
x.grad.add_(1)
x.grad = torch.zeros(2)
"""


def strip_of(qtbot: QtBot, recording: Recording) -> LifeStrip:
    strip = LifeStrip("strip")
    qtbot.addWidget(strip)
    strip.set_theme(LIGHT)
    strip.resize(300, strip.sizeHint().height())
    strip.show()
    strip.show_card(at_end(recording), named(recording, "x"))
    return strip


def words(strip: LifeStrip) -> list[str]:
    model = strip.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_every_change_is_an_item(qtbot: QtBot):
    assert words(strip_of(qtbot, recorded(RESETS))) == [
        "at first\nNone\n",
        "made\n[2 2]\nline 4",
        "+ [3 3]\n[5 5]\nline 5",
        "changed\n[6 6]\nline 6",
        "replaced\n[0 0]\nline 7",
    ]


def test_the_tool_tip_of_an_addition_is_the_sum(qtbot: QtBot):
    strip = strip_of(qtbot, recorded(RESETS))
    tips = [
        strip.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
        for row in range(strip.model().rowCount())
    ]
    assert tips[2] == "[2 2] + [3 3] = [5 5]\nline 5"
    assert tips[0] == "at first: None"


@pytest.mark.parametrize(
    ("leaf", "second", "item", "tip"),
    [
        ("8.0", "(x * -12)", "− 12\n-10\nline 4", "2 − 12 = -10\nline 4"),
        ("[8.0]", "(x * -12).sum()", "+ [-12]\n[-10]\nline 4", "[2] + [-12] = [-10]\nline 4"),
        ("8j", "(x * -12).real", "+ (-12-0j)\n-10-0j\nline 4", "2-0j + (-12-0j) = -10-0j\nline 4"),
    ],
)
def test_a_negative_number_is_subtracted_as_by_hand(
    qtbot: QtBot, leaf: str, second: str, item: str, tip: str
):
    strip = strip_of(
        qtbot,
        recorded(
            f"x = torch.tensor({leaf}, requires_grad=True)\n"
            f"{second.replace('-12', '2')}.backward()\n{second}.backward()\n"
        ),
    )
    assert words(strip)[2] == item
    assert strip.model().index(2, 0).data(Qt.ItemDataRole.ToolTipRole) == tip


def test_enter_on_an_item_goes_to_its_step(qtbot: QtBot):
    recording = recorded(RESETS)
    strip = strip_of(qtbot, recording)
    strip.setCurrentIndex(strip.model().index(3, 0))
    with qtbot.waitSignal(strip.step_requested) as caught:
        qtbot.keyClick(strip, Qt.Key.Key_Return)
    step = recording.at(caught.args[0]).step
    assert step is not None
    site = recording.site(step.site)
    assert site is not None
    assert site.line == 6


def test_of_very_many_changes_the_latest_are_laid_out(qtbot: QtBot):
    recording = recorded(
        "x = torch.tensor(1.0, requires_grad=True)\nfor i in range(500):\n    (x * 2).backward()\n"
    )
    found = words(strip_of(qtbot, recording))
    assert len(found) == MAX_MOMENTS + 1
    left_out = 500 - MAX_MOMENTS
    assert found[0] == f"…\n{2 * left_out}\n{left_out} changes"
    assert found[-1] == "+ 2\n1000\nline 4"


def test_one_change_that_is_left_out_is_counted_in_the_singular(qtbot: QtBot):
    recording = recorded(
        "x = torch.tensor(1.0, requires_grad=True)\n"
        f"for i in range({MAX_MOMENTS + 1}):\n    (x * 2).backward()\n"
    )
    assert words(strip_of(qtbot, recording))[0] == "…\n2\n1 change"


def test_the_strip_is_drawn_in_the_colours_of_the_theme(qtbot: QtBot):
    strip = strip_of(qtbot, recorded(RESETS))
    for theme in (LIGHT, DARK):
        strip.set_theme(theme)
        image = strip.grab().toImage()
        seen = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
        }
        assert theme.done.name() in seen
