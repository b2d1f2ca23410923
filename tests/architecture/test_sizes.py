"""Files, functions and classes stay small."""

import ast

from tests.architecture.sources import Function, Module, in_each_module

FILE_LINES = 400
FUNCTION_LINES = 60
CLASS_METHODS = 25


@in_each_module
def test_files_are_short(module: Module):
    assert len(module.text.splitlines()) <= FILE_LINES


@in_each_module
def test_functions_fit_on_a_screen(module: Module):
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in module.functions}
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


@in_each_module
def test_classes_have_few_methods(module: Module):
    classes = [node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    counts = {c.name: sum(isinstance(node, Function) for node in c.body) for c in classes}
    assert {name: count for name, count in counts.items() if count > CLASS_METHODS} == {}
