"""What nodes of an operation save and compute, for one choice of inputs that need a gradient."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.nodes import pullbacks
from engine.nodes.names_in_pytorch import kept_beside, name_in_pytorch

if TYPE_CHECKING:
    from engine.nodes.node import Node
    from engine.tensor import Tensor

Pullback = Callable[[Any, Any, tuple[Any, ...]], Any]
"""A rule as nodes call it: with the namespace to compute in (``raw`` or ``traced``), the gradient
of the output, and the values of all names that the plan's rules ask for, in the order of
``known``.
"""


Tape = Callable[[Sequence[Any], Sequence[Any], "tuple[Tensor, ...]", Mapping[str, Any]], "Node"]
"""Takes operands, arrays that the kernel computed on, results and settings; returns the node."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
"""Registers a function and returns it unchanged."""


class Parameters(NamedTuple):
    """The names of a function's parameters, in order.

    Attributes:
        places: the positional parameters; the last is ``*args`` if ``is_variadic``.
        keywords: the keyword-only parameters.
    """

    places: tuple[str, ...]
    keywords: tuple[str, ...]
    is_variadic: bool

    @staticmethod
    def of(function: Callable[..., Any]) -> Parameters:
        """Read them from a function's code object, or that of the innermost function that it wraps.

        ``inspect.signature`` would be too slow for the thousand calls at start-up.
        """
        inner: Any = function
        while hasattr(inner, "__wrapped__"):  # ``inspect.unwrap`` would add 3 ms to each start
            inner = inner.__wrapped__
        code = inner.__code__
        first, end = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
        is_variadic = bool(code.co_flags & inspect.CO_VARARGS)
        places = code.co_varnames[:first] + code.co_varnames[end : end + is_variadic]
        return Parameters(places, code.co_varnames[first:end], is_variadic)


class Rule(NamedTuple):
    """The vector-Jacobian product of an operation with respect to one of its inputs.

    It may have a formula in LaTeX, in the names of the inputs and settings, ``y`` for the result
    and ``g`` for its gradient: for an elementwise operation its ``slope``, otherwise what it
    ``sends``.

    Attributes:
        function: ``rule(F, g, *, names...)``; ``F`` is the namespace to compute in, ``raw`` or
            ``traced``, and ``g`` the gradient of the output.
        names: the keyword parameters of the function.
        slope: the elementwise derivative of the result with respect to this input; the product is
            ``g`` times the slope.
        sends: the whole vector-Jacobian product.
    """

    function: Callable[..., Any]
    names: tuple[str, ...]
    slope: str = ""
    sends: str = ""

    @staticmethod
    def of(function: Callable[..., Any], slope: str = "", sends: str = "") -> Rule:
        """Make a rule from a function ``rule(F, g, *, names...)``."""
        return Rule(function, Parameters.of(function).keywords, slope, sends)

    def for_input(self, index: int) -> Rule:
        """The rule of a variadic operation for one input: ``index`` is bound."""
        return self._bound("index", index)

    def for_inputs(self, mask: tuple[bool, ...]) -> Rule:
        """The rule for all inputs at once: ``mask`` (which inputs need a gradient) is bound."""
        return self._bound("mask", mask)

    def _bound(self, what: str, value: Any) -> Rule:
        names = tuple(name for name in self.names if name != what)
        return Rule(partial(self.function, **{what: value}), names)

    def conjugated(self) -> Rule:
        """The rule for complex numbers, if the operation is holomorphic.

        As in PyTorch, the gradient with respect to a complex number is that with respect to its
        real part, plus i times that with respect to its imaginary part. So the chain rule
        multiplies by the conjugate of the complex derivative.
        """
        return self._replace(function=partial(_conjugated, self.function))

    def with_places(self) -> Callable[..., Any]:
        """The function with its keywords as further positional parameters: a faster call."""
        return _with_places(self.function, self.names)

    def pullback(self, known: tuple[str, ...]) -> Pullback:
        """The rule as a function that picks its arguments from values in the order of ``known``."""
        function = self.with_places()
        at = tuple(known.index(name) for name in self.names)
        if not at:
            return lambda F, g, values: function(F, g)
        if len(at) == 1:
            (only,) = at
            return lambda F, g, values: function(F, g, values[only])
        if len(at) == 2:
            first, second = at
            return lambda F, g, values: function(F, g, values[first], values[second])
        return lambda F, g, values: function(F, g, *[values[each] for each in at])


def _conjugated(function: Callable[..., Any], F: Any, g: Any, **known: Any) -> Any:
    return F.conj(function(F, F.conj(g), **known))


def _with_places(function: Callable[..., Any], names: tuple[str, ...]) -> Callable[..., Any]:
    """The same function with its keyword-only parameters turned into positional ones.

    A copy of its code object with other counts: CPython stores keyword-only parameters right
    after the positional ones.
    """
    if not names:
        return function
    if not isinstance(function, FunctionType):
        return lambda F, g, *values: function(F, g, **dict(zip(names, values, strict=True)))
    code = function.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    return FunctionType(
        code.replace(co_argcount=count, co_kwonlyargcount=0),
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )


class Plan:
    """What the nodes of an operation save and compute, for one choice of inputs with a gradient.

    Attributes:
        sources: the positions of the inputs that have a rule; a node has one edge for each.
        tensors: the positions of the inputs that need a gradient; all of them are tensors.
        pullbacks: for each source its rule, ready to be called; None where it needs no gradient.
        call_order: the indices of the rules in the order in which PyTorch calls them, which matters
            where they are taped: alphabetical by PyTorch's names of the inputs.
        functions, asked: for each source the function of its rule, with positional parameters only,
            and the names that it asks for.
        evaluate, sends: the functions that evaluate the nodes, see ``pullbacks``.
        at_once: a single rule that computes all products, in place of ``pullbacks``; else None.
        saved: the names of the values that a node saves: inputs, then outputs.
        saved_by_name: the indices of these in the order in which PyTorch saves and checks them:
            inputs before outputs, each alphabetically by PyTorch's names.
        positions: for each of ``saved`` the position of the input, or ~n for output n.
        shapes: the positions of the inputs whose shapes the rules ask for; if ``is_variadic``, one
            entry stands for the shapes of all inputs.
        settings: the names of the settings that the rules ask for.
        is_variadic: whether the operation takes any number of inputs.
        known: all names that the rules ask for: ``saved``, shapes, ``settings``.
        promotes: whether saved values are cast to the dtype of the gradient.
        edges: the number of edges, if the sources are the first inputs; else 0.
        saves_output: whether the output is among ``saved``; it is the last then.
        node_type: the class of the nodes; None where the operation has no derivative.
        tape: makes a node, see ``taping``; None until the first node is made.
    """

    def __init__(
        self,
        operation: str,
        sources: tuple[int, ...],
        rules: tuple[Rule | None, ...],
        places: dict[str, int],
        is_variadic: bool,
        promotes: bool,
        at_once: Rule | None = None,
    ) -> None:
        self.sources, self.is_variadic, self.promotes = sources, is_variadic, promotes
        self.node_type: type[Node] | None = None
        self.tape: Tape | None = None
        names = [name for rule in (*rules, at_once) if rule for name in rule.names]
        self._sort_names(operation, dict.fromkeys([*names, *kept_beside(operation)]), places)
        self.tensors = [at for at, rule in zip(sources, rules) if rule is not None]
        self.functions = tuple(rule and rule.with_places() for rule in rules)
        self.asked = tuple(() if rule is None else rule.names for rule in rules)
        self.pullbacks = tuple(rule and rule.pullback(self.known) for rule in rules)
        self.at_once = at_once and at_once.pullback(self.known)
        in_pytorch = {at: name_in_pytorch(operation, name) for name, at in places.items()}
        self.call_order = sorted(range(len(rules)), key=lambda at: in_pytorch.get(sources[at], ""))
        is_first = sources in ((0,), (0, 1)) and any(rules)
        self.edges = len(sources) if is_first else 0
        self.evaluate, self.sends = pullbacks.evaluators(self)
        if at_once is not None:
            self.sends = self.sends._replace(taped=pullbacks.never, observed_taped=pullbacks.never)

    def _sort_names(self, operation: str, asked: Collection[str], places: dict[str, int]) -> None:
        """Tell apart what the rules ask for: saved values, shapes and settings."""
        shapes = {f"{name}_shape": at for name, at in places.items() if at >= 0}
        asked_shapes = [name for name in asked if name in shapes]
        self.saved = tuple(name for name in places if name in asked)
        self.positions = tuple(places[name] for name in self.saved)
        self.saves_output = ~0 in self.positions
        self.shapes = tuple(shapes[name] for name in asked_shapes)
        self.settings = tuple(n for n in asked if n not in places and n not in shapes)
        self.known = (*self.saved, *asked_shapes, *self.settings)
        in_pytorch = [name_in_pytorch(operation, name) for name in self.saved]
        is_output = [position < 0 for position in self.positions]
        self.saved_by_name = tuple(
            sorted(range(len(self.saved)), key=lambda at: (is_output[at], in_pytorch[at]))
        )

    @property
    def has_rules(self) -> bool:
        """Whether any input has a rule."""
        return any(self.pullbacks)
