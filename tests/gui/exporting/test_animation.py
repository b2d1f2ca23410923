"""Animations of the steps of a run: what each picture shows, and for how long."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtGui import QImage

from engine.record.recording import Recording
from engine.worker.headless import recording_of
from gui import languages
from gui.exporting import animation
from gui.exporting.animation import Pace, animation_of, most_steps
from gui.exporting.drawn_walk import DrawnWalk, Walk
from gui.exporting.export_command import export_script
from gui.exporting.stage import MAX_SIZE, Stage
from gui.theme import DARK, LIGHT, Theme
from tests.gui.exporting.test_export_command import SCRIPT, START_OF_PASS, STEPS, options

pytestmark = pytest.mark.usefixtures("qapp")

MANY = "import torch\nx = torch.ones(2, requires_grad=True)\ny = x\n" + "y = y * x\n" * 12


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    languages.install("en")


def run(source: str) -> Recording:
    return recording_of(source, "own.py")[0]


def frames(data: Path) -> list[np.ndarray]:
    """The pictures of a file, each (height, width, 3)."""
    with Image.open(data) as file:
        return [np.asarray(each.convert("RGB")) for each in ImageSequence.Iterator(file)]


def exported(folder: Path, source: str = SCRIPT, **other: str | int | float) -> Path:
    output = folder / "walk.gif"
    assert export_script(source, "own.py", options(output, **other)) == 0
    return output


def pictures(source: str, theme: Theme = LIGHT, scale: int = 1) -> list[QImage]:
    """The pictures of all steps before they are reduced to few colours."""
    recording = run(source)
    with DrawnWalk(recording, Walk(0, "light", whole=False)) as drawn:
        stage = Stage(source, theme)
        stage.make_room(list(drawn.steps(range(recording.step_count + 1))))
        return [stage.picture(step, scale) for step in drawn.steps(range(recording.step_count + 1))]


def pixels(picture: QImage) -> np.ndarray:
    """The colours of a picture, (height, width)."""
    return np.array(picture.constBits()).view(np.uint32).reshape(picture.height(), -1)


def test_each_step_is_shown_for_the_same_time_and_the_last_for_longer(tmp_path: Path):
    with Image.open(exported(tmp_path, seconds=0.5)) as file:
        times = [each.info["duration"] for each in ImageSequence.Iterator(file)]
        assert times == [500] * STEPS + [1000]
        assert file.info["loop"] == 0  # for ever


def test_all_pictures_have_one_size_of_at_most_a_slide(tmp_path: Path):
    for source in (SCRIPT, MANY):
        shapes = {each.shape for each in frames(exported(tmp_path, source))}
        [(height, width, _)] = shapes
        assert height <= 2 * MAX_SIZE.height() and width <= 2 * MAX_SIZE.width()


def test_neighbouring_steps_differ(tmp_path: Path):
    shown = frames(exported(tmp_path))
    assert len(shown) == STEPS + 1
    for before, after in pairwise(shown):
        assert (before != after).any()


def test_the_colours_of_the_window_are_kept(tmp_path: Path):
    """Few colours are left of many, but those of the theme nearly as they are."""
    for name, theme in (("light", LIGHT), ("dark", DARK)):
        shown = frames(exported(tmp_path, theme=name))[START_OF_PASS + 3].astype(int)
        for colour in (theme.ground, theme.surface, theme.text, theme.leaf, theme.done):
            away = abs(shown - (colour.red(), colour.green(), colour.blue())).max(axis=-1)
            assert away.min() <= 12, (name, colour.name())


def test_what_does_not_change_keeps_its_colours(tmp_path: Path):
    first, last = (frames(exported(tmp_path))[at] for at in (START_OF_PASS, STEPS))
    first_line = np.s_[:36, :200]
    np.testing.assert_array_equal(first[first_line], last[first_line])


def test_the_expression_of_each_step_is_marked():
    _, first, second = map(pixels, pictures("import torch\na = torch.ones(2)\nb = a + 1\n"))
    below_second, below_third = np.s_[38:48, :150], np.s_[59:69, :150]
    mark = LIGHT.current.rgb()
    for shown, is_marked in ((first, (True, False)), (second, (False, True))):
        assert (
            tuple((shown[line] == mark).any() for line in (below_second, below_third)) == is_marked
        )


def test_a_higher_scale_has_more_pixels_of_the_same():
    small, large = (pictures(SCRIPT, scale=scale)[START_OF_PASS] for scale in (1, 2))
    assert large.size() == small.size() * 2


def test_a_graph_larger_than_a_slide_is_shown_around_the_step():
    shown = pictures(MANY)
    assert shown[0].height() == MAX_SIZE.height()
    current = LIGHT.current.rgb()
    for number, picture in enumerate(shown[1:], 1):
        graph = pixels(picture)[:, picture.width() // 2 :]
        assert (graph == current).any(), number


def test_sentences_of_any_length_have_the_same_room():
    for source in (SCRIPT, MANY):
        for picture in pictures(source):
            assert (pixels(picture)[-1] == LIGHT.surface.rgb()).all()


def test_long_lines_are_seen_from_their_beginning():
    line = "a = torch.ones(2) + torch.zeros(2) + torch.ones(2) - torch.eye(2)[0]\n"
    beginnings = [pixels(each)[:18, :200] for each in pictures("import torch\n" + line)]
    for each in beginnings:
        np.testing.assert_array_equal(each, beginnings[0])


def test_an_error_is_shown_at_its_line_after_the_last_step():
    [*_, last] = pictures("import torch\nx = torch.ones(2)\nx + torch.ones(3)\n")
    [*_, fine] = pictures("import torch\nx = torch.ones(2)\nx + torch.ones(2)\n")
    red = LIGHT.cut.rgb()
    assert (pixels(last) == red).sum() > 20 > (pixels(fine) == red).sum()


def test_a_graph_that_fits_is_in_the_middle():
    picture = pixels(pictures("import torch\na = torch.ones(2)\n")[-1])
    is_border = picture == LIGHT.current.rgb()
    is_border[:, : picture.shape[1] - 400] = False  # the marks in the script
    columns = np.nonzero(is_border.any(axis=0))[0]
    assert abs(columns.mean() - (picture.shape[1] - 200)) < 30


def test_a_long_run_has_as_many_steps_as_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    room = MAX_SIZE.width() * MAX_SIZE.height()
    monkeypatch.setattr(animation, "_MAX_PIXELS", 4 * 3 * room)
    assert most_steps(2) == 3 and most_steps(1) == 12
    assert len(frames(exported(tmp_path, step=6))) == 3
    assert capsys.readouterr().err == f"steps 5 to 7 of {STEPS} drawn\n"


def test_one_step_is_a_picture(tmp_path: Path):
    recording = run(SCRIPT)
    data = animation_of(recording, Walk(2, "light", whole=False), range(2, 3), Pace(scale=1))
    (tmp_path / "one.gif").write_bytes(data)
    assert len(frames(tmp_path / "one.gif")) == 1


@pytest.mark.long
def test_texts_are_in_the_chosen_language(tmp_path: Path):
    english, chinese = (frames(exported(tmp_path, language=each))[-1] for each in ("en", "zh_CN"))
    sentence = np.s_[-60:]
    assert english.shape != chinese.shape or (english[sentence] != chinese[sentence]).any()
