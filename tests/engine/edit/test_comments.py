"""Comments inside of what a gesture replaces are kept."""

from __future__ import annotations

import ast

import pytest

from engine.edit.comments import keeping_comments
from engine.edit.edges import bypass
from engine.edit.naming import inline
from engine.edit.removing import remove
from engine.edit.values import edit_value
from tests.engine.edit.marked import marked


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "x = 2 * «torch.ones(  # two\n    2)»  # end\n",
            "# two\nx = 2 * torch.tensor([1.0, 2.0])  # end\n",
        ),
        (
            "if a:\n\ty = 1; x = «torch.ones(2,  # one\n\t\t# 二\n\t)»\n",
            "if a:\n\t# one\n\t# 二\n\ty = 1; x = torch.tensor([1.0, 2.0])\n",
        ),
        (
            "for i in f(«torch.ones(  # turns\r\n2)»):\r\n    i\r\n",
            "# turns\r\nfor i in f(torch.tensor([1.0, 2.0])):\r\n    i\r\n",
        ),
        (
            "\ufeffx = «torch.ones(  # first\n2)»\n",
            "\ufeff# first\nx = torch.tensor([1.0, 2.0])\n",
        ),
        ("x = «torch.ones(2)»  # x\n", "x = torch.tensor([1.0, 2.0])  # x\n"),
        (
            "x = «f('#')[torch.ones(2)]»\n".replace("«f('#')[", "f('#')[«").replace("]»", "»]"),
            "x = f('#')[torch.tensor([1.0, 2.0])]\n",
        ),
    ],
)
def test_comments_get_lines_above_the_statement(before: str, after: str) -> None:
    edit = keeping_comments(edit_value(*marked(before), [1.0, 2.0]))
    assert edit.source == after
    ast.parse(edit.source.removeprefix("\ufeff"))


def test_a_string_that_ends_in_the_line_stays_as_it_is() -> None:
    source, picked = marked("s = '''a\nb'''; x = «torch.ones(  # lost\n2)»\n")
    edit = keeping_comments(edit_value(source, picked, [1.0, 2.0]))
    assert edit.source == "s = '''a\nb'''; x = torch.tensor([1.0, 2.0])\n"


def test_a_comment_that_stays_by_itself_is_not_written_again() -> None:
    edit = inline(*marked("y = «f(\n    x  # in\n)»\nz = y\n"))
    assert keeping_comments(edit) == edit


def test_what_is_bypassed_leaves_its_comments() -> None:
    edit = bypass(*marked("y = «torch.exp(x,  # why\n)» * 2\n"))
    assert keeping_comments(edit).source == "# why\ny = x * 2\n"


def test_what_is_removed_takes_its_comments_with_it() -> None:
    edit = remove(*marked("y = «torch.exp(x,  # why\n)»\nz = 1\n"))
    assert keeping_comments(edit).source == "z = 1\n"
