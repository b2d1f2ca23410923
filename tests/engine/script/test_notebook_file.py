"""Converting a notebook file to a script."""

import json

import pytest

from engine.script.notebook_file import PROSE_WIDTH, script_of_notebook


def notebook(*cells: tuple[str, str | list[str]]) -> str:
    written: list[dict[str, object]] = [
        {"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells
    ]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_code_cells_and_comments_alternate_as_in_the_notebook() -> None:
    text = notebook(
        ("markdown", "# 自动微分\n\nWe begin."),
        ("code", ["%matplotlib inline\n", "import torch\n"]),
        ("code", ""),
        ("code", "x = torch.arange(4.0)\nx"),
        ("markdown", "The end."),
    )
    assert script_of_notebook(text) == (
        "# %%\n# 自动微分\n#\n# We begin.\n%matplotlib inline\nimport torch\n\n"
        "# %%\nx = torch.arange(4.0)\nx\n\n# The end.\n"
    )


@pytest.mark.parametrize(("prose", "width"), [("word " * 99, PROSE_WIDTH), ("梯度" * 99, 44)])
def test_long_prose_is_wrapped(prose: str, width: int) -> None:
    script = script_of_notebook(notebook(("markdown", prose), ("code", "x = 1")))
    assert script is not None
    assert width - 4 <= max(map(len, script.splitlines())) <= width + 2


def test_an_empty_notebook_is_an_empty_script() -> None:
    assert script_of_notebook(notebook()) == ""


@pytest.mark.parametrize(
    "text", ["", "x = 1\n", "{1: 2}\n", '{"cells": 3}', "{", '{"nbformat": 4}', "[]"]
)
def test_other_json_is_no_notebook(text: str) -> None:
    assert script_of_notebook(text) is None
