"""The first step of each cell of a script."""

from engine.record.recording import Recording
from engine.walk.cells import Cell, cells
from tests.engine.recorder.watching import run


def test_each_cell_begins_with_its_first_step():
    recording = run(
        "import torch\nx = torch.ones(2)\n# %% double it\ny = x * 2\ny = y * 2\n#%%\nz = y + 1\n"
    ).recording
    assert cells(recording) == [Cell(3, "double it", 1), Cell(6, "", 3)]


def test_steps_of_a_call_belong_to_the_calling_cell():
    recording = run(
        "import torch\n# %% functions\ndef f(a):\n    return a * 2\n"
        "# %% use\nx = torch.ones(2)\ny = f(x)\n"
    ).recording
    assert cells(recording) == [Cell(5, "use", 0)]


def test_a_script_without_cells_has_none():
    assert cells(run("import torch\nx = torch.ones(2) % 2  # 50 %% of it\n").recording) == []
    assert cells(Recording("# %%\n")) == []


def test_the_lines_of_a_script_may_end_in_any_way():
    for end in ("\n", "\r\n", "\r"):
        lines = ("import torch", "# %% one", "x = torch.ones(2)", "# %% two  ", "y = x * 2", "")
        assert cells(run(end.join(lines)).recording) == [Cell(2, "one", 0), Cell(4, "two", 1)]
