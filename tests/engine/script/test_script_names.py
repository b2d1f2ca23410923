"""The names of variables in a script, with their scopes."""

import pytest

from engine.script.script_names import Function, name_around, name_of
from engine.script.source import Place

SCRIPT = """\
x = y
def f(a: int):
    b = a
    def g():
        return b + x
for t in x: t.grad
[n for n in x]
"""


@pytest.mark.parametrize(
    ("line", "column", "name", "function", "is_bound"),
    [
        (1, 0, "x", None, True),
        (1, 4, "y", None, False),
        (2, 6, "a", Function("f", 2), True),
        (3, 8, "a", Function("f", 2), False),
        (5, 15, "b", Function("f", 2), False),
        (5, 19, "x", None, False),
        (6, 4, "t", None, True),
        (6, 15, "t", None, False),
    ],
)
def test_a_name_has_its_variable(
    line: int, column: int, name: str, function: Function | None, is_bound: bool
):
    found = name_around(SCRIPT, line, column)
    assert found is not None
    assert (found.name, found.function, found.is_bound) == (name, function, is_bound)


AROUND = """\
@w
def f(w, a=w, *, b=w): return w
g = lambda w=w: w
h = [w for w in w]
"""


@pytest.mark.parametrize(("line", "column"), [(1, 1), (2, 11), (2, 19), (3, 13), (4, 16)])
def test_what_is_evaluated_around_a_function_has_the_variables_there(line: int, column: int):
    found = name_around(AROUND, line, column)
    assert found is not None
    assert (found.name, found.function) == ("w", None)


@pytest.mark.parametrize(("line", "column"), [(2, 6), (2, 30)])
def test_parameters_are_variables_of_their_function(line: int, column: int):
    found = name_around(AROUND, line, column)
    assert found is not None
    assert found.function == Function("f", 2)


DECLARED = """\
w = 1
def f():
    v = w
    def g():
        global w
        nonlocal v
        w = v = v + w
    w = 2
"""
F, G = Function("f", 2), Function("g", 4)


@pytest.mark.parametrize(
    ("line", "column", "function", "bound_in"),
    [
        (1, 0, None, {None, G}),
        (3, 4, F, {F, G}),
        (7, 8, None, {None, G}),
        (7, 12, F, {F, G}),
        (7, 16, F, {F, G}),
        (8, 4, F, {F}),
    ],
)
def test_a_declared_name_is_a_variable_of_the_script_or_of_a_function_around(
    line: int, column: int, function: Function | None, bound_in: set[Function | None]
):
    found = name_around(DECLARED, line, column)
    assert found is not None
    assert found.function == function
    assert set(found.bound_in) == bound_in


@pytest.mark.parametrize(("line", "column"), [(1, 1), (2, 7), (7, 1), (7, 7), (9, 0)])
def test_names_that_are_no_variables_are_not_found(line: int, column: int):
    assert name_around(SCRIPT, line, column) is None


def test_a_name_is_found_only_by_its_whole_text():
    assert name_of(SCRIPT, Place(1, 0, 1, 1)) is not None
    assert name_of(SCRIPT, Place(1, 0, 1, 3)) is None
    with_grad = name_of(SCRIPT, Place(6, 12, 6, 18))
    assert with_grad is not None
    assert with_grad.name == "t"


def test_a_binding_ends_with_its_statement_or_of_a_block_with_the_name():
    target, parameter = name_around(SCRIPT, 1, 0), name_around(SCRIPT, 2, 6)
    assert target is not None and target.binder_end == (1, 5)
    assert parameter is not None and parameter.binder_end == (2, 7)


def test_invalid_python_has_no_names():
    assert name_around("x = (", 1, 0) is None
