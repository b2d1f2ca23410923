"""The origins of tensors that no recorded operation made."""

from typing import NamedTuple

from engine.record.schema import NONE, CardFlag, Cut


class Origin(NamedTuple):
    """Where a tensor came from, as its card is to tell.

    Attributes:
        op: the value of the card's ``op`` column.
        source: the card to which its card is joined; NONE where none is known.
        flags: the value of the card's ``flags`` column.
        cut: what cuts the gradient's path back to the source.
    """

    op: str
    source: int = NONE
    flags: int = 0
    cut: Cut = Cut.OPEN


UNKNOWN, SEED = Origin("tensor"), Origin("seed")


def of_grad(card: int) -> Origin:
    """The origin of what the script reads from ``.grad``."""
    return Origin("grad", card, int(CardFlag.GRAD_OF), Cut.GRAD_READ)


def of_gradient(card: int) -> Origin:
    """The origin of a gradient that the script is given, as hooks are."""
    return Origin("gradient", card, int(CardFlag.GRADIENT_OF), Cut.GRADIENT_GIVEN)


def of_data(card: int, is_cut: bool) -> Origin:
    """The origin of what the script reads from ``.data``; only where a gradient came is it cut."""
    return Origin("data", card, int(CardFlag.DATA_OF), Cut.DATA_READ if is_cut else Cut.OPEN)
