"""What one application of an operation keeps for its gradient, for one choice of inputs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import pulling
from engine.names_in_pytorch import kept_beside, name_in_pytorch

if TYPE_CHECKING:
    from engine.node import Node
    from engine.tensor import Tensor

Pull = Callable[[Any, Any, tuple[Any, ...]], Any]
"""A rule as nodes call it: with the face to compute with, the gradient and all known values."""


Tape = Callable[[Sequence[Any], Sequence[Any], "tuple[Tensor, ...]", Mapping[str, Any]], "Node"]
"""Takes operands, what the kernel computed with, results and settings; returns their node."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
"""What registers a function and leaves it as it is."""


class Parameters(NamedTuple):
    """The names of a function's parameters, in order.

    Attributes:
        places: those that may be given by place; the last takes any number if ``is_variadic``.
        keywords: those that are given by name only.
    """

    places: tuple[str, ...]
    keywords: tuple[str, ...]
    is_variadic: bool

    @staticmethod
    def of(function: Callable[..., Any]) -> Parameters:
        """Read them from a function's code, or from that of the innermost one that it wraps.

        ``inspect.signature`` knows more, but every start would wait for a thousand of its answers.
        """
        if not isinstance(function, FunctionType):
            return Parameters.of_any(function)
        inner: Any = function
        while hasattr(inner, "__wrapped__"):  # ``inspect.unwrap`` would take 3 ms of each start
            inner = inner.__wrapped__
        code = inner.__code__
        first, end = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
        is_variadic = bool(code.co_flags & inspect.CO_VARARGS)
        places = code.co_varnames[:first] + code.co_varnames[end : end + is_variadic]
        return Parameters(places, code.co_varnames[first:end], is_variadic)

    @staticmethod
    def of_any(function: Callable[..., Any]) -> Parameters:
        """The same of what has no code of its own, such as a partial function."""
        parameters = inspect.signature(function).parameters.values()
        return Parameters(
            tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY),
            tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY),
            any(p.kind is p.VAR_POSITIONAL for p in parameters),
        )


class Rule(NamedTuple):
    """A vector-Jacobian product for one input.

    What it computes is told in LaTeX, with the names of the inputs and settings, ``y`` for the
    result and ``g`` for its gradient: element by element by a ``slope``, else by what it ``sends``.

    Attributes:
        function: ``rule(F, g, *, names...)``; ``F`` is ``raw`` or ``traced``, ``g`` the gradient.
        names: what it asks for by keyword.
        slope: the derivative of each element of the result by that of the input it comes from.
        sends: the whole product.
    """

    function: Callable[..., Any]
    names: tuple[str, ...]
    slope: str = ""
    sends: str = ""

    @staticmethod
    def of(function: Callable[..., Any], slope: str = "", sends: str = "") -> Rule:
        """The rule that a function with such a signature is."""
        return Rule(function, Parameters.of(function).keywords, slope, sends)

    def for_input(self, index: int) -> Rule:
        """The rule for one of any number of inputs, told which where it asks."""
        return self._told("index", index)

    def for_inputs(self, mask: tuple[bool, ...]) -> Rule:
        """The rule for all inputs at once, told which need a gradient."""
        return self._told("mask", mask)

    def _told(self, what: str, value: Any) -> Rule:
        if what not in self.names:
            return self
        names = tuple(name for name in self.names if name != what)
        return Rule(partial(self.function, **{what: value}), names)

    def conjugated(self) -> Rule:
        """The rule for complex numbers, where the operation has a complex derivative.

        A gradient by a complex number is that by its real part plus i times that by its imaginary
        part; so it goes times the conjugate of the derivative.
        """
        return self._replace(function=partial(_conjugated, self.function))

    def with_places(self) -> Callable[..., Any]:
        """The function with its keywords as further positional parameters: a faster call."""
        return _with_places(self.function, self.names)

    def pull(self, known: tuple[str, ...]) -> Pull:
        """Make the rule take what it asks for from values that stand in the order of ``known``."""
        function = self.with_places()
        at = tuple(known.index(name) for name in self.names)
        if not at:
            return lambda face, g, values: function(face, g)
        if len(at) == 1:
            (only,) = at
            return lambda face, g, values: function(face, g, values[only])
        if len(at) == 2:
            first, second = at
            return lambda face, g, values: function(face, g, values[first], values[second])
        return lambda face, g, values: function(face, g, *[values[each] for each in at])


def _conjugated(function: Callable[..., Any], F: Any, g: Any, **known: Any) -> Any:
    return F.conj(function(F, F.conj(g), **known))


def _with_places(function: Callable[..., Any], names: tuple[str, ...]) -> Callable[..., Any]:
    """The same function, called by places only.

    CPython keeps keyword-only parameters right behind the positional ones.
    """
    if not names:
        return function
    if not isinstance(function, FunctionType):
        return lambda face, g, *values: function(face, g, **dict(zip(names, values, strict=True)))
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
    """What to do for one choice of inputs that need a gradient.

    Attributes:
        sources: the inputs that have a rule, so that an edge leads to each: their places.
        tensors: the inputs that need a gradient, and so are tensors: their places.
        pulls: for each of the sources the rule, made ready to call; None where none is needed.
        turns: their places in the order in which PyTorch calls them, where what they do is taped:
            by its names of the inputs.
        functions, asked: the rules' functions, called by places, and what they ask for.
        evaluate, sends: what nodes with this plan do, see ``pulling``.
        at_once: what gives all that a node sends where it is taped, in place of ``pulls``, or None.
        saved: names of what a node keeps: inputs, and last outputs, that the rules need.
        saved_by_name: their places there in the order in which PyTorch saves them and looks at
            them again: by its names of them, inputs before outputs.
        positions: where those stand among the inputs; ~n for the output n.
        shapes: which inputs' shapes the rules need; with ``is_variadic`` those of all, as one.
        settings: names of the settings that they need.
        known: names of all that rules ask for: ``saved``, shapes, ``settings``.
        promotes: whether saved values are to be brought to the gradient's dtype.
        edges: how many edges lead to inputs, where these are the first ones; 0 where they are not.
        saves_output: whether the only output is saved, and the last to be.
        node_type: the class of its nodes; None where the operation has none.
        tape: makes one, see ``taping``; None until the first.
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
        every = rules if at_once is None else (*rules, at_once)
        names = [name for rule in every if rule for name in rule.names]
        asked = dict.fromkeys([*names, *kept_beside(operation)])
        shapes = {f"{name}_shape": at for name, at in places.items() if at >= 0}
        self.saved = tuple(name for name in places if name in asked)
        names = [name_in_pytorch(operation, name) for name in self.saved]
        self.saved_by_name = tuple(
            sorted(range(len(names)), key=lambda at: (places[self.saved[at]] < 0, names[at]))
        )
        self.positions = tuple(places[name] for name in self.saved)
        asked_shapes = [name for name in asked if name in shapes]
        self.shapes = tuple(shapes[name] for name in asked_shapes)
        self.settings = tuple(n for n in asked if n not in places and n not in shapes)
        self.is_variadic = is_variadic
        self.promotes = promotes
        self.sources = sources
        self.tensors = [at for at, rule in zip(sources, rules) if rule is not None]
        self.known = (*self.saved, *asked_shapes, *self.settings)
        self.pulls = tuple(rule and rule.pull(self.known) for rule in rules)
        called = {at: name_in_pytorch(operation, name) for name, at in places.items()}
        self.turns = sorted(range(len(rules)), key=lambda at: called.get(sources[at], ""))
        self.at_once = at_once and at_once.pull(self.known)
        self.functions = tuple(rule and rule.with_places() for rule in rules)
        self.asked = tuple(() if rule is None else rule.names for rule in rules)
        is_first = sources in ((0,), (0, 1)) and any(rules)
        self.edges = len(sources) if is_first else 0
        self.saves_output = ~0 in self.positions
        self.node_type: type[Node] | None = None
        self.tape: Tape | None = None
        self.evaluate, self.sends = pulling.evaluators(self)
        if at_once is not None:
            self.sends = self.sends._replace(taped=pulling.never, told_taped=pulling.never)

    @property
    def has_rules(self) -> bool:
        """Whether any of the inputs gets a gradient."""
        return any(self.pulls)
