"""Constants that are nothing but a name, such as ``torch.strided``."""

from __future__ import annotations

from engine.dotted_name import DottedName


class Word:
    """A word that shows as ``torch.`` and its name.

    Attributes:
        name: the name.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


class layout(Word, metaclass=DottedName):  # noqa: N801 (PyTorch's own name)
    """How elements are kept."""

    __slots__ = ()
    __module__ = "torch"


class memory_format(Word, metaclass=DottedName):  # noqa: N801 (PyTorch's own name)
    """In which order elements lie in memory."""

    __slots__ = ()
    __module__ = "torch"


STRIDED = layout("strided")
