"""Exporting the graph of a script without a window."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from gui import languages
from gui.drawing import parts
from gui.exporting.export_command import ExportError, ExportOptions, export_script
from tests.gui.exporting.test_scene_picture import texts

pytestmark = pytest.mark.usefixtures("qapp")

SCRIPT = """\
import torch
x = torch.arange(3.0, requires_grad=True)
y = 2 * torch.dot(x, x)
y.backward()
z = x.detach() * 3
"""
START_OF_PASS, STEPS = 4, 9


@pytest.fixture(autouse=True)
def english():
    yield
    languages.install("en")


def options(output: Path, **other: Any) -> ExportOptions:
    return replace(ExportOptions(output, None, "light", False, "en"), **other)


def exported(folder: Path, source: str = SCRIPT, **other: Any) -> bytes:
    """The exported SVG of a script that does not fail."""
    output = folder / "graph.svg"
    assert export_script(source, "own.py", options(output, **other)) == 0
    return output.read_bytes()


def test_the_default_step_is_where_the_window_opens(tmp_path: Path):
    assert exported(tmp_path) == exported(tmp_path, step=START_OF_PASS)


@pytest.mark.long
def test_each_step_has_its_own_picture(tmp_path: Path):
    assert len({exported(tmp_path, step=step) for step in (1, 3, 5, 6)}) == 4


@pytest.mark.long
def test_the_whole_run_has_more_cards_than_a_pass(tmp_path: Path):
    assert "z" not in texts(exported(tmp_path, step=START_OF_PASS + 3))
    assert "z" in texts(exported(tmp_path, step=STEPS, whole=True))


@pytest.mark.long
def test_light_and_dark_theme_differ(tmp_path: Path):
    assert exported(tmp_path, theme="light") != exported(tmp_path, theme="dark")


@pytest.mark.long
def test_the_same_script_gives_the_same_bytes(tmp_path: Path):
    assert exported(tmp_path, whole=True) == exported(tmp_path, whole=True)


@pytest.mark.long
def test_texts_are_in_the_chosen_language(tmp_path: Path):
    source = "import torch\nx = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n"
    source += "    y = x > 0\n"
    english, chinese = (
        set(texts(exported(tmp_path, source, language=language))) for language in ("en", "zh_CN")
    )
    assert english != chinese


def test_a_png_can_be_exported(tmp_path: Path):
    output = tmp_path / "graph.PNG"
    assert export_script(SCRIPT, "own.py", options(output)) == 0
    assert not QImage(str(output)).isNull()


def test_the_graph_of_a_failing_script_is_exported_up_to_the_error(tmp_path: Path, capsys):
    output = tmp_path / "graph.svg"
    source = SCRIPT + "w = torch.dot(x, x.sum())\nv = x + 1\n"
    assert export_script(source, "own.py", options(output, step=STEPS, whole=True)) == 1
    told = capsys.readouterr().err
    assert told.startswith("Traceback")
    assert 'File "own.py", line 6' in told
    assert "z" in texts(output.read_bytes())
    assert "v" not in texts(output.read_bytes())


@pytest.mark.long
def test_the_exit_status_of_the_script_is_returned(tmp_path: Path):
    output = tmp_path / "graph.svg"
    assert export_script(SCRIPT + "raise SystemExit(4)\n", "own.py", options(output)) == 4
    assert output.exists()


@pytest.mark.parametrize("step", [-1, 99])
def test_a_step_out_of_range_is_an_error_with_the_range(tmp_path: Path, step: int):
    output = tmp_path / "graph.svg"
    with pytest.raises(ExportError, match=f"--step {step} is not between 0 and {STEPS}"):
        export_script(SCRIPT, "own.py", options(output, step=step))
    assert not output.exists()


@pytest.mark.parametrize("source", ["", "x = 3\n"])
def test_a_script_without_tensors_is_an_error(tmp_path: Path, source: str):
    with pytest.raises(ExportError, match=r"own\.py makes no tensors: there is nothing to draw"):
        export_script(source, "own.py", options(tmp_path / "graph.svg"))


@pytest.mark.long
def test_a_script_that_fails_before_its_first_tensor_gives_its_status(tmp_path: Path, capsys):
    output = tmp_path / "graph.svg"
    assert export_script("x = = 3\n", "own.py", options(output)) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[-2].startswith("SyntaxError")
    assert told[-1] == "nothing is saved: own.py had made no tensors"
    assert not output.exists()


@pytest.mark.long
def test_a_step_before_the_first_tensor_shows_the_future_graph(tmp_path: Path):
    assert "dot" in texts(exported(tmp_path, step=0))


@pytest.mark.parametrize("name", ["graph.bmp", "graph"])
def test_an_unknown_extension_is_an_error_before_the_script_runs(tmp_path: Path, name: str):
    ran = tmp_path / "ran"
    with pytest.raises(
        ExportError, match=r"its name must end in \.png, \.svg, \.pdf, \.html or \.gif"
    ):
        export_script(f"open({str(ran)!r}, 'w')\n", "own.py", options(tmp_path / name))
    assert not ran.exists()


def test_an_unwritable_file_is_an_error(tmp_path: Path):
    with pytest.raises(ExportError, match=r"cannot write .*: No such file or directory"):
        export_script(SCRIPT, "own.py", options(tmp_path / "nowhere" / "graph.svg"))


def test_the_number_of_omitted_cards_is_printed(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.setattr(parts, "MAX_CARDS", 2)
    exported(tmp_path)
    assert capsys.readouterr().err == "2 of 3 cards drawn\n"
