"""Parts are measured and laid out, one at a time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from engine.layout.messages import RequestColumns
from engine.record.outline import ScopePath
from gui.drawing import arranger as arranger_module
from gui.drawing.arranger import Arranger
from gui.drawing.parts import Part, Parts
from tests.samples import Sample


class Layouts(QObject):
    """A layout client that records requests; the tests give the answers."""

    laid_out = Signal(int, object)
    failed = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[int] = []

    def request(self, columns: RequestColumns) -> int:
        self.requests.append(len(columns.widths))
        return len(self.requests)


def part(count: int, folded: frozenset[ScopePath] = frozenset()) -> Part:
    """A part of so many cards, which other folded scopes make a different one."""
    sample = Sample("a")
    for _ in range(count):
        sample.constant("ones", 1, code="a", line=1)
    recording = sample.recording()
    return Parts(recording, folded).at(recording.at(0), whole_run=True)


@pytest.fixture
def layouts(qapp) -> Layouts:
    return Layouts()


@pytest.fixture
def arranging(layouts: Layouts) -> Arranger:
    return Arranger(layouts)  # type: ignore[arg-type]


def test_a_small_part_is_requested_at_once_and_its_layout_passed_on(
    arranging, layouts, qtbot: QtBot
):
    small = part(3)
    arranging.begin(small)
    assert layouts.requests == [3]
    assert not arranging.is_idle
    arranging.begin(small)
    assert layouts.requests == [3], "it is under way"
    with qtbot.waitSignal(arranging.arranged) as caught:
        layouts.laid_out.emit(1, "columns")
    assert caught.args == [small, "columns"]
    assert arranging.is_idle


def test_a_large_part_is_measured_in_slices(arranging, layouts, qtbot: QtBot, monkeypatch):
    monkeypatch.setattr(arranger_module, "SLICE_MS", 0.5)
    arranging.begin(part(500))
    assert layouts.requests == []
    assert not arranging.is_idle
    qtbot.waitUntil(lambda: layouts.requests == [500])


def test_a_part_that_is_replaced_while_being_measured_is_never_requested(
    arranging, layouts, qtbot: QtBot
):
    arranging.begin(part(500))
    arranging.begin(part(2, frozenset({()})))
    assert layouts.requests == [2]
    arranging.forget()
    assert arranging.is_idle
    qtbot.wait(2 * arranger_module.DELAY_MS)
    assert layouts.requests == [2]


def test_the_answer_for_a_forgotten_part_is_ignored(arranging, layouts, qtbot: QtBot):
    arranging.begin(part(2))
    arranging.forget()
    with qtbot.assertNotEmitted(arranging.arranged):
        layouts.laid_out.emit(1, "columns")
    with qtbot.assertNotEmitted(arranging.failed):
        layouts.failed.emit(1, "reason")


def test_a_failed_layout_is_signalled(arranging, layouts, qtbot: QtBot):
    arranging.begin(part(2))
    with qtbot.waitSignal(arranging.failed) as caught:
        layouts.failed.emit(1, "no memory")
    assert caught.args == ["no memory"]
    assert arranging.is_idle


def test_larger_slices_are_measured_while_the_recording_grows(
    arranging, layouts, qtbot: QtBot, monkeypatch
):
    monkeypatch.setattr(arranger_module, "SLICE_MS", 0.0)
    large = part(200)
    arranging.begin(large)
    qtbot.wait(2 * arranger_module.DELAY_MS)
    assert layouts.requests == [], "no time is left for any card"
    large.length -= 1
    assert large.is_outgrown
    qtbot.waitUntil(lambda: layouts.requests == [200])
