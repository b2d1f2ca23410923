"""The bundled scripts: each says in two languages what to look at, and is a script."""

import unicodedata
from itertools import takewhile

import pytest

from gui.examples import EXAMPLES, Example, examples

EDITOR_COLUMNS = 47
"""What the editor shows at the width that the window opens with."""


def header(example: Example) -> list[str]:
    return list(takewhile(lambda line: line.startswith("# "), example.source().splitlines()))


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def columns(text: str) -> int:
    """How wide a line is in an editor: Chinese takes two columns a character."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


@pytest.fixture(params=examples(), ids=lambda example: example.name)
def example(request: pytest.FixtureRequest) -> Example:
    found: Example = request.param
    return found


def test_every_script_of_the_folder_is_listed_in_reading_order() -> None:
    names = [example.name for example in examples()]
    assert names == sorted(path.stem for path in EXAMPLES.glob("*.py"))
    assert [name[:3] for name in names] == [f"{number:02}_" for number in range(1, len(names) + 1)]


def test_the_window_opens_on_the_smallest_walk() -> None:
    assert "y = 2 * torch.dot(x, x)\n" in examples()[0].source()


def test_titles_are_in_their_languages(example: Example) -> None:
    assert set(example.titles) == {"en", "zh_CN"}
    assert example.titles["en"] and not is_chinese(example.titles["en"])
    assert is_chinese(example.titles["zh_CN"])


def test_header_tells_both_readers_what_to_look_at(example: Example) -> None:
    after_title = header(example)[1:]
    chinese = [line for line in after_title if is_chinese(line)]
    assert chinese
    assert len(chinese) < len(after_title)
    assert after_title[-len(chinese) :] == chinese


def test_header_leaves_the_code_in_sight(example: Example) -> None:
    assert 3 <= len(header(example)) <= 6
    assert max(map(columns, header(example))) <= EDITOR_COLUMNS


def test_script_compiles_without_warnings(example: Example) -> None:
    compile(example.source(), example.path.name, "exec")
