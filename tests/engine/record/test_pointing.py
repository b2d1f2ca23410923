"""The cards that a part of a script is about."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.pointing import cards_at, cards_selected
from engine.record.recording import Recording, Site
from engine.record.rows import Rows
from engine.record.schema import NONE, SCHEMA, ScopeKind
from tests.engine.recorder.watching import run

SCRIPT = """\
import torch
x = torch.arange(4.0, requires_grad=True)
def f(a):
    b = a * 2  # b is not yet done
    for i in range(2):
        b = b * a
    return b
y = f(x) + x
z = (y *
     x).sum()
z.backward()
g = x.grad * 2
print(x)
x.grad.zero_()
w = x @ x
w += 1
p, q = x, y
p, q = q, p + q
r = [x * 2 for x in [y]]
def outer(c):
    def inner():
        return c - 1
    return inner() + f(c)
s = outer(y)
x = torch.ones(2)
"""
RECORDING = run(SCRIPT).recording
PLACES = st.tuples(st.integers(1, SCRIPT.count("\n") + 1), st.integers(0, 45))


def site(marked: str) -> Site:
    """The site of the part between « and » of a text that occurs once in the script."""
    before, inside, after = marked.replace("»", "«").split("«")
    assert SCRIPT.count(before + inside + after) == 1
    start = SCRIPT.index(before + inside + after) + len(before)
    ends = [SCRIPT[:end] for end in (start, start + len(inside))]
    return Site(*(n for text in ends for n in (text.count("\n") + 1, len(text.split("\n")[-1]))))


def told(recording: Recording, cards: np.ndarray) -> list[str]:
    """Cards by their ops and first names."""
    ops = [recording.text(int(recording["cards"]["op"][card])) for card in cards]
    first = {int(row["card"]): recording.text(row["name"]) for row in recording["names"][::-1]}
    return [f"{op} {first.get(card, '')}".strip() for op, card in zip(ops, cards.tolist())]


def selected(marked: str) -> list[str]:
    return told(RECORDING, cards_selected(RECORDING, site(marked)))


def hovered(marked: str) -> list[str]:
    """The cards at the first marked character."""
    place = site(marked)
    return told(RECORDING, cards_at(RECORDING, place.line, place.column))


# -- expressions


def test_an_expression_has_its_cards_of_every_iteration():
    assert selected("«b * a»") == ["mul b"] * 4
    assert selected("«        b = b * a\n»") == ["mul b"] * 4


def test_a_selection_has_the_cards_of_all_its_expressions():
    assert selected("«y = f(x) + x\nz = (y *\n     x).sum()»") == ["add y", "mul", "sum z"]
    every = cards_selected(RECORDING, Site(1, 0, 99, 0))
    assert every.tolist() == list(range(len(RECORDING["cards"])))


@pytest.mark.parametrize(
    ("marked", "cards"),
    [
        ("torch.«arange»(4.0, r", ["arange x"]),
        ("a «* 2»", ["mul b"] * 2),
        ("«y *»\n", ["mul"]),
        ("z «= (y» *", []),
        ("w «+= 1»", ["add w"]),
    ],
)
def test_a_part_of_an_expression_has_the_cards_of_the_innermost_one(marked: str, cards: list[str]):
    assert selected(marked) == cards


@pytest.mark.parametrize("marked", ["«import torch»", "# «b» is not", "«range(2)»", "«def f»(a)"])
def test_code_without_tensors_has_no_cards(marked: str):
    assert selected(marked) == []


def test_calls_of_steps_have_the_cards_they_are_about():
    assert selected("«z.backward()»") == ["sum z"]
    assert selected("«x.grad.zero_()»") == ["arange x"]


@given(PLACES, PLACES)
def test_a_selection_has_exactly_the_cards_made_in_it(one: tuple[int, int], other: tuple[int, int]):
    first, last = sorted((one, other))
    inside = set()
    for card in range(len(RECORDING["cards"])):
        made_at = RECORDING.card_site(card)
        assert made_at is not None
        if first <= made_at[:2] and made_at[2:] <= last:
            inside.add(card)
    found = set(cards_selected(RECORDING, Site(*first, *last)).tolist())
    assert inside <= found
    assert found == inside or not inside or found - inside <= {0, 6}  # seeded, reset


@given(PLACES)
def test_a_character_outside_names_has_the_cards_of_expressions_around_it(place: tuple[int, int]):
    line, column = place
    character = SCRIPT.split("\n")[line - 1][column : column + 1]
    for card in cards_at(RECORDING, line, column).tolist():
        made_at = RECORDING.card_site(card)
        assert made_at is not None
        is_around = made_at[:2] <= place < made_at[2:]
        assert is_around or character.isalpha() or card in (0, 6)  # seeded, reset


# -- variables


@pytest.mark.parametrize(
    ("marked", "cards"),
    [
        ("\n«x» = torch.arange", ["arange x"]),
        ("f(«a»):", ["arange x", "add y"]),
        ("b = «a» * 2", ["arange x", "add y"]),
        ("        «b» = b * a", ["mul b"] * 4),
        ("b = «b» * a", ["mul b"] * 4),
        ("return «b»\n", ["mul b"] * 2),
        ("p, q = «x», y", ["arange x"]),
        ("f(«x»)", ["arange x"]),
        ("«z».backward", ["sum z"]),
        ("print(«x»)", ["arange x"]),
        ("«x».grad * 2", ["arange x"]),
        ("«x.grad» * 2", ["arange x"]),
        ("«x.grad».zero", ["arange x"]),
        ("«w» = x @ x", ["dot w"]),
        ("«w» += 1", ["add w"]),
        ("p, «q» = q,", ["add q"]),
        ("«p» + q", ["arange x"]),
        ("p + «q»", ["add y"]),
        ("[«x» * 2 for", ["mul r[0]"]),
        ("for «x» in [", []),
        ("return «c» - 1", ["add y"]),
        ("«x» = torch.ones", ["ones x"]),
    ],
)
def test_a_name_has_the_cards_that_it_is_bound_to_there(marked: str, cards: list[str]):
    assert sorted(selected(marked)) == sorted(cards)
    assert sorted(hovered(marked)) == sorted(cards)


def test_names_are_found_after_chinese_emoji_and_notebook_commands():
    script = "%matplotlib inline\nimport torch\n权 = torch.ones(2); '😀'; 权 * 2\n"
    recording = run(script).recording
    assert told(recording, cards_at(recording, 3, 24)) == ["ones 权"]
    assert told(recording, cards_at(recording, 3, 26)) == ["mul"]


# -- size


def large(count: int) -> Recording:
    """A loop of so many iterations, each of which binds a new tensor to the same name."""
    recording = Recording("for i in many:\n    x = x * 2\n")
    numbers = np.arange(count)
    tables = {name: np.zeros(0, dtype) for name, dtype in SCHEMA.items()}
    tables["sites"] = np.array([(2, 8, 2, 13), (2, 4, 2, 13)], SCHEMA["sites"])
    scopes = tables["scopes"] = np.full(count + 2, NONE, SCHEMA["scopes"])
    scopes["kind"] = ScopeKind.ITERATION
    scopes["kind"][:2] = ScopeKind.SCRIPT, ScopeKind.LOOP
    scopes["parent"][1], scopes["parent"][2:] = 0, 1
    events = tables["events"] = np.zeros(2 * count, SCHEMA["events"])
    events["kind"], events["site"] = numbers.repeat(2) * 0, np.tile([0, 1], count)
    events["kind"][1::2] = 1
    events["row"], events["scope"] = numbers.repeat(2), numbers.repeat(2) + 2
    cards = tables["cards"] = np.zeros(count, SCHEMA["cards"])
    cards["event"], cards["tensor"] = 2 * numbers, numbers
    names = tables["names"] = np.zeros(count, SCHEMA["names"])
    names["event"], names["card"] = 2 * numbers + 1, numbers
    recording.append(Rows({name: rows.tobytes() for name, rows in tables.items()}, ["x"], b""))
    return recording


def test_a_hundred_thousand_cards_are_found_fast():
    recording = large(100_000)
    assert len(cards_at(recording, 2, 4)) == 100_000
    began = time.process_time()
    assert len(cards_selected(recording, Site(2, 8, 2, 13))) == 100_000
    assert len(cards_at(recording, 2, 8)) == 99_999
    assert time.process_time() - began < 1


DECLARED = """\
import torch
w = torch.tensor(1.0)
def step():
    global w
    w = w * 2
step()
u = w + 1
step()
def outer(start):
    total = start - 0
    def add():
        nonlocal total
        total = total / 2
    add()
    return add, total.abs()
first, a = outer(w)
second, b = outer(u)
first()
"""


@pytest.mark.parametrize(
    ("line", "column", "ops"),
    [
        (2, 0, ["tensor"]),
        (5, 4, ["mul", "mul"]),
        (5, 8, ["tensor", "mul"]),  # what each call of it reads
        (7, 4, ["mul"]),
        (10, 4, ["sub", "sub"]),
        (13, 8, ["div", "div", "div"]),
        (13, 16, ["sub", "sub", "div"]),
        (15, 16, ["div", "div"]),
    ],
)
def test_a_variable_is_followed_into_functions_that_declare_it_global_or_nonlocal(
    line: int, column: int, ops: list[str]
):
    recording = run(DECLARED).recording
    found = cards_at(recording, line, column)
    assert [recording.text(int(recording["cards"]["op"][card])) for card in found] == ops
