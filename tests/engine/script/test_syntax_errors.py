"""Syntax errors that older versions of Python word in other ways."""

import pytest

from engine.script.syntax_errors import naming_character


def old_error(line: str, offset: int, kind: str = "decimal") -> SyntaxError:
    """What Python 3.11.2 reports of a number that something wrong follows."""
    return SyntaxError(f"invalid {kind} literal", ("own.py", 3, offset, line, 3, offset))


@pytest.mark.parametrize(
    ("line", "offset", "message", "at"),
    [
        ("f(1，2)\n", 3, "invalid character '，' (U+FF0C)", 4),
        ("[10、2]\n", 3, "invalid character '、' (U+3001)", 4),
        ("x = 1\u200b\n", 5, "invalid non-printable character U+200B", 6),
    ],
)
def test_the_character_after_a_number_is_named(line: str, offset: int, message: str, at: int):
    error = naming_character(old_error(line, offset))
    assert error.msg == message
    assert (error.filename, error.lineno, error.offset) == ("own.py", 3, at)
    assert (error.text, error.end_lineno, error.end_offset) == (line, 3, at)


@pytest.mark.parametrize("line", ["x = 1a\n", "x = 1é\n", "x = 1学\n", "x = 1", "x = 1.2.3\n"])
def test_what_is_wrong_in_another_way_stays(line: str):
    error = old_error(line, 5)
    assert naming_character(error) is error


def test_numbers_of_other_bases_are_numbers():
    error = naming_character(old_error("x = 0x1，\n", 7, "hexadecimal"))
    assert error.msg == "invalid character '，' (U+FF0C)"


def test_other_errors_and_errors_without_a_place_stay():
    for error in (
        SyntaxError("invalid syntax", ("own.py", 1, 1, "，\n", 1, 1)),
        SyntaxError("invalid decimal literal"),
    ):
        assert naming_character(error) is error


@pytest.mark.parametrize("code", ["f(1，2)", "[1、2]", "x = 1\u200b", "0x1，2", "x = 1，"])
def test_every_version_of_python_names_the_character(code: str):
    with pytest.raises(SyntaxError) as raised:
        compile(code, "own.py", "exec")
    assert "character" in naming_character(raised.value).msg
