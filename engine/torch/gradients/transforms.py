"""The common base of function transforms that differentiate.

The inputs of a transformed function are leaves of a separate graph. Its results are detached from
that, unless they also depend on an outer tensor that requires grad.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine import grad_mode
from engine.nodes.accumulate_grad import AccumulateGrad
from engine.nodes.gradient_edge import edge_of
from engine.ops import create
from engine.ops.shapes import shape
from engine.passes import autograd
from engine.tensor import Tensor
from engine.torch.gradients.capturing import enter, refusing_captured
from engine.torch.pytree import rebuilt, tree_leaves
from engine.torch.structures import mapped, tensors_in

Changes = Callable[[Sequence[Tensor]], list[Tensor]]
"""Maps tangents of the inputs to tangents of the outputs."""


class Level:
    """One call of a transformed function.

    Attributes:
        inputs: the tensors to differentiate by.
        computed: the tensors that the function made, by their ids; when it has ended, the leaves
            among them.
        is_taped: whether the results may have a history.
        name: what kind of transform it is, as ``grad_mode.Mode`` has it.
        gives_back: whether an input that is a result leaves as the original argument.
    """

    name = "grad"
    gives_back = True

    def __init__(self) -> None:
        self.inputs: list[Tensor] = []
        self._originals: dict[int, Tensor] = {}
        self.computed: dict[int, Tensor] = {}
        self.is_taped = grad_mode.current_modes().enabled

    def entered(self, structure: Any) -> Any:
        """The arguments as new inputs; inside another transform still connected to the originals.

        Raises:
            ValueError: an argument is not a tensor.
        """
        return rebuilt(self._entered, structure)

    def _entered(self, given: Any) -> Tensor:
        if not isinstance(given, Tensor):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(given)}")
        fresh: Tensor = (
            self._connected(given)
            if given.requires_grad
            else shape.detach(given)._with_grad_required()
        )
        self.inputs.append(fresh)
        if self.gives_back:
            self._originals[id(fresh)] = given
        enter(fresh)
        return fresh

    def _connected(self, given: Tensor) -> Tensor:
        connected: Tensor = shape.alias(given)
        return connected

    def is_joined(self, tensors: Sequence[Tensor]) -> bool:
        """Whether tensors depend on outer tensors that require grad."""
        own = {id(each) for each in self.inputs}
        waiting: list[Any] = [edge_of(each)[0] for each in tensors if each.requires_grad]
        seen: set[Any] = set()
        while waiting:
            node = waiting.pop()
            if node is None or node in seen:
                continue
            seen.add(node)
            if isinstance(node, AccumulateGrad):
                leaf = id(node.leaf)
                if leaf not in own and leaf not in self.computed:
                    return self.is_taped
            waiting.extend(node.next_nodes)
        return False

    def left(self, structure: Any) -> Any:
        """Results without the part of their history that belongs to the call."""
        return mapped(self._left, structure)

    def _left(self, result: Tensor) -> Tensor:
        if id(result) in self._originals:
            return self._originals[id(result)]
        if result.requires_grad and not self.is_joined([result]):
            cut: Tensor = shape.detach(result)
            return cut
        return result


@contextmanager
def differentiating(level: Level, for_tangents: bool = False) -> Iterator[None]:
    """Inside its ``with``, the function of a level runs.

    Args:
        for_tangents: whether the derivative is that of forward mode.
    """
    transforming = grad_mode.transforming(level.name, for_tangents)
    with transforming, refusing_captured(level) as made, grad_mode.enable_grad():
        level.computed = made
        yield
    level.computed = {at: each for at, each in made.items() if each._requires_grad}


class ForwardLevel(Level):
    """A level of a transform that PyTorch computes by forward mode."""

    gives_back = False

    def __init__(self, name: str = "jvp") -> None:
        super().__init__()
        self.name = name

    def _entered(self, given: Any) -> Tensor:
        if isinstance(given, Tensor):
            check_dual_dtype("primal", given)
        return super()._entered(given)


def check_dual_dtype(what: str, tensor: Tensor) -> None:
    """Check that a primal or a tangent is differentiable.

    Raises:
        ValueError: it has integers or booleans.
    """
    if not (tensor.dtype.is_floating_point or tensor.dtype.is_complex):
        raise ValueError(
            f"Expected {what} to be floating point or complex, but got: {tensor.dtype}"
        )


def slopes(
    outputs: Sequence[Tensor], level: Level, vectors: Sequence[Tensor] | None, create_graph: bool
) -> list[Tensor]:
    """Vector-Jacobian products for the inputs; zeros if nothing depends on one."""
    given = [None] * len(outputs) if vectors is None else vectors
    pairs = [pair for pair in zip(outputs, given, strict=True) if pair[0].requires_grad]
    found: Sequence[Tensor | None] = [None] * len(level.inputs)
    if pairs and level.inputs:
        found = autograd.grad(
            [output for output, _ in pairs],
            level.inputs,
            [vector for _, vector in pairs],
            retain_graph=True,
            create_graph=create_graph,
            allow_unused=True,
        )
    return [
        create.zeros_like(each) if slope is None else slope
        for slope, each in zip(found, level.inputs, strict=True)
    ]


def changes_along(level: Level, outputs: Sequence[Tensor]) -> Changes:
    """Jacobian-vector products: vector-Jacobian products, differentiated by their vectors."""
    seeds = Level()
    with grad_mode.enable_grad():
        vectors = seeds.entered([create.zeros_like(each) for each in outputs])
        backward = slopes(outputs, level, vectors, create_graph=True)
    own = Level()
    own.inputs = [*seeds.inputs, *level.inputs]
    is_joined = level.is_joined(outputs)

    def along(tangents: Sequence[Tensor]) -> list[Tensor]:
        again = is_joined or any(each.requires_grad for each in tangents)
        with grad_mode.enable_grad():
            found = slopes(backward, seeds, tangents, again)
        return [own.left(each) for each in found]

    return along


def parted(where: str, output: Any, has_aux: bool) -> tuple[Any, Any]:
    """The outputs and the auxiliary data that a function returned.

    Raises:
        RuntimeError: it did not return a pair, or the auxiliary data has more than tensors.
    """
    if not has_aux:
        return output, None
    if not (isinstance(output, tuple) and len(output) == 2):
        raise RuntimeError(
            f"{where}: output of function f should be a tuple: (output, aux) if has_aux is True"
        )
    for each in tree_leaves(output[1]):
        if not isinstance(each, Tensor):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(each)}")
    return output


def check_tensors(where: str, output: Any) -> list[Tensor]:
    """The tensors that a function returned.

    Raises:
        RuntimeError: it returned something else, too.
    """
    for each in tree_leaves(output):
        if not isinstance(each, Tensor):
            raise RuntimeError(
                f"{where}: expected f(*primals) to return only tensors, got unsupported type "
                f"{type(each)}"
            )
    return tensors_in(output)


def chosen(args: tuple[Any, ...], argnums: Any) -> tuple[int, ...]:
    """The indices of the arguments to differentiate by.

    Raises:
        RuntimeError: an index is out of range, or occurs twice.
    """
    if not isinstance(argnums, int | tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    places = (argnums,) if isinstance(argnums, int) else argnums
    for each in places:
        if not -len(args) <= each < len(args):
            raise RuntimeError(f"Got argnum={each}, but only {len(args)} positional inputs")
    found = tuple(each % len(args) for each in places)
    if len(set(found)) < len(found):
        raise RuntimeError(f"argnums elements must be unique, got {argnums}")
    return found


def replaced(args: tuple[Any, ...], places: Sequence[int], given: Sequence[Any]) -> list[Any]:
    """Arguments with some of them replaced."""
    changed = list(args)
    for place, each in zip(places, given, strict=True):
        changed[place] = each
    return changed
