"""Docstrings and comments follow the same conventions everywhere."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.architecture.sources import Function, Module, in_each_module

Definition = ast.ClassDef | Function
SINGLE_BACKTICKS = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
TEXT_BESIDE_RAISES = re.compile(r"\bRaises:[^\S\n]*\S.*")
ARGS = re.compile(r"^Args:\n((?: {4}.*\n|\n)+)", re.MULTILINE)
NAMES_OF_ENTRY = re.compile(r"^ {4}(\w[\w, ]*):", re.MULTILINE)


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


@in_each_module
def test_described_arguments_are_parameters(module: Module):
    """Each at most once, and in the order of the parameters."""
    if "Args:" in module.text:
        nodes = [
            each for each in ast.walk(module.tree) if isinstance(each, ast.ClassDef | Function)
        ]
        misfits = {each.name: described(each) for each in nodes if not is_well_described(each)}
        assert misfits == {}


def is_well_described(node: Definition) -> bool:
    names = described(node)
    return names == [each for each in parameters(node) if each in names]


def described(node: Definition) -> list[str]:
    """The names that the ``Args:`` of a docstring describe."""
    found = ARGS.search((ast.get_docstring(node) or "") + "\n")
    entries = NAMES_OF_ENTRY.findall(found[1]) if found else []
    return [name for entry in entries for name in entry.split(", ")]


def parameters(node: Definition) -> list[str]:
    """Those of a function, or of the constructor of a class."""
    if isinstance(node, ast.ClassDef):
        own = [each for each in node.body if isinstance(each, Function)]
        return next((parameters(each) for each in own if each.name == "__init__"), [])
    given = node.args
    named = (*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg)
    return [each.arg for each in named if each]
