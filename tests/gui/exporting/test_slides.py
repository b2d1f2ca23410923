"""Pages with the steps of a run: their content, and that no script can inject code."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.record.outline import ScopePath, scope_path
from engine.record.recording import Recording
from engine.record.schema import ScopeKind
from engine.worker.headless import recording_of
from gui import languages
from gui.commands.command_table import COMMANDS
from gui.exporting import drawn_walk, walk_file
from gui.exporting.drawn_walk import Walk, around, cursors_of
from gui.exporting.export_command import export_script
from gui.exporting.slide_page import slide_page
from gui.exporting.slides import MAX_SLIDES, MAX_VALUE_CHARS, page_of
from gui.theme import DARK, LIGHT
from gui.words.sentences import sentence
from tests.gui.exporting.slide_pages import SlidePage
from tests.gui.exporting.test_export_command import SCRIPT, START_OF_PASS, STEPS, exported, options
from tests.gui.exporting.test_scene_picture import texts

pytestmark = pytest.mark.usefixtures("qapp")

LOOP = """\
import torch
x = torch.ones(2, requires_grad=True)
y = x
for turn in range(3):
    y = y * x
y.sum().backward()
"""


@pytest.fixture(autouse=True)
def english():
    yield
    languages.install("en")


def page_from(folder: Path, source: str = SCRIPT, **other: str | int | bool) -> SlidePage:
    output = folder / "page.html"
    assert export_script(source, "own.py", options(output, **other)) == 0
    return SlidePage(output.read_text("utf-8"))


def run(source: str) -> Recording:
    recording, end = recording_of(source, "own.py")
    assert not end.status
    return recording


def test_each_step_has_its_picture_and_its_sentence(tmp_path: Path):
    page = page_from(tmp_path)
    recording, walk = run(SCRIPT), page.walk
    assert [each["cursor"] for each in walk["slides"]] == list(range(STEPS + 1))
    for cursor, slide in enumerate(walk["slides"]):
        assert slide["sentence"] == sentence(recording.at(cursor))
    for cursor in (0, START_OF_PASS, STEPS):
        alone = exported(tmp_path, step=cursor).decode()
        assert page.picture(cursor) == alone[alone.index("<svg") :]


def test_a_page_opens_at_the_step_of_the_window_or_a_given_one(tmp_path: Path):
    assert page_from(tmp_path).walk["opening"] == START_OF_PASS
    assert page_from(tmp_path, step=2).walk["opening"] == 2


def test_the_expression_of_a_step_and_the_call_of_its_pass_are_marked(tmp_path: Path):
    page = page_from(tmp_path)
    assert page.lines == SCRIPT.splitlines()
    assert page.marked(2) == ["torch.dot(x, x)"] and page.marked(2, "call") == []
    assert page.marked(START_OF_PASS + 1) == ["2 * torch.dot(x, x)"]
    assert page.marked(START_OF_PASS + 1, "call") == ["y.backward()"]
    assert page.marked(0) == []


def test_the_error_that_ended_a_run_is_shown_after_its_last_step(tmp_path: Path) -> None:
    source = "import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny.backward()\n"
    output = tmp_path / "page.html"
    assert export_script(source, "own.py", options(output)) == 1
    page = SlidePage(output.read_text("utf-8"))
    *before, last = page.walk["slides"]
    assert not any(slide["error"] for slide in before)
    assert last["error"].startswith("RuntimeError: grad can be implicitly created only for scalar")
    assert "y.sum().backward()" in last["error"], "and what to do"
    assert page.marked(len(before)) == ["y.backward()"]


def test_values_stand_beside_their_lines_once_they_are_known(tmp_path: Path) -> None:
    page = page_from(tmp_path, SCRIPT + "x.grad\ntorch.eye(3)\ntorch.zeros(1, 40)\n")
    beside = [slide["values"] for slide in page.walk["slides"]]
    assert "6" not in beside[START_OF_PASS]
    assert beside[-1]["6"] == "tensor([0., 4., 8.])"
    assert beside[-1]["7"] == "tensor([[1., 0., 0.], …", "the first of several lines"
    assert len(beside[-1]["8"]) <= MAX_VALUE_CHARS and beside[-1]["8"].endswith("…")


def test_the_focus_of_a_slide_is_the_card_of_its_step(tmp_path: Path):
    page = page_from(tmp_path)
    first, last = (page.walk["slides"][at]["focus"] for at in (START_OF_PASS, START_OF_PASS + 2))
    assert first[1] > last[1] > 0  # a pass runs upwards


def test_a_page_shows_the_parts_that_the_window_shows_or_the_whole_run(tmp_path: Path):
    parts, whole = page_from(tmp_path), page_from(tmp_path, whole=True)
    at = START_OF_PASS + 1
    assert "detach" not in texts(parts.picture(at).encode())
    assert "detach" in texts(parts.picture(STEPS).encode())
    assert "detach" in texts(whole.picture(at).encode())


def folding(recording: Recording, folded: frozenset[ScopePath]) -> SlidePage:
    walk = Walk(recording.step_count, "light", whole=True, folded=folded)
    return SlidePage(page_of(recording, walk, cursors_of(recording, walk, MAX_SLIDES)).decode())


def test_a_folded_frame_is_one_card():
    recording = run(LOOP)
    kinds = recording["scopes"]["kind"].tolist()
    folded = frozenset({scope_path(recording, kinds.index(ScopeKind.LOOP))})
    opening = recording.step_count
    open_, closed = (folding(recording, each) for each in (frozenset[ScopePath](), folded))
    assert "3 cards" not in texts(open_.picture(opening).encode())
    assert "3 cards" in texts(closed.picture(opening).encode())


def test_a_long_run_is_shown_around_a_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(walk_file, "MAX_SLIDES", 5)
    page = page_from(tmp_path, step=6)
    assert [each["cursor"] for each in page.walk["slides"]] == [4, 5, 6, 7, 8]
    assert page.walk["opening"] == 6
    assert page.walk["place"] == f"Step {{step}} of {STEPS}"
    assert capsys.readouterr().err == f"steps 4 to 8 of {STEPS} drawn\n"


def test_the_keys_of_sizes_are_those_of_the_window(tmp_path: Path):
    keys = {command.name: command.canvas_keys for command in COMMANDS}
    program = page_from(tmp_path).programs[1]
    for name, fits in (("zoom_actual", "false"), ("zoom_fit", "true")):
        [key] = keys[name]
        assert f"{key}: () => setFit({fits})" in program


def test_large_numbers_of_steps_are_written_as_in_the_window():
    page = SlidePage(slide_page("a.py", "", [], 12_345, 0, LIGHT))
    assert page.walk["place"] == "Step {step} of 12,345"


def test_a_large_graph_has_fewer_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawn_walk, "MAX_DRAWN_CARDS", 10)
    page = page_from(tmp_path, step=6)  # of three cards
    assert [each["cursor"] for each in page.walk["slides"]] == [5, 6]


@given(st.integers(1, 30), st.integers(1, 40), st.data())
def test_around_gives_consecutive_numbers_including_the_given_one(
    count: int, room: int, data: st.DataObject
):
    number = data.draw(st.integers(0, count - 1))
    found = around(number, count, room)
    assert number in found
    assert len(found) == min(room, count)
    assert found.start >= 0 and found.stop <= count


@example("a = '</div></script><script>alert(1)</script>'")
@example("s = '''\n<!-- \n'''  # & < > \" ' \\u003c $name ${x}")
@example("a = '🧮' + b\f\x0b\u2029c\t")
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")))
def test_html_in_a_script_is_escaped(source: str):
    page = slide_page(source, source, [], 0, 0, LIGHT)
    found = SlidePage(page)
    assert len(found.programs) == 2
    assert "\n".join(found.lines) == source.removesuffix("\n")


def test_texts_of_a_run_cannot_end_a_script_element(tmp_path: Path):
    source = """\
import torch
def forward(ctx, x):
    return x * 2
def backward(ctx, g):
    return g * 2
methods = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
Named = type("</script>", (torch.autograd.Function,), methods)
Named.apply(torch.ones((), requires_grad=True)).backward()
"""
    page = page_from(tmp_path, source)
    assert len(page.programs) == 2
    assert any("</script>Backward" in each["sentence"] for each in page.walk["slides"])


def test_a_page_loads_nothing(tmp_path: Path):
    text = (page_from(tmp_path), (tmp_path / "page.html").read_text("utf-8"))
    page, source = text
    assert page.addresses == []
    assert "default-src 'none'" in source
    assert "url(" not in source and "@import" not in source


def test_texts_are_in_the_chosen_language(tmp_path: Path):
    english, chinese = page_from(tmp_path), page_from(tmp_path, language="zh_CN")
    assert english.attributes["lang"] == "en" and "Actual size" in english.text
    assert chinese.attributes["lang"] == "zh-CN" and "实际大小" in chinese.text
    assert english.walk["slides"][1]["sentence"] != chinese.walk["slides"][1]["sentence"]


def test_colours_are_those_of_the_theme(tmp_path: Path):
    page_from(tmp_path, theme="dark")
    dark = (tmp_path / "page.html").read_text("utf-8")
    assert DARK.ground.name() in dark and "color-scheme: dark" in dark
    page_from(tmp_path)
    light = (tmp_path / "page.html").read_text("utf-8")
    assert LIGHT.ground.name() in light and "color-scheme: light" in light


def test_the_same_run_gives_the_same_bytes(tmp_path: Path):
    page_from(tmp_path)
    first = (tmp_path / "page.html").read_bytes()
    page_from(tmp_path)
    assert (tmp_path / "page.html").read_bytes() == first
