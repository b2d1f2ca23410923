"""What an operation is: a kernel on arrays and one vjp rule per input, declared once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import count
from typing import Any

from engine.halves import enrol
from engine.node import Node, NodeOfMany
from engine.plan import Decorator, Parameters, Rule
from engine.plans import Plans, PlansBy
from engine.registry import raw, traced
from engine.saved_names import saved_names


class Declaration:
    """What an operation is, before it is applied to anything.

    The kernel's positional parameters are its inputs, arrays or numbers; its keyword-only ones are
    settings. A kernel ``(*tensors, ...)`` takes any number of inputs, and its one rule, which may
    ask for the ``index`` of the input that it is to serve, serves them all. A rule's keyword
    parameters say what it needs, and so what a node saves: an input by its name, the result as
    ``out``, an input's shape as ``<input>_shape``, or a setting. Rules are written with ``F`` and
    operators, so that they serve arrays in a plain backward and tensors under ``create_graph``;
    the engine sums their results back to a broadcast input's shape.

    Attributes:
        name: what the operation is called.
        kernel: what computes it, as it was declared.
        compute: the same, ready for numbers of half precision once there are any.
        inputs, settings: names of the kernel's positional parameters, and of its other ones.
        is_variadic: whether it takes any number of inputs.
        promotes: whether inputs are brought to one dtype first.
        floating: whether that is always a floating-point dtype.
        is_view: whether the result shares its input's memory.
        cuts: whether the operation exists to stop gradients.
        formula: what it computes, in LaTeX, with the names of its inputs.
        fits: whether its rules give gradients in the very shapes of its inputs.
        is_holomorphic: whether it has a complex derivative, so that its rules, written for real
            numbers, serve complex ones by conjugation.
        outputs: names of the outputs; None where the operands decide how many there are.
        gradient_outputs: those of them that have gradients.
        of_halves: the kernel for numbers of half precision, where they have one of their own.
        rounds_once: whether what its nodes send on in half precision is rounded only at the end.
        takes_exact_number: whether a second, zero-dim operand is not rounded to half precision.
        rules: the vjp rule of each input that has one.
        rules_of_turned: those for matrices whose columns lie in memory one after the other.
        rule_at_once: what serves all inputs together, if anything does.
        node_type: the class of its nodes; None where it has no derivative.
        plans: what its nodes keep and do, by the inputs that need a gradient.
    """

    def __init__(
        self,
        kernel: Callable[..., Any],
        node_name: str | None,
        *,
        promotes: bool = False,
        floating: bool = False,
        is_view: bool = False,
        cuts: bool = False,
        formula: str = "",
        fits: bool = False,
        is_holomorphic: bool = False,
        outputs: tuple[str, ...] | None = ("out",),
        gradient_outputs: tuple[str, ...] | None = ("out",),
    ) -> None:
        self.name = kernel.__name__
        self.__doc__ = kernel.__doc__
        self.kernel = self.compute = kernel
        self.inputs, self.settings, self.is_variadic = Parameters.of(kernel)
        self.promotes = promotes
        self.floating = floating
        self.is_view = is_view
        self.cuts = cuts
        self.formula = formula
        self.fits = fits
        self.is_holomorphic = is_holomorphic
        self.outputs = outputs
        self.gradient_outputs = gradient_outputs
        self.of_halves: Callable[..., Any] | None = None
        self.rounds_once = False
        self.takes_exact_number = False
        self.rules: dict[str, Rule] = {}
        self.rules_of_turned: dict[str, Rule] = {}
        self.rule_at_once: Rule | None = None
        self.node_type = None if node_name is None else self._make_node_type(node_name)
        self.plans = Plans(self, self.rules)
        enrol(self)
        setattr(raw, self.name, kernel)
        setattr(traced, self.name, self)

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def has_gradient(self, output: int) -> bool:
        """Whether gradients flow back through the output with this number."""
        names = self.gradient_outputs
        return names is None or (self.outputs is not None and self.outputs[output] in names)

    def vjp(self, wrt: str, *, slope: str = "", sends: str = "", turned: bool = False) -> Decorator:
        """Register ``rule(F, g, *, names...)`` as the product for input ``wrt`` (see ``Rule``).

        Args:
            turned: where the input is a matrix whose columns lie in memory one after the other.

        Raises:
            TypeError: the rule asks for something the operation does not have.
        """

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            rule = Rule.of(function, slope, sends)
            shapes = {f"{name}_shape" for name in self.inputs}
            unknown = {wrt} - set(self.inputs)
            known = {*self.inputs, *self.settings, *shapes, *(self.outputs or ())}
            unknown |= set(rule.names) - known - ({"index"} if self.is_variadic else set())
            if unknown:
                raise TypeError(f"{self.name}.vjp: there is no {sorted(unknown)}")
            (self.rules_of_turned if turned else self.rules)[wrt] = rule
            return function

        return register

    def vjp_at_once(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Register ``rule(F, g, *, names..., mask)`` as what gives the products for all inputs.

        It serves where they are taped, and always where there are several outputs: one operation
        then computes those that ``mask`` asks for.
        """
        self.rule_at_once = Rule.of(function)
        return function

    @cached_property
    def plans_by(self) -> PlansBy:
        """Its plans where numbers are complex or matrices turned."""
        return PlansBy(self)

    def edge_to(self, position: int) -> int | None:
        """Which edge of the operation's nodes leads to the operand at a position, if any does."""
        if self.is_variadic:
            return position if self.rules else None
        return self._edges[position]

    @cached_property
    def _edges(self) -> list[int | None]:
        number = count()
        return [next(number) if name in self.rules else None for name in self.inputs]

    def _make_node_type(self, node_name: str) -> type[Node]:
        base = Node if self.gradient_outputs == ("out",) else NodeOfMany
        names = *self.inputs, *(self.outputs or ()), *self.settings
        own = saved_names(node_name, self.name, names)
        own |= {"__slots__": (), "__module__": "builtins", "op": self}  # as in PyTorch
        return type(node_name, (base,), own)
