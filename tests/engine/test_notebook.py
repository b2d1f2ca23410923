"""What only a notebook understands is found, and skipped without moving anything."""

import pytest

from engine.notebook import command_lines, without_commands


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
def test_a_command_does_nothing(command):
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
def test_what_is_python_stays(source):
    assert command_lines(source) == []
    assert without_commands(source) == source


def test_what_else_is_wrong_is_still_found():
    assert without_commands("%time\nx = (") == "pass\nx = ("
