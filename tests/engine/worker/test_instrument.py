"""Instrumented scripts behave as written, keep their positions, and report their structure."""

import ast
import contextlib
import io
import traceback
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.worker.hooks import HOOKS_NAME
from engine.worker.instrument import instrument
from tests.engine.worker.heard import Heard
from tests.engine.worker.programs import PROGRAMS
from tests.example_counts import times


class Effect(NamedTuple):
    """All observable effects of a run."""

    names: dict[str, str]
    printed: str
    error: tuple[str, str, list[tuple[Any, ...]]] | None


def effect_of(program: ast.Module | str, hooks: Heard | None = None) -> Effect:
    names: dict[str, Any] = {"__name__": "__main__", HOOKS_NAME: hooks}
    printed, error = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(program, "<script>", "exec", dont_inherit=True), names)
        except Exception as raised:
            frames = traceback.extract_tb(raised.__traceback__)[1:]
            places = [
                (f.name, f.lineno, f.end_lineno, f.colno, f.end_colno)
                for f in frames
                if f.filename == "<script>"
            ]
            error = (type(raised).__name__, str(raised), places)
    plain = (str, int, float, list, tuple, dict, type(None))
    shown = {
        name: repr(value)
        for name, value in names.items()
        if not name.startswith("__") and isinstance(value, plain)
    }
    return Effect(shown, printed.getvalue(), error)


def heard_from(source: str) -> Heard:
    """Run a script, checking that it behaves as written and that all its scopes have ended."""
    source, hooks = dedent(source), Heard()
    effect = effect_of(instrument(source, "<script>"), hooks)
    assert effect == effect_of(source.removeprefix("\ufeff"))
    assert hooks.open_scopes == []
    return hooks


def positions(tree: ast.AST) -> list[tuple[object, ...]]:
    return [
        (type(node).__name__, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.keyword)
    ]


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_program_behaves_as_written_and_keeps_its_positions(source):
    source = dedent(source)
    heard_from(source)
    written = positions(ast.parse(source.removeprefix("\ufeff")))
    kept = positions(instrument(source, "<script>"))
    for place in written:
        kept.remove(place)


NAMES = st.sampled_from("abcd")
SIMPLE = st.one_of(
    st.builds("{} = {} + 1".format, NAMES, NAMES),
    st.builds("{}, *{} = {}, 2, 3".format, NAMES, NAMES, NAMES),
    st.builds("{} += 1".format, NAMES),
    st.builds("{}: int = ({} := 4)".format, NAMES, NAMES),
    st.builds("print({})".format, NAMES),
    st.builds("del {}".format, NAMES),
    st.builds("{} = 6 // {}".format, NAMES, NAMES),
    st.sampled_from(["pass", "break", "continue", "return 1", "raise KeyError('k')", "1; 2"]),
)
HEADS = st.one_of(
    st.builds("for {} in [0, 1, 2]:".format, NAMES),
    st.builds("while fuel.pop() > {}:".format, st.integers(0, 9)),
    st.builds("if {} == 1:".format, NAMES),
    st.builds("with closing({}) as {}:".format, NAMES, NAMES),
    st.sampled_from(["def {name}(a, b=2, *c):", "class C:"]),
)


@st.composite
def blocks(draw, depth=3):
    """A list of lines: statements of all kinds, nested at most ``depth`` deep."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        if depth == 0 or draw(st.booleans()):
            lines.append(draw(SIMPLE))
            continue
        head = draw(st.one_of(HEADS, st.just("try:")))
        body = draw(blocks(depth - 1))
        lines += [head.format(name="f"), *("    " + line for line in body)]
        if head == "try:":
            lines += [
                f"except {draw(st.sampled_from(['KeyError', 'ZeroDivisionError', 'Exception']))}:",
                "    print('caught')",
            ]
            lines += draw(st.sampled_from([[], ["else:", "    d = 1"], ["finally:", "    d = 2"]]))
        elif head.startswith(("for", "while")):
            lines += draw(st.sampled_from([[], ["else:", "    print('else')"]]))
        elif head.startswith("def"):
            lines += ["f(1)"]
    return lines


PRELUDE = ["from contextlib import nullcontext as closing", "fuel = [*range(10)] * 2", "a = b = 1"]


@settings(max_examples=times(3))
@given(blocks())
def test_any_random_program_behaves_as_written(lines):
    source = "\n".join(PRELUDE + lines)
    try:
        compile(source, "<script>", "exec")
    except SyntaxError:  # a break outside a loop, a return outside a function
        return
    heard_from(source)


def test_calls_are_reported_with_their_name_and_line():
    heard = heard_from("""
        def outer(a, *rest, b=2, **more):
            return inner(a)

        def inner(c): return c
        outer(1)
        """)
    assert heard.events == [
        ("enter_call", "outer", 2),
        ("bind", "a", 1),
        ("bind", "rest", ()),
        ("bind", "b", 2),
        ("bind", "more", {}),
        ("enter_call", "inner", 5),
        ("bind", "c", 1),
        ("leave_call",),
        ("leave_call",),
        ("show", 6, 1, True),
    ]


def test_a_while_condition_belongs_to_the_iteration_after_it():
    heard = heard_from("""
        n = 2
        while (left := n) > 1:
            n = n - 1
        """)
    assert heard.events == [
        ("bind", "n", 2),
        ("enter_loop", 3),
        ("next_iteration",),
        ("bind", "left", 2),
        ("bind", "n", 1),
        ("next_iteration",),
        ("bind", "left", 1),
        ("leave_loop",),
    ]


def test_variables_in_the_body_of_a_class_are_its_attributes():
    heard = heard_from("""
        class Net:
            scale = 2
            size: int = 3
            scale += 1
            for i in range(1):
                last = i
            if (wide := scale > 2):
                class Inner:
                    depth = 4
            def size_of(self, x):
                y = x
                return y
        Net.size_of(0, 5)
        """)
    assert [event[1:] for event in heard.only("bind")] == [
        ("Net.scale", 2),
        ("Net.size", 3),
        ("Net.scale", 3),
        ("Net.i", 0),
        ("Net.last", 0),
        ("Net.wide", True),
        ("Net.Inner.depth", 4),
        ("self", 0),
        ("x", 5),
        ("y", 5),
    ]


def test_a_for_loop_binds_its_target_in_each_iteration():
    heard = heard_from(
        """
        for i, (j, k.attribute) in [] or [(1, (2, 3))]:
            pass
        """.replace("k.attribute", "k")
    )
    assert heard.events == [
        ("enter_loop", 2),
        ("next_iteration",),
        ("bind", "i", 1),
        ("bind", "j", 2),
        ("bind", "k", 3),
        ("leave_loop",),
    ]


def test_only_names_and_attributes_are_bound():
    heard = heard_from("""
        class Box: pass
        box, items = Box(), [0]
        box.value = items[0] = 1
        try:
            failed = 1 / 0
        except ZeroDivisionError:
            declared: int
        """)
    assert [event[1] for event in heard.only("bind")] == ["box", "items", "box.value"]


def test_attributes_are_bound_to_what_is_assigned_and_not_read_again():
    heard = heard_from("""
        class Box:
            def __setattr__(self, name, value):
                super().__setattr__(name, [value])
            def __init__(self):
                self.value = 1
        box = other = Box()
        box.value = other.value = x = 2
        box.grad = box.data = 3
        box.value[0], other.value = 4, 5
        other.value += [6]
        print(box.value, box.grad)
        """)
    attributes = [event[1:] for event in heard.only("bind") if "." in event[1]]
    assert attributes == [("box.value", 2), ("other.value", 2)]


def test_bare_expressions_of_the_module_are_shown_at_their_last_line():
    heard = heard_from('''
        """Not shown."""
        1 + \\
          1
        if True:
            for i in [5]:
                (i,
                 i)
        def f():
            "not shown"
            2
            3
        class C:
            4
        with open(__import__("os").devnull):
            try: "shown"
            finally: f()
        ''')
    assert heard.only("show") == [
        ("show", 4, 2, False),
        ("show", 8, (5, 5), False),
        ("show", 16, "shown", False),
        ("show", 17, None, True),
    ]


def test_generators_and_comprehensions_are_not_instrumented():
    heard = heard_from("""
        def numbers():
            for i in range(3):
                x = i
                yield x
        total = sum(n for n in numbers())
        later = lambda n: n + 1
        print(later(total))
        """)
    assert [event[:2] for event in heard.only("bind", "enter_loop", "enter_call")] == [
        ("bind", "total"),
        ("bind", "later"),
    ]


@pytest.mark.parametrize("source", ["x = (1,\ny = 2\n", "for\n", "s = 'open\n", "if x:\ny = 1\n"])
def test_a_syntax_error_is_raised_unchanged(source):
    def details(parse):
        with pytest.raises(SyntaxError) as caught:
            parse(source, "<script>")
        error = caught.value
        return error.msg, error.filename, error.lineno, error.offset, error.text

    assert details(instrument) == details(lambda text, name: compile(text, name, "exec"))
