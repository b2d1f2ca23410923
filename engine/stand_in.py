"""Numbers in place of tensors that a script left out, such as a bias of 0."""

from engine.tensor import Tensor, wrap


class StandIn(Tensor):
    """A number that an operation takes in place of a tensor; no script ever sees it."""

    __slots__ = ()
    __torch_function__ = None

    def __repr__(self) -> str:
        return f"{self._data.item():g}"


class GivenNumber(StandIn):
    """A number that the script or a formula itself has where an operation takes a tensor."""

    __slots__ = ()


def given(number: complex, like: Tensor) -> Tensor:
    """A number in the dtype of a tensor, to be told as the number that it is."""
    made = wrap(like._data.dtype.type(number))
    made.__class__ = GivenNumber
    return made


def stand_in(number: float, like: Tensor) -> Tensor:
    """A number in the dtype of a tensor, in place of one that is left out."""
    made = wrap(like._data.dtype.type(number))
    made.__class__ = StandIn
    return made
