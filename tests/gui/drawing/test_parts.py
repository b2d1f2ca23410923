"""The part of a recording that is drawn for a state."""

from dataclasses import replace

import numpy as np
import pytest

from engine.layout.headless import laid_out
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import CardStatus
from gui.canvas.scene import CardFace
from gui.drawing import parts as parts_module
from gui.drawing.parts import Part, Parts
from tests.samples import accumulation, first_gradient

pytestmark = pytest.mark.usefixtures("qapp")


def cards(part: Part) -> list[int]:
    drawn: list[int] = part.cards.outline.drawing.cards.tolist()
    return drawn


def test_the_part_of_a_pass_differs_from_the_whole_run():
    recording = accumulation().recording()
    parts = Parts(recording)
    state = recording.at(recording.index.pass_start(0))
    assert cards(parts.at(state, whole_run=False)) == [0, 1]
    assert cards(parts.at(state, whole_run=True)) == [0, 1, 2, 3, 4, 5, 6]
    assert parts.card_count == 7


def test_a_part_is_measured_once():
    recording = first_gradient().recording()
    parts = Parts(recording)
    found = {id(parts.at(recording.at(cursor), whole_run=False)) for cursor in range(8)}
    assert len(found) == 1


def test_parts_that_were_not_used_for_long_are_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parts_module, "MAX_PARTS", 2)
    recording = accumulation().recording()
    parts = Parts(recording)

    def part(pass_: int) -> Part:
        return parts.at(recording.at(recording.index.pass_start(pass_)), whole_run=False)

    first, second = part(0), part(1)
    assert part(0) is first
    assert cards(part(2)) != cards(second)
    assert part(0) is first
    assert part(1) is not second
    assert cards(part(1)) == cards(second)


def test_a_part_is_measured_only_when_it_is_laid_out(monkeypatch: pytest.MonkeyPatch):
    measured: list[CardFace] = []

    def size_of(face: CardFace) -> tuple[int, int]:
        measured.append(face)
        return 1, 1

    monkeypatch.setattr(parts_module, "card_size", size_of)
    recording = first_gradient().recording()
    part = Parts(recording).at(recording.at(0), whole_run=True)
    assert not measured
    assert part.sizes.tolist() == [[1, 1]] * 3


def test_a_part_that_has_grown_is_a_new_part():
    sample = first_gradient()
    recording = Recording(sample.source)
    parts = Parts(recording)
    assert cards(parts.at(recording.at(0), whole_run=True)) == []
    recording.append(sample.rows())
    assert cards(parts.at(recording.at(0), whole_run=True)) == [0, 1, 2]


def test_of_too_many_cards_an_excerpt_around_the_current_one_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(parts_module, "MAX_CARDS", 4)
    recording = accumulation().recording()
    parts = Parts(recording)
    last = recording.at(recording.step_count)
    assert len(parts.at(recording.at(1), whole_run=True).sizes) == 4
    assert parts.card_count == 7
    assert cards(parts.at(recording.at(1), whole_run=True))[0] == 0
    assert cards(parts.at(last, whole_run=True)) == [0, 1, 2, 3]  # the reset of x is about x


def test_an_excerpt_continues_another_only_if_the_recording_grew(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(parts_module, "MAX_CARDS", 4)
    recording = accumulation().recording()
    parts = Parts(recording)
    early = parts.at(recording.at(0), whole_run=True)
    late = next(
        part
        for cursor in range(recording.step_count)
        if cards(part := parts.at(recording.at(cursor), whole_run=True)) != cards(early)
    )
    assert late.continues(late)
    assert not late.continues(early), "the person went there"
    before = replace(early, length=early.length - 1)
    assert late.continues(before)
    assert not parts.at(recording.at(3), whole_run=False).continues(before), "another pass"


def test_nearest_gives_a_drawn_card_for_one_that_is_not_drawn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parts_module, "MAX_CARDS", 4)
    recording = accumulation().recording()
    part = Parts(recording).at(recording.at(0), whole_run=True)
    assert cards(part) == [0, 1, 2, 3]
    assert [part.nearest(card) for card in (1, 6)] == [1, 3]


def test_place_is_the_index_of_a_card_in_the_scene():
    recording = accumulation().recording()
    pass_ = Parts(recording).at(recording.at(recording.index.pass_start(2)), whole_run=False)
    assert [pass_.place(card) for card in (1, NONE)] == [None, None]
    assert cards(pass_)[pass_.place(6) or 0] == 6


def test_a_scene_has_the_sizes_and_states_of_its_part():
    recording = first_gradient().recording()
    part = Parts(recording).at(recording.at(4), whole_run=False)
    part.cards.show_state(recording.at(2))
    scene = part.set_layout(laid_out(part.request()))
    assert part.scene is scene
    assert np.stack((scene.widths, scene.heights), axis=1).tolist() == part.sizes.tolist()
    assert scene.edges.tolist() == [[0, 1], [0, 1], [1, 2]]
    assert scene.card_states[2] == CardStatus.FUTURE
