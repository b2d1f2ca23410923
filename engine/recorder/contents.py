"""The content of a tensor, and its origin."""

from typing import NamedTuple


class Content(NamedTuple):
    """One content of a tensor.

    Attributes:
        card: its card.
        edition: the number of earlier cards of the tensor with the same version.
        digest: a hash of the elements; None if they may have changed before it was computed.
    """

    card: int
    edition: int
    digest: int | None


class Origin(NamedTuple):
    """The origin of a tensor that no recorded operation made.

    Attributes:
        op: the value of the card's ``op`` column.
        joined, flags: these columns of its card.
    """

    op: str
    joined: int
    flags: int
