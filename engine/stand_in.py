"""Numbers in place of tensor operands, such as 0 for a bias that a script left out."""

from engine.tensor import Tensor, wrap


class StandIn(Tensor):
    """A number in place of a tensor that the script left out; scripts never see it."""

    __slots__ = ()
    __torch_function__ = None

    def __repr__(self) -> str:
        return f"{self._data.item():g}"


class GivenNumber(StandIn):
    """A number that the script, or one of PyTorch's formulas, gives in place of a tensor."""

    __slots__ = ()


def given(number: complex, like: Tensor) -> Tensor:
    """A number given by the script, in the dtype of a tensor."""
    return _made(GivenNumber, number, like)


def stand_in(number: float, like: Tensor) -> Tensor:
    """A number in place of a tensor that the script left out, in the dtype of another tensor."""
    return _made(StandIn, number, like)


def _made(kind: type[StandIn], number: complex, like: Tensor) -> Tensor:
    made = wrap(like._data.dtype.type(number))
    made.__class__ = kind
    return made
