"""Notebook commands are skipped without moving any other line."""

import pytest

from engine.script.notebook import (
    command_lines,
    without_commands,
    without_fences,
    without_prompts,
)


@pytest.mark.parametrize(
    "command",
    [
        "%matplotlib inline",
        "%%time",
        "!pip install d2l==1.0.3",
        "  %time f(2)",
        "torch.dot?",
        "??f",
    ],
)
def test_a_notebook_command_is_skipped(command):
    source = f"x = 1\n{command}\ny = 2"
    indent = command[: len(command) - len(command.lstrip())]
    assert command_lines(source) == [2]
    assert without_commands(source) == f"x = 1\n{indent}pass\ny = 2"


@pytest.mark.parametrize(
    "source",
    [
        "x = (7\n%z\n)",
        "text = '''\n%matplotlib inline\n!ls\n'''",
        "x = 1 # 100%",
        "x = = 1\ny = 7 % 2",
        "",
    ],
)
def test_valid_python_is_not_changed(source):
    assert command_lines(source) == []
    assert without_commands(source) == source


def test_other_syntax_errors_are_still_found():
    assert without_commands("%time\nx = (") == "pass\nx = ("


@pytest.mark.parametrize(
    ("session", "code"),
    [
        (">>> x = 1\n>>> x\n1\n", "x = 1\nx\n"),
        (
            ">>> for i in y:\n...     print(i)\n...\n0\n1\n>>> y\n",
            "for i in y:\n    print(i)\n\ny\n",
        ),
        ("    >>> x = [1,\n    ...      2]\n    >>> x\n    [1, 2]\n", "x = [1,\n     2]\nx\n"),
        ("In [1]: x = 1\n\nIn [2]: x\nOut[2]: 1\n", "x = 1\nx\n"),
        ("In [3]: if x:\n   ...:     y = 2\n   ...: \n", "if x:\n    y = 2\n\n"),
    ],
)
def test_the_code_of_a_copied_session_is_extracted(session, code):
    assert without_prompts(session) == code


@pytest.mark.parametrize("text", ["", "x = 1\n", "x\n>>> y\n", "x >>> 1", "    x = 1\n", ">>>x"])
def test_other_pasted_text_is_not_changed(text):
    assert without_prompts(text) == text


@pytest.mark.parametrize(
    "text",
    ["```python\n{code}```", "\n```\n{code}```\n\n", "~~~py\n{code}~~~\n", "````\n{code}````"],
)
def test_the_fences_of_a_code_block_are_no_code(text: str) -> None:
    code = "import torch\n\nx = torch.ones(2)\n"
    assert without_fences(text.format(code=code)) == code


@pytest.mark.parametrize("text", ["x = 1\n", "```python\nx = 1\n", "x = 1\n```\n", "```"])
def test_other_texts_keep_their_fences(text: str) -> None:
    assert without_fences(text) == text
