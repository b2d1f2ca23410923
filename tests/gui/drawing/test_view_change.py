"""The change of the view when another part is shown."""

import pytest

from gui.drawing import parts as parts_module
from gui.drawing.parts import Part, Parts
from gui.drawing.view_change import ViewChange, view_change
from tests.samples import accumulation

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def excerpts(monkeypatch: pytest.MonkeyPatch) -> tuple[Part, Part]:
    """Two excerpts of one run."""
    monkeypatch.setattr(parts_module, "MAX_CARDS", 4)
    recording = accumulation().recording()
    parts = Parts(recording)
    of_run = [parts.at(recording.at(cursor), whole_run=True) for cursor in range(9)]
    return of_run[0], next(part for part in of_run if part.key != of_run[0].key)


def changes(shown: Part | None, part: Part) -> list[ViewChange]:
    """Without recentring, and with it, from cards that can be read and that cannot."""
    return [
        view_change(shown, part, recentres=recentres, is_readable=is_readable)
        for recentres, is_readable in ((False, False), (True, True), (True, False))
    ]


def test_the_same_excerpt_keeps_the_view_or_is_recentred(excerpts: tuple[Part, Part]):
    first, _ = excerpts
    assert changes(first, first) == [ViewChange.KEEP, ViewChange.RECENTRE, ViewChange.ANEW]


def test_another_excerpt_continues_the_view_or_is_recentred(excerpts: tuple[Part, Part]):
    assert changes(*excerpts) == [ViewChange.CONTINUE, ViewChange.RECENTRE, ViewChange.ANEW]


def test_a_first_part_and_another_pass_have_views_of_their_own(excerpts: tuple[Part, Part]):
    first, _ = excerpts
    recording = accumulation().recording()
    of_pass = Parts(recording).at(recording.at(3), whole_run=False)
    assert {*changes(None, first), *changes(of_pass, first)} == {ViewChange.ANEW}
