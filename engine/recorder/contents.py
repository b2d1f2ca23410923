"""What is known of the content of a tensor, and of where a tensor comes from."""

from typing import NamedTuple


class Content(NamedTuple):
    """One content of a tensor.

    Attributes:
        card: its card.
        edition: how many cards the tensor had in the same version before.
        digest: a hash of the elements; None where they may have changed before it was taken.
    """

    card: int
    edition: int
    digest: int | None


class Origin(NamedTuple):
    """Where a tensor comes from that no operation made.

    Attributes:
        op: what its card has in place of the name of an operation.
        joined, flags: these columns of its card.
    """

    op: str
    joined: int
    flags: int
