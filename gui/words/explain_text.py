"""The texts of explanations: products with their shapes, sums, saved tensors."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.explain.products import SLOPE, Factor, Product
from engine.record.recording import Recording
from engine.record.schema import NONE
from gui.words.card_names import listed
from gui.words.letters import Letters
from gui.words.number_texts import constant_text

if TYPE_CHECKING:
    from engine.explain.derivatives import Derivative
    from engine.explain.saved import Saved, SavedTensors

translate = QCoreApplication.translate


def product_text(derivative: Derivative, product: Product, letters: Letters) -> str:
    """A product, such as ``grad_x = grad_out @ Wᵀ``, and in a second line its shapes."""
    sent = letters.gradient(derivative.operand)
    words = [_factor_text(factor, product, letters) for factor in product.factors]
    shapes = [shape_text(factor.shape) for factor in product.factors]
    if product.is_of_several:
        text = translate("explain", "{sent} is made from what all outputs received: {to_shape}")
        return text.format(sent=sent, to_shape=shape_text(product.shape))
    is_spread = not product.operator and product.shape != product.factors[0].shape
    if is_spread or not product.is_whole:
        text = _made_text(product, is_spread=is_spread)
        to_shape = shape_text(product.shape)
        arrived = letters.arrived
        return text.format(sent=sent, arrived=arrived, from_shape=shapes[0], to_shape=to_shape)
    between, sign = f" {product.operator} ", "-" if product.is_negative else ""
    scale = "" if product.scale == 1 else f"{constant_text(product.scale)} * "
    equation = f"{sent} = {sign}{scale}{between.join(words)}"
    if not product.shape and not any(factor.shape for factor in product.factors):
        return equation
    return f"{equation}\n{shape_text(product.shape)} = {between.join(shapes)}"


def _made_text(product: Product, *, is_spread: bool) -> str:
    """How a gradient is made that is no product, or has another shape than the product."""
    if not is_spread or not product.is_whole:
        return translate("explain", "{sent} is made from {arrived}: {from_shape} → {to_shape}")
    if prod(product.shape) == prod(product.factors[0].shape):
        return translate(
            "explain",
            "{sent} has the elements of {arrived} in another shape: {from_shape} → {to_shape}",
        )
    return translate(
        "explain", "{sent} repeats {arrived} for each element: {from_shape} → {to_shape}"
    )


def _factor_text(factor: Factor, product: Product, letters: Letters) -> str:
    if factor.letter == "g":
        word = "".join((letters.arrived, *(f".unsqueeze({dim})" for dim in factor.unsqueezed)))
    elif factor.letter == SLOPE:
        word = f"∂{letters.word('y')}/∂{letters.word(product.letter)}"
    else:
        word = letters.word(factor.letter)
    return f"{word}ᵀ" if factor.is_transposed else word


def sum_text(product: Product) -> str:
    """The sentence that a contribution is summed to the shape of a broadcast input."""
    if len(product.summed) == 1:
        text = translate("explain", "summed over dimension {dims}: {from_shape} → {to_shape}")
    else:
        text = translate("explain", "summed over dimensions {dims}: {from_shape} → {to_shape}")
    return text.format(
        dims=listed([str(dim) for dim in product.summed]),
        from_shape=shape_text(product.shape),
        to_shape=shape_text(product.final_shape),
    )


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape without spaces: ``(4,3)``."""
    return str(shape).replace(" ", "")


# -- saved -------------------------------------------------------------------------------------


def saved_text(recording: Recording, saved: Saved) -> str:
    """The number or the shape of a saved value."""
    if saved.card == NONE:
        return "" if saved.number is None else constant_text(saved.number)
    value = recording.value(int(recording["cards"]["value"][saved.card]))
    shape = "" if value is None else shape_text(value.shape)
    if saved.changed == NONE:
        return shape
    return translate("explain", "{shape}, changed in place since").format(shape=shape)


def fate_text(saved: SavedTensors) -> str:
    """When the saved values are freed, and whether another pass would find them."""
    if saved.freed_at != NONE:
        text = translate(
            "explain",
            "Freed by pass {number} when this node had run. Another pass through it raises an "
            "error, as its derivative needs them. With retain_graph=True they would stay.",
        )
        return text.format(number=saved.freeing_pass + 1)
    if any(each.changed != NONE for each in saved.values):
        return translate(
            "explain",
            "A pass through this node raises an error: the derivative needs the values as they "
            "were before the change in place.",
        )
    if saved.retained_by != NONE:
        text = translate(
            "explain", "Pass {number} has run this node and kept them (retain_graph=True)."
        )
        return text.format(number=saved.retained_by + 1)
    return translate("explain", "Kept until a pass has run this node.")
