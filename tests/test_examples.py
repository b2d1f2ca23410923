"""The bundled scripts: listed, runnable, and described in two languages."""

import unicodedata
from itertools import takewhile

import pytest

from gui.examples import EXAMPLES, Example, examples

EDITOR_COLUMNS = 47
"""The number of columns that the editor shows in a new window."""


def header(example: Example) -> list[str]:
    return list(takewhile(lambda line: line.startswith("# "), example.source().splitlines()))


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def columns(text: str) -> int:
    """The width of a line in columns; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


@pytest.fixture(params=examples(), ids=lambda example: example.name)
def example(request: pytest.FixtureRequest) -> Example:
    found: Example = request.param
    return found


def test_every_bundled_script_is_listed_in_reading_order() -> None:
    names = [example.name for example in examples()]
    assert names == sorted(path.stem for path in EXAMPLES.glob("*.py"))
    assert [name[:3] for name in names] == [f"{number:02}_" for number in range(1, len(names) + 1)]


def test_the_window_opens_on_the_shortest_example() -> None:
    assert "y = 2 * torch.dot(x, x)\n" in examples()[0].source()


def test_titles_are_in_both_languages(example: Example) -> None:
    assert set(example.titles) == {"en", "zh_CN"}
    assert example.titles["en"] and not is_chinese(example.titles["en"])
    assert is_chinese(example.titles["zh_CN"])


def test_headers_describe_the_example_in_both_languages(example: Example) -> None:
    after_title = header(example)[1:]
    chinese = [line for line in after_title if is_chinese(line)]
    assert chinese
    assert len(chinese) < len(after_title)
    assert after_title[-len(chinese) :] == chinese


def test_headers_are_short_enough_to_leave_the_code_in_sight(example: Example) -> None:
    assert 3 <= len(header(example)) <= 6
    assert max(map(columns, header(example))) <= EDITOR_COLUMNS


def test_examples_compile_without_warnings(example: Example) -> None:
    compile(example.source(), example.path.name, "exec")
