"""Applies operations to tensors of zeros, as far as that is quick and has no effects."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import engine.torch as torch
from engine.edit.edits import Shape
from engine.edit.shapes import ELEMENTWISE, broadcast
from engine.edit.trial.kinds import MOST_ELEMENTS, Kind, kind_of, zeros
from engine.errors import MissingOperationError
from engine.grad_mode import no_grad
from engine.registry import raw
from engine.tensor import Tensor

UNKNOWN = object()
"""Stands for a value of which nothing is known."""

_MOST_PRODUCTS = 1 << 24
_LARGEST_NUMBER = 1 << 12

_NOT_TRIED = frozenset(
    {
        # Whether they succeed, or the shape of the result, depends on the numbers.
        "bernoulli", "bincount", "binomial", "cholesky", "inverse", "masked_select",
        "multinomial", "nonzero", "normal", "one_hot", "poisson", "solve", "unique",
        # They depend on how the elements lie in memory.
        "as_strided", "empty", "empty_like", "shared", "view_dtype",
    }
)  # fmt: skip
_FURTHER = frozenset(
    {
        "as_tensor", "chunk", "concat", "cross_entropy", "dropout", "einsum", "flatten",
        "hstack", "kl_div", "l1_loss", "linear", "logsigmoid", "matmul", "movedim", "mT",
        "narrow", "negative", "numel", "outer", "pow", "requires_grad_", "reshape", "square",
        "subtract", "swapaxes", "tensordot", "transpose", "true_divide", "type_as", "vstack",
        "rand_like", "randn_like", "double", "float", "long", "int", "bool", "half", "to",
        "multiply", "divide", "absolute", "contiguous", "view_as", "reshape_as", "expand_as",
        "permute", "broadcast_to", "size", "dim", "item", "clip", "tile", "ravel", "inner", "ger",
        "kron", "cdist", "column_stack", "dstack", "greater", "less", "arctan", "arcsin", "arccos",
    }
)  # fmt: skip
TRIED = (frozenset(vars(raw)) | _FURTHER) - _NOT_TRIED
"""The functions and methods of torch that can be tried."""
RANDOM = frozenset({"dropout", "rand", "randn", "randint", "randperm", "rand_like", "randn_like"})
"""Those of them that draw numbers."""
_NUMBERS_OF_TENSORS = frozenset({"item"})
"""Methods whose results are numbers of a tensor, which are not known."""

_DEPENDS_ON_NUMBERS: type[Exception] = torch.linalg.LinAlgError
_FAILURES = (RuntimeError, IndexError, ValueError, TypeError)
_FUNCTIONS = (torch, torch.nn.functional, torch.special, torch.linalg)


class Misfit(Exception):  # noqa: N818 - it is an answer, not a failure
    """An operation that does not accept its arguments.

    Attributes:
        name: the name of the operation.
        function: the function that was called.
        arguments: its positional arguments.
        settings: its keyword arguments.
        message: PyTorch's message.
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., object],
        arguments: Sequence[object],
        settings: Mapping[str, object],
        message: str,
    ) -> None:
        super().__init__(message)
        self.name, self.function = name, function
        self.arguments, self.settings = list(arguments), settings
        self.message = message

    @property
    def tensors(self) -> list[Tensor]:
        """The tensors among the arguments, those in lists included."""
        return list(_tensors([*self.arguments, *self.settings.values()]))

    @property
    def fitting(self) -> tuple[Shape, ...]:
        """Some shapes of the last tensor that the operation would take."""
        return self._fitting(-1, 0)

    @property
    def fitting_first(self) -> tuple[Shape, ...]:
        """Some shapes of the first one."""
        return self._fitting(0, -1)

    def _fitting(self, number: int, other: int) -> tuple[Shape, ...]:
        """Shapes that one tensor could have beside another."""
        places = [n for n, each in enumerate(self.arguments) if isinstance(each, Tensor)]
        if not places:
            return ()
        place, beside = places[number], self.arguments[places[other]]
        tensor = self.arguments[place]
        assert isinstance(tensor, Tensor) and isinstance(beside, Tensor)
        found: list[Shape] = []
        for shape in _likely_shapes(tuple(beside.shape)):
            tried = zeros(Kind(shape, kind_of(tensor).dtype))
            arguments = [*self.arguments[:place], tried, *self.arguments[place + 1 :]]
            if tried is not None and shape not in found and self._takes(arguments):
                found.append(shape)
            if shape == () and () in found:
                break  # a scalar fits, too: no need to name larger shapes
        return tuple(found[:3])

    def _takes(self, arguments: Sequence[object]) -> bool:
        try:
            attempt(self.name, self.function, arguments, self.settings)
        except Misfit:
            return False
        return True


class Missing(Misfit):
    """A function or a method that does not exist."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, type(self), [], {}, message)


@contextmanager
def quietly() -> Iterator[None]:
    """Inside its ``with``, operations are untaped and give no warnings."""
    with warnings.catch_warnings(), no_grad():
        warnings.simplefilter("ignore")
        yield


def attempt(
    name: str,
    function: Callable[..., object],
    arguments: Sequence[object],
    settings: Mapping[str, object] | None = None,
) -> object:
    """The result of an operation on zeros; UNKNOWN where that is slow or cannot be told.

    Raises:
        Misfit
    """
    settings = settings or {}
    values = [*arguments, *settings.values()]
    if any(each is UNKNOWN for each in _flat(values)) or not _is_quick(name, values):
        return UNKNOWN
    try:
        made = function(*arguments, **settings)
    except _DEPENDS_ON_NUMBERS:
        return UNKNOWN
    except _FAILURES as error:
        message = str(error)
        if isinstance(error, MissingOperationError) or "ZeroDivision" in message:
            return UNKNOWN
        raise Misfit(name, function, arguments, settings, message) from None
    except AttributeError as error:
        if not any(isinstance(each, int | float) for each in arguments):
            return UNKNOWN
        # A loss asks a number for its size.
        raise Misfit(name, function, arguments, settings, str(error)) from None
    except Exception:
        return UNKNOWN
    if name in RANDOM and isinstance(made, Tensor):
        return zeros(kind_of(made))
    return UNKNOWN if name in _NUMBERS_OF_TENSORS or not _is_small([made]) else made


def function_of(owner: object, name: str) -> Callable[..., object] | None:
    """A function of torch that can be tried; None for all others."""
    if not any(owner is each for each in _FUNCTIONS) or name not in TRIED:
        return None
    found = getattr(owner, name, None)
    return found if callable(found) else None


def method_of(name: str) -> Callable[..., object] | None:
    """A method of tensors that can be tried, as a function; None for all others."""
    if name == "backward":
        return _begun_pass
    if name not in TRIED and name.removesuffix("_") not in TRIED:
        return None
    return called_method(name)


def _begun_pass(tensor: Tensor, gradient: object = None, *_: object, **__: object) -> object:
    if gradient is None and math.prod(tensor.shape) != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    return UNKNOWN


def check_exists(owner: object, name: str) -> None:
    """Check that a tensor, or a part of torch, has an attribute that is called.

    Raises:
        Missing
    """
    if not isinstance(owner, Tensor) and not any(owner is each for each in _FUNCTIONS):
        return
    try:
        getattr(owner, name)
    except AttributeError as error:
        raise Missing(name, str(error)) from None
    except RuntimeError:
        pass  # the attribute exists, but not for this tensor


def called_method(name: str) -> Callable[..., object]:
    """A method of tensors as a function."""

    def call(tensor: Tensor, *arguments: object, **settings: object) -> object:
        method: Callable[..., object] = getattr(tensor, name)
        return method(*arguments, **settings)

    return call


def _likely_shapes(shape: Shape) -> Iterator[Shape]:
    """Shapes that often fit beside a shape, or are often meant in its place."""
    inner = shape[-1] if shape else 2
    yield from (shape, shape[-1:], (), (inner,), (inner, 1), (inner, inner), shape[:-1])
    yield from (shape[::-1], (1, *shape))


def _flat(values: Sequence[object]) -> Iterator[object]:
    for each in values:
        if isinstance(each, list | tuple):
            yield from _flat(each)
        else:
            yield each


def _tensors(values: Sequence[object]) -> Iterator[Tensor]:
    return (each for each in _flat(values) if isinstance(each, Tensor))


def _is_small(values: Sequence[object]) -> bool:
    return all(math.prod(each.shape) <= MOST_ELEMENTS for each in _tensors(values))


def _is_quick(name: str, values: Sequence[object]) -> bool:
    """Whether an operation on these operands is certainly quick."""
    shapes = [tuple(each.shape) for each in _tensors(values)]
    numbers = [abs(each) for each in _flat(values) if isinstance(each, int)]
    if any(each > _LARGEST_NUMBER for each in numbers) or math.prod(numbers or [0]) > MOST_ELEMENTS:
        return False
    if name in ("matmul", "@", "mm") and len(shapes) == 2 and all(shapes):
        return math.prod(shapes[0]) * shapes[1][-1] <= _MOST_PRODUCTS
    if len(shapes) == 2 and name in ELEMENTWISE:
        together = broadcast(*shapes)
        return together is None or math.prod(together) <= MOST_ELEMENTS
    return math.prod(max(math.prod(shape), 1) for shape in shapes) <= _MOST_PRODUCTS
