"""Docstrings and comments follow the same conventions everywhere."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.architecture.sources import Module, in_each_module

SINGLE_BACKTICKS = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
TEXT_BESIDE_RAISES = re.compile(r"\bRaises:[^\S\n]*\S.*")


def docstrings(module: Module) -> Iterator[str]:
    """The docstrings of a module, its classes and functions, and those below attributes."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def comments(module: Module) -> Iterator[str]:
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return (token.string for token in tokens if token.type == tokenize.COMMENT)


@in_each_module
def test_code_is_quoted_in_double_backticks(module: Module):
    """As in reStructuredText, where single ones mean something else."""
    if SINGLE_BACKTICKS.search(module.text):  # elsewhere, there is nothing to look into
        texts = (*docstrings(module), *comments(module))
        assert [quoted for text in texts for quoted in SINGLE_BACKTICKS.findall(text)] == []


@in_each_module
def test_errors_are_listed_below_raises(module: Module):
    """In Google style: each on a line of its own, indented."""
    found = [line for text in docstrings(module) for line in TEXT_BESIDE_RAISES.findall(text)]
    assert found == []
