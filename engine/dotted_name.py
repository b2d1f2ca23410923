"""Types that Python's errors call by their full name, as ``'torch.Size' object has no ...``."""

from typing import Any

_NAME: Any = type.__dict__["__name__"]


class DottedName(type):
    """The type of types that PyTorch makes in C, where errors have the module before the name.

    A type's ``__name__`` is what errors show; here a script that asks for it gets the plain one.
    """

    def __init__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> None:
        super().__init__(name, bases, members)
        _NAME.__set__(cls, f"{cls.__module__}.{name}")

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        return cls.__qualname__


def name_in_errors(kind: type) -> str:
    """What Python's errors call a type."""
    return str(_NAME.__get__(kind))
