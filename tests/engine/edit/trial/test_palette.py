"""Every operation of the palette is refused for exactly those operands that PyTorch refuses."""

from __future__ import annotations

import itertools

import pytest

from engine.edit.applying import apply
from engine.edit.edits import Picked, Refusal, Shape
from engine.edit.literals import Numbers
from gui.builder.palette_items import ITEMS, PaletteItem
from tests.engine.edit.marked import all_marked
from tests.engine.recorder.watching import run

SHAPES = ((), (1,), (3,), (2,), (2, 3), (3, 2), (3, 3), (2, 2, 3))
KINDS = [*((shape, "float32") for shape in SHAPES), ((3,), "int64"), ((2, 3), "bool")]
OPERATIONS = [item for item in ITEMS if item.operation is not None]


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:Using a target size")
@pytest.mark.parametrize("item", OPERATIONS, ids=lambda item: item.key)
def test_an_operation_is_refused_exactly_if_running_it_would_fail(item: PaletteItem):
    combinations = list(itertools.product(KINDS, repeat=item.arity))
    assert {_is_refused(item, kinds) == _fails(item, kinds) for kinds in combinations} == {True}


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    "item", [each for each in OPERATIONS if each.arity == 2], ids=lambda item: item.key
)
def test_a_number_is_refused_exactly_if_running_it_would_fail(item: PaletteItem, is_first: bool):
    source, (picked,) = all_marked(_source((((3,), "float32"),)))
    picked = Picked(picked.place, picked.code, (), (3,), "float32")
    assert item.operation is not None
    operands: list[Picked | Numbers] = [2.0, picked] if is_first else [picked, 2.0]
    names = ["2.0", "x0"] if is_first else ["x0", "2.0"]
    fails = len(run(source + _call(item, names)).recording["errors"]) > 0
    try:
        apply(source, item.operation, operands)
    except Refusal:
        assert fails
    else:
        assert not fails


def _is_refused(item: PaletteItem, kinds: tuple[tuple[Shape, str], ...]) -> bool:
    source, picked = all_marked(_source(kinds))
    picked = [Picked(one.place, one.code, (), *kind) for one, kind in zip(picked, kinds)]
    assert item.operation is not None
    try:
        apply(source, item.operation, picked)
    except Refusal:
        return True
    return False


def _fails(item: PaletteItem, kinds: tuple[tuple[Shape, str], ...]) -> bool:
    """Whether running the operation raises an error, with or without gradients."""
    names = [f"x{number}" for number in range(len(kinds))]
    source, _ = all_marked(_source(kinds))
    return len(run(source + _call(item, names)).recording["errors"]) > 0


def _source(kinds: tuple[tuple[Shape, str], ...]) -> str:
    lines = [
        f"x{number} = «torch.zeros({shape}, dtype=torch.{dtype})»"
        for number, (shape, dtype) in enumerate(kinds)
    ]
    return "\n".join(["import torch", "", *lines, ""])


def _call(item: PaletteItem, names: list[str]) -> str:
    """A call of the operation, as its signature in the palette shows it."""
    operation = item.operation
    assert operation is not None
    inside = ", ".join([*names, *operation.settings])
    match operation.form.value:
        case "operator":
            return f"y = {names[0]} {operation.name} {names[1]}\n"
        case "prefix":
            return f"y = {operation.name}{names[0]}\n"
        case "function":
            return f"y = {operation.name}({inside})\n"
    inside = ", ".join([*names[1:], *operation.settings])
    return f"y = {names[0]}.{operation.name}({inside})\n"
