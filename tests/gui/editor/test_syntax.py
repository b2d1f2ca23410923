"""The tokens that the editor highlights."""

import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.editor.syntax import CODE, MAX_CHARS, TokenKind, tokens
from gui.examples import examples


def kinds(line: str, state: int = CODE) -> list[tuple[str, str]]:
    """The text and kind of each token."""
    found, _ = tokens(line, state)
    return [(line[token.start : token.end], token.kind.name) for token in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import torch", [("import", "KEYWORD"), ("torch", "LIBRARY")]),
        ("x.sum", []),
        ("sum", [("sum", "BUILTIN")]),
        ("@torch.no_grad", [("@torch.no_grad", "DECORATOR")]),
        ("a @ b", []),
        ("x1 = 1.5e-3 + .5 + 0x1F + 2j", [(n, "NUMBER") for n in ("1.5e-3", ".5", "0x1F", "2j")]),
        ("y # don't", [("# don't", "COMMENT")]),
        (r"'it\'s # one'", [(r"'it\'s # one'", "STRING")]),
        ("r'a' b'c' ''", [("r'a'", "STRING"), ("b'c'", "STRING"), ("''", "STRING")]),
        ("'open # still", [("'open # still", "STRING")]),
        ("f'{x:>{n}} {{y}}'", [("f'", "STRING"), (" {{y}}'", "STRING")]),
        ("包 = None", [("None", "KEYWORD")]),
        ("(]", [("(", "BRACKET"), ("]", "BRACKET")]),
    ],
)
def test_a_line_is_split_into_tokens(line: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(line) == expected


@pytest.mark.parametrize("quote", ["'''", '"""'])
def test_a_triple_quoted_string_continues_over_lines(quote: str) -> None:
    _, state = tokens(f"s = {quote}one # not a comment")
    assert state != CODE
    assert kinds("for", state) == [("for", "STRING")]
    assert tokens("for", state)[1] == state
    assert kinds(f"end{quote} + 1", state) == [(f"end{quote}", "STRING"), ("1", "NUMBER")]
    assert tokens(f"end{quote} + 1", state)[1] == CODE


def test_fields_of_an_f_string_over_lines_look_like_code() -> None:
    _, state = tokens('f"""a')
    assert kinds('{x} b"""', state) == [("", "STRING"), (' b"""', "STRING")]


def test_single_quoted_string_ends_with_its_line() -> None:
    assert tokens("'open")[1] == CODE


@given(st.text(alphabet="'\"\\#f{}()a1. @"), st.integers(0, 4))
def test_tokens_are_in_order_and_inside_the_line(line: str, state: int) -> None:
    found, end_state = tokens(line, state)
    bounds = [bound for token in found for bound in (token.start, token.end)]
    assert bounds == sorted(bounds)
    assert all(0 <= bound <= len(line) for bound in bounds)
    assert 0 <= end_state <= 4


@pytest.mark.parametrize("source", [example.source() for example in examples()])
def test_numbers_and_comments_agree_with_pythons_tokenizer(source: str) -> None:
    wanted = {tokenize.NUMBER: TokenKind.NUMBER, tokenize.COMMENT: TokenKind.COMMENT}
    expected = [
        (each.start, each.end, wanted[each.type])
        for each in tokenize.generate_tokens(io.StringIO(source).readline)
        if each.type in wanted
    ]
    found = [
        ((number, token.start), (number, token.end), token.kind)
        for number, line in enumerate(source.splitlines(), 1)
        for token in tokens(line)[0]
        if token.kind in wanted.values()
    ]
    assert found == expected


def test_a_very_long_line_is_read_only_at_its_beginning_and_ends_in_code() -> None:
    numbers, state = tokens("1, " * 100_000)
    assert len(numbers) == MAX_CHARS // 3 + 1
    assert state == CODE
    assert tokens('"""' + "x" * 100_000 + '"""')[1] == CODE
