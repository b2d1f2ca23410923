"""Types that error messages call by their qualified name, as ``'torch.Size' object has no ...``."""

from typing import Any

_NAME: Any = type.__dict__["__name__"]


class DottedName(type):
    """Metaclass of the types that PyTorch defines in C, whose names in errors include the module.

    Python's errors show the name given to the type; a script that reads ``__name__`` gets it
    without the module.
    """

    def __init__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> None:
        super().__init__(name, bases, members)
        _NAME.__set__(cls, f"{cls.__module__}.{name}")

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        return cls.__qualname__


def name_in_errors(kind: type) -> str:
    """The name of a type in Python's error messages."""
    return str(_NAME.__get__(kind))
