"""What an operation is: a kernel on arrays and one vjp rule per input, declared once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import count
from typing import Any

from engine.half_precision import enrol
from engine.nodes.node import Node, NodeOfMany
from engine.nodes.plan import Decorator, Parameters, Rule
from engine.nodes.plans import Plans, PlansBy
from engine.nodes.saved_names import saved_names
from engine.registry import raw, traced


class Declaration:
    """The declaration of an operation.

    The kernel's positional parameters are its inputs, arrays or numbers; the keyword-only ones are
    its settings. A kernel ``(*tensors, ...)`` is variadic; it has one rule for all inputs, which
    may take the ``index`` of the input. The keyword parameters of a rule say what it needs, and so
    what a node saves: an input by its name, the result as ``out``, the shape of an input as
    ``<input>_shape``, or a setting. Rules are written with ``F`` and operators, so that they work
    on arrays in a plain backward pass and on tensors under ``create_graph``. They need not undo
    broadcasting: the engine sums what they return to the shape of the input.

    Attributes:
        name: the operation's name.
        kernel: the function that computes it, as declared.
        compute: the same, wrapped to round results once there are numbers of half precision.
        inputs, settings: names of the kernel's positional parameters, and of its other ones.
        is_variadic: whether it takes any number of inputs.
        promotes: whether the inputs are first promoted to a common dtype, by PyTorch's rules.
        floating: whether integers and booleans are promoted to the default floating-point dtype.
        is_view: whether the result shares its input's memory.
        cuts: whether the operation exists to stop gradients, as ``detach`` does.
        formula: what it computes, in LaTeX, with the names of its inputs.
        fits: whether its rules already return gradients in the shapes of the inputs.
        is_holomorphic: whether it is complex differentiable; its rules, written for real numbers,
            are then conjugated for complex ones.
        outputs: names of the outputs; None where their number depends on the operands.
        gradient_outputs: the outputs that are differentiable.
        of_halves: a special kernel for half precision; None where there is none.
        rounds_once: whether gradients in half precision are rounded only after the whole rule.
        takes_exact_number: whether a zero-dimensional second operand keeps its precision beside
            half precision.
        rules: the vjp rules, by the names of their inputs.
        column_major_rules: the rules that replace them for column-major matrices.
        rule_at_once: a single rule for all inputs, if there is one.
        node_type: the class of its nodes; None where it has no derivative.
        plans: what its nodes save and compute, by the inputs that need a gradient.
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
        self.column_major_rules: dict[str, Rule] = {}
        self.rule_at_once: Rule | None = None
        self.node_type = None if node_name is None else self._make_node_type(node_name)
        self.plans = Plans(self, self.rules)
        enrol(self)
        setattr(raw, self.name, kernel)
        setattr(traced, self.name, self)

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def has_gradient(self, output: int) -> bool:
        """Whether the output with this number is differentiable."""
        names = self.gradient_outputs
        return names is None or (self.outputs is not None and self.outputs[output] in names)

    def vjp(
        self, wrt: str, *, slope: str = "", sends: str = "", column_major: bool = False
    ) -> Decorator:
        """Register ``rule(F, g, *, names...)`` as the vector-Jacobian product for an input.

        Args:
            wrt: the name of the input.
            slope, sends: a formula for the rule, see ``Rule``.
            column_major: whether the rule is for column-major matrices only.

        Raises:
            TypeError: the rule asks for a name that the operation does not have.
        """

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            rule = Rule.of(function, slope, sends)
            shapes = {f"{name}_shape" for name in self.inputs}
            unknown = {wrt} - set(self.inputs)
            known = {*self.inputs, *self.settings, *shapes, *(self.outputs or ())}
            unknown |= set(rule.names) - known - ({"index"} if self.is_variadic else set())
            if unknown:
                raise TypeError(f"{self.name}.vjp: there is no {sorted(unknown)}")
            (self.column_major_rules if column_major else self.rules)[wrt] = rule
            return function

        return register

    def vjp_at_once(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Register ``rule(F, g, *, names..., mask)``, which returns the products for all inputs.

        It replaces the rules of the single inputs under ``create_graph``, where PyTorch computes
        all products in one operation, and always for operations with several outputs. ``mask`` says
        which inputs need a gradient.
        """
        self.rule_at_once = Rule.of(function)
        return function

    @cached_property
    def plans_by(self) -> PlansBy:
        """The plans for complex numbers and column-major matrices."""
        return PlansBy(self)

    def edge_to(self, position: int) -> int | None:
        """The index of the node's edge for the operand at a position; None where it has no rule."""
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
