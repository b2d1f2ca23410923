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


class Effect(NamedTuple):
    """All that can be told of a run from outside."""

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
    """Run a script, check that it behaves as written and that all it began has ended."""
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


PROGRAMS = {
    "while": """
        n = 3
        while n > 0:
            n -= 1
            if n == 1:
                continue
            print(n)
        else:
            print("else")
        """,
    "break": """
        for i in range(5):
            for j in range(5):
                if j == 2: break
            else:
                print("never")
            if i == 3: break
        else:
            print("never")
        """,
    "return from a loop": """
        def first(items):
            '''Doc.'''
            for item in items:
                while True:
                    if item: return item
                    break
            return None
        found = first([0, 0, 7]); doc = first.__doc__
        """,
    "error in a loop of a function": """
        def f(xs):
            for x in xs:
                y = (1 +
                     1 / x)
        f([2, 1, 0])
        """,
    "error in a test": """
        n = 2
        while 1 / n > 0:
            n -= 1
        """,
    "error caught": """
        try:
            for i in range(3):
                if i: raise ValueError(i)
        except ValueError as error:
            message = str(error)
        finally:
            print("finally")
        """,
    "chained error": """
        try:
            {}["key"]
        except KeyError as error:
            raise RuntimeError("no") from error
        """,
    "names of outer functions": """
        total = 0
        def outer():
            count = 0
            def inner(step):
                nonlocal count
                global total
                count += step
                total = count
            inner(1); inner(2)
            return count
        result = outer()
        """,
    "unpacking": """
        a, (b, *c), [d] = 1, (2, 3, 4), [5]
        x = y = z = {}
        x["k"], a = a, b
        first: int = 1
        second: int
        first += 1
        del b
        """,
    "unpacking fails": """
        a = b = None
        a, b = 1, 2, 3
        """,
    "generators and comprehensions": """
        def count(n):
            for i in range(n):
                x = yield i
            return x
        def both(n):
            yield from count(n)
        squares = [i * i for i in count(3) if i]
        same = list(both(3)) + list(map(lambda i: i, squares))
        """,
    "asynchronous": """
        import asyncio
        async def f(n):
            for i in range(n):
                n = n + i
            async def g(): return n
            return await g()
        got = asyncio.new_event_loop().run_until_complete(f(3)) if False else f(3).close()
        """,
    "classes": """
        from enum import Enum
        class Colour(Enum):
            '''Doc.'''
            RED = 1
            BLUE = 2
        class Private:
            __hidden = 3
            for i in range(2): size = i
            def __init__(self, *args, scale=2, **kwargs):
                self.hidden = self.__hidden * scale
            @property
            def twice(self): return self.hidden * 2
        class Child(Private):
            def __init__(self):
                super().__init__(1, other=2)
        members = [c.name for c in Colour]; doc = Colour.__doc__; twice = Child().twice
        """,
    "with": """
        import contextlib
        with contextlib.nullcontext(1) as a, contextlib.nullcontext((2, 3)) as (b, c):
            total = a + b + c
        with contextlib.suppress(ZeroDivisionError):
            for i in range(3): 1 / (1 - i)
        """,
    "walrus": """
        items = [1, 2, 3]
        while (item := items.pop()) > 1:
            print(item)
        (double := item * 2)
        if (n := len(items)) or (never := 1):
            kept = [last := i for i in range(3)]
        f = lambda v: (w := v) + w
        print(f"{(t := f(3))}", max(u := 1, 0, key=(k := abs)))
        """,
    "match": """
        match [1, 2, {"k": 3}]:
            case [a, b, {"k": c}] if (total := a + b + c) > 5:
                for i in range(total): last = i
            case _:
                last = None
        """,
    "future": """
        '''Doc.'''
        from __future__ import annotations
        def f(a: Undefined) -> Unknown:
            x: Missing = a
            return x
        y = f(1)
        """,
    "one line": "a = 1; b = a + 1; print(a, b); a if b else c; [a,\\\n b]; x = (b); del x",
    "tabs": "for i in range(2):\n\tif i:\n\t\tj = i\n\t\tprint(j)\n",
    "windows line ends": "n = 0\r\nwhile n < 2:\r\n    n += 1\r\n    '''a\r\nb'''\r\nn / 0\r\n",
    "old line ends": "n = 1\rfor i in range(2):\r  n += i\r1 / 0\r",
    "byte order mark": "\ufeffn = 1\nn / 0\n",
    "not ASCII": "größe = 'µ→梯度'; π = len(größe) / 0 if größe else 1\n",
    "continuation": "x = 1 + \\\n    2\nif x and \\\n   x / 0: pass\n",
    "f-string": "x = 3\ny = f'{x!r:>{x + 1}} {x / (x - 3)}'\n",
    "empty": "",
    "only a docstring": "'''Doc.'''",
    "bodies": "def f(): ...\ndef g(): 'doc'\ndef h(a, /, b, *, c=1): return a\nf(); g(); h(1, 2)\n",
}


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
    """A list of lines: statements of all kinds, nested at most `depth` deep."""
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


@settings(max_examples=300, deadline=None)
@given(blocks())
def test_any_program_behaves_as_written(lines):
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
        ("show", 6, 1),
    ]


def test_what_a_while_test_computes_belongs_to_the_iteration_it_admits():
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


def test_only_plain_names_are_bound_and_only_when_the_statement_succeeds():
    heard = heard_from("""
        class Box: pass
        box, items = Box(), [0]
        box.value = items[0] = 1
        try:
            failed = 1 / 0
        except ZeroDivisionError:
            declared: int
        """)
    assert [event[1] for event in heard.only("bind")] == ["box", "items"]


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
        ("show", 4, 2),
        ("show", 8, (5, 5)),
        ("show", 16, "shown"),
        ("show", 17, None),
    ]


def test_what_is_not_run_in_one_go_is_left_alone():
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
def test_a_syntax_error_comes_through_unchanged(source):
    def details(parse):
        with pytest.raises(SyntaxError) as caught:
            parse(source, "<script>")
        error = caught.value
        return error.msg, error.filename, error.lineno, error.offset, error.text

    assert details(instrument) == details(lambda text, name: compile(text, name, "exec"))
