"""``torch.layout`` and ``torch.memory_format``: constants that have only a name."""

from __future__ import annotations

from engine.dotted_name import DottedName


class Word:
    """A constant whose repr is ``torch.`` and its name.

    Attributes:
        name: the name.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


class layout(Word, metaclass=DottedName):  # noqa: N801 (PyTorch's own name)
    """The layout of a tensor, such as ``torch.strided``."""

    __slots__ = ()
    __module__ = "torch"


class memory_format(Word, metaclass=DottedName):  # noqa: N801 (PyTorch's own name)
    """The memory format of a tensor: the order of its dimensions in memory."""

    __slots__ = ()
    __module__ = "torch"


STRIDED = layout("strided")
