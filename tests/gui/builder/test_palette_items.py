"""The items of the palette: all that they write runs, and every group has items."""

import operator

import pytest

import engine.torch as torch
from engine.edit.operations import Form
from engine.edit.tensors import add_tensor
from engine.tensor import Tensor
from gui.builder.palette_items import BY_KEY, ITEMS, Group, PaletteItem

APPLIED = [item for item in ITEMS if item.operation is not None]
MADE = [item for item in ITEMS if item.tensor is not None]


def by_key(item: PaletteItem) -> str:
    return item.key


def test_keys_are_unique_and_every_group_has_items() -> None:
    assert len(BY_KEY) == len(ITEMS)
    assert {item.group for item in ITEMS} == set(Group)
    assert len({item.help for item in ITEMS}) == len(ITEMS), "no two do the same"


@pytest.mark.parametrize("item", ITEMS, ids=by_key)
def test_an_item_has_a_tensor_an_operation_or_layers(item: PaletteItem) -> None:
    sorts = [item.operation is not None, item.tensor is not None, bool(item.layers)]
    assert sorts.count(True) == 1
    assert item.help and item.signature
    assert (item.arity == 0) == (item.tensor is not None)


@pytest.mark.parametrize("item", APPLIED, ids=by_key)
def test_an_operation_exists_and_takes_that_many_operands(item: PaletteItem) -> None:
    operation = item.operation
    assert operation is not None
    match operation.form:
        case Form.FUNCTION:
            function = operator.attrgetter(operation.name.removeprefix("torch."))(torch)
            assert callable(function)
        case Form.METHOD:
            assert callable(getattr(Tensor, operation.name))
            assert item.arity == 1
        case Form.OPERATOR:
            assert item.arity == 2
        case Form.PREFIX:
            assert item.arity == 1


@pytest.mark.parametrize("item", MADE, ids=by_key)
def test_a_tensor_has_the_shape_of_its_signature(item: PaletteItem) -> None:
    assert item.tensor is not None
    source = add_tensor("", item.tensor).source
    assert f"x = torch.{item.signature}\n" in source


def test_random_tensors_are_the_same_in_every_run() -> None:
    for key in ("rand", "randn"):
        tensor = BY_KEY[key].tensor
        assert tensor is not None
        assert "manual_seed(0)" in add_tensor("", tensor).source


@pytest.mark.parametrize(
    ("key", "caption"), [("sin", "sin"), ("relu", "relu"), ("sum", "Σ sum"), ("clone", "clone")]
)
def test_a_caption_repeats_no_word(key: str, caption: str) -> None:
    assert BY_KEY[key].caption == caption
