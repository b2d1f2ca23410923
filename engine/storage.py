"""What tensors that share memory have in common: how often, and by what, it was written to."""

from __future__ import annotations


class Storage:
    """Memory that tensors share: a base, its views and what ``detach`` returns.

    Attributes:
        version: how often it was written to.
        histories: how often a taped write gave its elements another history.
        base: whose memory it is where ``.data`` counts its versions apart, else None.
    """

    __slots__ = ("__weakref__", "base", "histories", "version")

    def __init__(self, base: Storage | None = None) -> None:
        self.version = 0
        self.histories = 0
        self.base = base

    @property
    def memory(self) -> Storage:
        """Stands for the memory itself, however its versions are counted."""
        return self.base or self
