"""What an operation is: a kernel on arrays and one vjp rule per input, declared once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from engine import checks, dtypes, errors, grad_mode, observe
from engine.node_of_many import NodeOfMany
from engine.registry import raw, traced
from engine.tensor import Array, InputSpec, Node, Tensor, wrap

Number = bool | int | float | complex


class Rule(NamedTuple):
    """A vector-Jacobian product for one input.

    Attributes:
        function: ``rule(F, g, *, names...)``; ``F`` is ``raw`` or ``traced``, ``g`` the gradient.
        names: what it asks for by keyword.
    """

    function: Callable[..., Any]
    names: tuple[str, ...]

    def pick(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments it asks for."""
        return {name: known[name] for name in self.names}


class Plan(NamedTuple):
    """What to do for one choice of inputs that need a gradient.

    Attributes:
        rules: one per input; None where no gradient is needed.
        saved: the inputs whose values the rules need, and last the outputs that they need.
        positions: where those stand among the inputs; ~n for the output n.
        shapes: names of the shapes that the rules need, and of which input each is.
    """

    rules: tuple[Rule | None, ...]
    saved: tuple[str, ...]
    positions: tuple[int, ...]
    shapes: tuple[tuple[str, int], ...]


class Op:
    """An operation.

    The kernel's positional parameters are its inputs, arrays or numbers; its keyword-only ones are
    settings. A kernel ``(*tensors, ...)`` takes any number of inputs, and its one rule, which may
    ask for the ``index`` of the input that it is to serve, serves them all. A rule's keyword
    parameters say what it needs, and so what a node saves: an input by its name, the result as
    ``out``, an input's shape as ``<input>_shape``, or a setting. Rules are written with ``F`` and
    operators, so that they serve arrays in a plain backward and tensors under ``create_graph``;
    the engine sums their results back to a broadcast input's shape.

    Attributes:
        name: what the operation is called.
        node_type: the class of its nodes; None where it has no derivative.
        inputs: names of the inputs.
        promotes: whether inputs are brought to one dtype first.
        floating: whether that is always a floating-point dtype.
        is_view: whether the result shares its input's memory.
        cuts: whether the operation exists to stop gradients.
        formula: what it computes, in LaTeX, with the names of its inputs.
        outputs: names of the outputs; None where the operands decide how many there are.
        gradient_outputs: those of them that have gradients.
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
        outputs: tuple[str, ...] | None = ("out",),
        gradient_outputs: tuple[str, ...] | None = ("out",),
    ) -> None:
        parameters = inspect.signature(kernel).parameters.values()
        self.name = kernel.__name__
        self.__doc__ = kernel.__doc__
        self.kernel = kernel
        self.inputs = tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY)
        self.settings = tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)
        self.promotes = promotes
        self.floating = floating
        self.is_view = is_view
        self.cuts = cuts
        self.formula = formula
        self.is_variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        self.outputs = outputs
        self.gradient_outputs = gradient_outputs
        self.rules: dict[str, Rule] = {}
        self.node_type: type[Node] | None = None
        if node_name is not None:
            base = Node if gradient_outputs == ("out",) else NodeOfMany
            self.node_type = type(node_name, (base,), {"__slots__": (), "op": self})
        self._plans: dict[tuple[bool, ...], Plan] = {}
        setattr(raw, self.name, kernel)
        setattr(traced, self.name, self)

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def has_gradient(self, output: int) -> bool:
        """Whether gradients flow back through the output with this number."""
        names = self.gradient_outputs
        return names is None or (self.outputs is not None and self.outputs[output] in names)

    def vjp(self, wrt: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register ``rule(F, g, *, names...)`` as the vector-Jacobian product for input ``wrt``.

        Raises:
            TypeError: the rule asks for something the operation does not have.
        """

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            parameters = inspect.signature(function).parameters.values()
            names = tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)
            shapes = {f"{name}_shape" for name in self.inputs}
            unknown = {wrt} - set(self.inputs)
            unknown |= set(names) - {*self.inputs, *self.settings, *shapes, *(self.outputs or ())}
            if self.is_variadic:
                unknown -= {"index"}
            if unknown:
                raise TypeError(f"{self.name}.vjp: there is no {sorted(unknown)}")
            self.rules[wrt] = Rule(function, names)
            return function

        return register

    def __call__(self, *operands: Tensor | Number, **settings: Any) -> Tensor:
        """Apply the operation, taped where grad mode is on and an operand requires grad."""
        base = operands[0] if self.is_view else None
        if isinstance(base, Tensor):
            base._array()  # a view needs memory that can be shared
        arrays = self._arrays(operands)
        with np.errstate(all="ignore"):
            out = wrap(self.kernel(*arrays, **settings))
        if isinstance(base, Tensor):
            out._storage = base._shared_storage()
            if not self.cuts:
                out._history = out._storage.histories
        if grad_mode.here.enabled and self.node_type is not None and _may_require_grad(out):
            out._node = self._node(operands, arrays, (out,), settings)
        if observe.observer is not None:
            observe.observer.op_applied(self, out, operands, settings)
        return out

    def create(self, *operands: Tensor, requires_grad: bool = False, **settings: Any) -> Tensor:
        """Make a new leaf: the operation takes no tensors, or has no derivative.

        Raises:
            RuntimeError: whole numbers asked to require grad.
        """
        out = wrap(self.kernel(*self._arrays(operands), **settings))
        if requires_grad and not _may_require_grad(out):
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        out._requires_grad = requires_grad
        if observe.observer is not None:
            observe.observer.op_applied(self, out, operands, settings)
        return out

    def apply_in_place(self, target: Tensor, *others: Tensor | Number, **settings: Any) -> Tensor:
        """Overwrite ``target``, the first operand, with the result; returns ``target``.

        Raises:
            RuntimeError: a leaf that requires grad, or a result that does not fit into it.
            NotImplementedError: a view that takes part in a graph.
        """
        operands = (target, *others)
        taped = grad_mode.here.enabled and any(_requires_grad(operand) for operand in operands)
        if taped:
            checks.refuse_in_place(target)
        checks.refuse_overlap(target, others)
        arrays = self._arrays(operands)
        with np.errstate(all="ignore"):
            result = self.kernel(*arrays, **settings)
        checks.check_fits(result, target)
        if observe.observer is not None:
            observe.observer.will_change(target, operands)
        node = None
        if taped and self.node_type is not None:
            # Before the write: what it saves of an operand is outdated if that is the target too.
            node = self._node(operands, arrays, (target,), settings, writes=1)
        target._write(result)
        if taped:
            target._node = node
            target._shared_storage().histories += 1
        if observe.observer is not None:
            observe.observer.changed_in_place(self, target, operands, settings)
        return target

    def _arrays(self, operands: Sequence[Tensor | Number]) -> list[Any]:
        """What the kernel computes with: elements, brought to one dtype where the op promotes."""
        values = [o._data if isinstance(o, Tensor) else self._number(o, operands) for o in operands]
        if not self.promotes:
            return values
        if len(values) == 2:
            checks.check_broadcast(*values)
        if _agree(values):
            return values
        common = dtypes.result_type(*map(dtypes.operand, values))
        if self.floating:
            common = dtypes.floating_dtype(common)
        return [_cast(value, common.numpy) for value in values]

    def _number(self, operand: Any, operands: Sequence[Any]) -> Number | np.generic:
        """An operand that is no tensor: a number, where the operation takes one.

        Raises:
            TypeError: the operation needs a tensor there.
        """
        if isinstance(operand, Number | np.generic) and self.promotes and len(self.inputs) == 2:
            return operand
        at = next(i for i, each in enumerate(operands) if each is operand)
        raise errors.not_a_tensor(self.name, ("input", "other")[at], at + 1, operand)

    def _node(
        self,
        operands: Sequence[Any],
        arrays: Sequence[Any],
        outs: tuple[Tensor, ...],
        settings: dict[str, Any],
        writes: int = 0,
    ) -> Node | None:
        """The node of one application; None where no operand requires grad.

        ``writes`` tells how often the one output, then also the first operand, is still to be
        written to.
        """
        needed = tuple([_requires_grad(operand) for operand in operands])
        if True not in needed:
            return None
        plan = self._plans.get(needed) or self._make_plan(needed)
        if not any(plan.rules):
            return None
        assert self.node_type is not None
        node = self.node_type()
        node.plan = plan
        node.next_edges = tuple(
            [
                None if rule is None else operand.gradient_edge()
                for rule, operand in zip(plan.rules, operands)
            ]
        )
        node.specs = tuple(
            [
                None if rule is None else InputSpec(operand._data.shape, operand._data.dtype)
                for rule, operand in zip(plan.rules, operands)
            ]
        )
        node.attrs = settings
        if plan.shapes:
            shapes = [array.shape for array in arrays]
            node.attrs = dict(settings)
            for name, at in plan.shapes:
                node.attrs[name] = shapes if self.is_variadic else shapes[at]
        saved = [
            _detached(outs[~at]) if at < 0 else _saved(operands[at], arrays[at])
            for at in plan.positions
        ]
        if writes and 0 in plan.positions:
            saved[plan.positions.index(0)] = _frozen(outs[0])
        versions = [each._version if isinstance(each, Tensor) else 0 for each in saved]
        if writes and ~0 in plan.positions:
            versions[-1] += writes
        node.saved, node.versions = tuple(saved), tuple(versions)
        return node

    def _make_plan(self, needed: tuple[bool, ...]) -> Plan:
        inputs = self.inputs * len(needed) if self.is_variadic else self.inputs
        rules = tuple(
            self._rule(name, at) if wanted else None
            for at, (name, wanted) in enumerate(zip(inputs, needed, strict=True))
        )
        asked = {name for rule in rules if rule for name in rule.names}
        outputs = self.outputs or ()
        places = {name: at for at, name in enumerate(self.inputs)}
        places |= {name: ~at for at, name in enumerate(outputs)}
        saved = tuple(name for name in places if name in asked)
        plan = Plan(
            rules,
            saved,
            tuple(places[name] for name in saved),
            tuple(
                (f"{name}_shape", at)
                for at, name in enumerate(self.inputs)
                if f"{name}_shape" in asked
            ),
        )
        self._plans[needed] = plan
        return plan

    def _rule(self, name: str, at: int) -> Rule | None:
        rule = self.rules.get(name)
        if rule is None or not self.is_variadic or "index" not in rule.names:
            return rule
        names = tuple(name for name in rule.names if name != "index")
        return Rule(partial(rule.function, index=at), names)


def op(
    node_name: str | None = None,
    *,
    promotes: bool = False,
    floating: bool = False,
    is_view: bool = False,
    cuts: bool = False,
    formula: str = "",
) -> Callable[[Callable[..., Array]], Op]:
    """Declare an operation: the decorated function is its kernel (see ``Op``).

    Args:
        node_name: PyTorch's name of the node, such as ``MulBackward0``; None without a derivative.
        promotes: bring the inputs to one dtype by PyTorch's promotion first.
        floating: that dtype is the default one where it would be of whole numbers.
        is_view: the result shares the first input's memory.
        cuts: the operation exists to stop gradients.
        formula: what it computes, in LaTeX, with the names of its inputs.
    """

    def declare(kernel: Callable[..., Array]) -> Op:
        return Op(
            kernel,
            node_name,
            promotes=promotes,
            floating=floating,
            is_view=is_view,
            cuts=cuts,
            formula=formula,
        )

    return declare


def _agree(values: Sequence[Any]) -> bool:
    """Whether all are of one floating-point dtype: nothing to promote, as nearly always."""
    if not isinstance(values[0], np.ndarray | np.generic):
        return False
    dtype = values[0].dtype
    if dtype.kind != "f":
        return False
    return len(values) == 1 or getattr(values[1], "dtype", None) is dtype


def _cast(value: Array | Number, to: np.dtype[np.generic]) -> Array:
    if isinstance(value, np.ndarray | np.generic) and value.dtype == to:
        return value
    if isinstance(value, Number) and to.kind == "f":
        return to.type(value)
    cast: Array = np.asarray(value).astype(to)[()]
    return cast


def _requires_grad(operand: Tensor | Number) -> bool:
    return isinstance(operand, Tensor) and (operand._requires_grad or operand._node is not None)


def _may_require_grad(tensor: Tensor) -> bool:
    return tensor._data.dtype.kind in "fc"


def _detached(tensor: Tensor) -> Tensor:
    """The same memory and version counter without a node, to be saved by the node itself."""
    saved = wrap(tensor._data)
    saved._storage, saved._output_nr = tensor._shared_storage(), tensor._output_nr
    return saved


def _frozen(tensor: Tensor) -> Tensor:
    """A tensor as it is before an in-place change: its node, its elements in memory apart.

    It passes for the same tensor in that version, which it stays.
    """
    before = wrap(tensor._data.copy(), tensor._node)
    before._serial = tensor._serial
    before._shared_storage().version = tensor._version
    return before


def _saved(operand: Tensor | Number, array: Any) -> Any:
    """What a node keeps of an operand: the tensor, or the number in the dtype of the result."""
    return operand if isinstance(operand, Tensor) else array
