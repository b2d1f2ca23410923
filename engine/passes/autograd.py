"""Backward passes from tensors: checking the seeds, building the pass, running it to its end.

Source: torch.autograd.backward and torch.autograd.grad, PyTorch 2.13.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine import errors, grad_mode, observe
from engine.grad_mode import transforming_anywhere
from engine.nodes.grad_fn import Edge, GradFn
from engine.nodes.gradient_edge import GradientEdge, edge_of
from engine.observe import Sent
from engine.passes import anomaly, anomaly_mode, unobserved_pass
from engine.passes.backward_pass import BackwardPass
from engine.passes.flags import flag, keeps_graph
from engine.passes.seeds import Seeds, Tensors, as_tuple, batch_size, starts
from engine.registry import traced
from engine.script_warnings import warn, warn_once
from engine.tensor import Tensor, wrap
from engine.tensor_hooks import retain_grad

_CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter "
    "and its gradient which can cause a memory leak. We recommend using autograd.grad when "
    "creating the graph to avoid this. If you have to use this function, make sure to reset the "
    ".grad fields of your parameters to None after use to break the cycle and avoid the leak."
)


class _Running(threading.local):
    """The backward passes of the current thread.

    Attributes:
        innermost: the running pass, the innermost of nested ones; None where none runs.
    """

    def __init__(self) -> None:
        self.innermost: BackwardPass | None = None


running = _Running()
"""Tells hooks in which pass they are called."""


def begin_backward(
    tensors: Tensors,
    grad_tensors: Seeds = None,
    *,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    captures: Sequence[Edge] = (),
    stop_at: Iterable[GradFn] | None = None,
) -> BackwardPass:
    """A backward pass from ``tensors`` in which no node has run yet.

    Args:
        grad_tensors: a seed for each tensor, of its shape; for a scalar None stands for 1.
        retain_graph: keep saved tensors for another pass; defaults to ``create_graph``.
        create_graph: tape the pass itself, so that gradients can be differentiated.
        captures, stop_at: see ``BackwardPass``.

    Raises:
        RuntimeError: a tensor does not require grad, or a seed is missing or does not fit.
    """
    return BackwardPass(
        starts(tensors, grad_tensors, create_graph),
        wrap,
        retain_graph=keeps_graph(retain_graph, create_graph),
        create_graph=flag(create_graph),
        captures=captures,
        stop_at=stop_at,
    )


def backward(
    tensors: Tensors,
    grad_tensors: Seeds = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Seeds = None,
    inputs: Tensors | None = None,
) -> None:
    """Accumulate gradients into the ``.grad`` of the leaves of the graph of ``tensors``.

    Args:
        grad_variables: an older name of ``grad_tensors``.

    Raises:
        RuntimeError: as ``begin_backward``; a saved tensor was freed or modified in place; or
            inside a ``torch.func`` transform.
    """
    if transforming_anywhere and grad_mode.current_modes().transforms:
        raise RuntimeError(errors.BACKWARD_IN_TRANSFORM)
    if grad_variables is not None:
        warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning)
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to "
                "`backward()`. Please only use `grad_tensors`."
            )
        grad_tensors = grad_variables
    if not isinstance(tensors, Tensor):
        tensors = as_tuple(tensors)
        if not tensors:
            return
    if create_graph is False and inputs is None and not _is_observed():
        roots = starts(tensors, grad_tensors, False)
        _run_unobserved(roots, retain_graph is not None and flag(retain_graph))
        return
    backward_pass = begin_backward(
        tensors,
        grad_tensors,
        retain_graph=retain_graph,
        create_graph=create_graph,
        stop_at=None if inputs is None else _receivers(inputs),
    )
    try:
        _run(backward_pass)
    finally:
        if create_graph:
            warn_once(_CYCLE)


def grad(
    outputs: Tensors,
    inputs: Tensors,
    grad_outputs: Seeds = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of ``outputs`` with respect to ``inputs``, without touching any ``.grad``.

    With ``is_grads_batched``, each of ``grad_outputs`` is a batch of seeds, and the result a batch.

    Raises:
        RuntimeError: as ``backward``, and for an input that the outputs do not depend on, unless
            ``allow_unused``, or ``materialize_grads``, which gives zeros.
        ValueError: these two contradict each other.
    """
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
            "allow_unused=False."
        )
    if not only_inputs:
        warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To "
            "accumulate gradient for other parts of the graph, please use "
            "torch.autograd.backward.",
            FutureWarning,
        )
    wanted = _inputs("grad", inputs)
    if not isinstance(outputs, Tensor):
        outputs = as_tuple(outputs)
    if is_grads_batched and grad_outputs is not None:
        unused = allow_unused or materialize_grads
        found = _grad_of_each(outputs, wanted, grad_outputs, retain_graph, create_graph, unused)
        return tuple(_materialized(found, wanted, create_graph) if materialize_grads else found)
    if isinstance(outputs, tuple) and not outputs:
        return _of_nothing(wanted, allow_unused, materialize_grads)
    edges = [edge_of(tensor) for tensor in wanted]
    roots = starts(outputs, grad_outputs, create_graph)
    if is_grads_batched:
        raise ValueError(errors.NO_BATCH)
    backward_pass = BackwardPass(
        roots,
        wrap,
        retain_graph=keeps_graph(retain_graph, create_graph),
        create_graph=flag(create_graph),
        captures=edges,
    )
    may_lack = materialize_grads if allow_unused is None else flag(allow_unused)
    if not all(tensor.requires_grad for tensor in wanted):
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    _run(backward_pass, () if may_lack else edges)
    found = [backward_pass.captured.get(edge) for edge in edges]
    gradients = found if create_graph else _as_tensors(found, edges, grad_outputs)
    return tuple(_materialized(gradients, wanted, create_graph) if materialize_grads else gradients)


def _materialized(
    gradients: Sequence[Tensor | None], wanted: Sequence[Tensor], create_graph: bool
) -> list[Tensor]:
    """The gradients with respect to ``wanted``, with zeros in place of None.

    Raises:
        RuntimeError: a gradient is None for an edge, whose shape is unknown.
    """
    if any(
        gradient is None and isinstance(each, GradientEdge)
        for gradient, each in zip(gradients, wanted, strict=True)
    ):
        raise RuntimeError(errors.NO_ZEROS_OF_EDGE)
    return [
        traced.zeros_like.create(tensor, requires_grad=create_graph)
        if gradient is None
        else gradient
        for gradient, tensor in zip(gradients, wanted, strict=True)
    ]


def _of_nothing(
    wanted: Sequence[Tensor], allow_unused: bool | None, materialize_grads: bool
) -> tuple[Tensor | None, ...]:
    """The gradients with respect to ``wanted`` if there are no outputs: None, or zeros.

    Raises:
        RuntimeError: neither is allowed.
    """
    if materialize_grads:
        return tuple(_materialized((None,) * len(wanted), wanted, False))
    if not allow_unused:
        raise RuntimeError(errors.UNUSED_INPUT.format(index=0))
    return (None,) * len(wanted)


def _grad_of_each(
    outputs: Tensors,
    inputs: Tensors,
    stacks: Seeds,
    retain_graph: bool | None,
    create_graph: bool,
    allow_unused: bool | None,
) -> list[Tensor | None]:
    """The stacked gradients of one pass per row of ``stacks``, which are batches of seeds."""
    given = as_tuple(stacks)
    count = batch_size(as_tuple(outputs), given)
    rows = []
    for at in range(count):
        seeds = [None if each is None else traced.select(each, dim=0, index=at) for each in given]
        keeps = at < count - 1 or keeps_graph(retain_graph, create_graph)
        rows.append(grad(outputs, inputs, seeds, keeps, create_graph, allow_unused=allow_unused))
    return [None if column[0] is None else traced.stack(*column, dim=0) for column in zip(*rows)]


def _check_all_used(backward_pass: BackwardPass, edges: Sequence[Edge]) -> None:
    for index, edge in enumerate(edges):
        if backward_pass.captured.get(edge) is None:
            raise RuntimeError(errors.UNUSED_INPUT.format(index=index))


def _as_tensors(arrays: Sequence[Any], edges: Sequence[Edge], seeds: Seeds) -> list[Tensor | None]:
    """A tensor for each captured array, one for an array that occurs twice; a seed is kept.

    They are reported to the observer, with the edges where they arrived.
    """
    given = () if seeds is None else as_tuple(seeds)
    known = {id(seed._data): seed for seed in given if seed is not None}
    tensors = [
        None if array is None else known.setdefault(id(array), wrap(array)) for array in arrays
    ]
    observe.report_gradients(tensors, edges)
    return tensors


def _is_observed() -> bool:
    """Whether there is an observer, or anomaly detection is on."""
    return observe.observer is not None or anomaly_mode.of_thread.enabled


def _run_unobserved(roots: list[tuple[Edge, Any]], retain_graph: bool) -> None:
    """Run a pass to its end, with a ``BackwardPass`` only for what ``unobserved_pass`` leaves."""
    under_way = None
    if len(roots) == 1 and roots[0][0][0].output_count == 1:
        under_way = unobserved_pass.run(roots, not retain_graph)
        if under_way is None:
            return
    _run(
        BackwardPass(
            roots, wrap, retain_graph=retain_graph, create_graph=False, under_way=under_way
        )
    )


def _run(backward_pass: BackwardPass, needed: Sequence[Edge] = ()) -> None:
    """Run a pass to its end, and report its steps if there is an observer.

    Args:
        needed: edges where a gradient must arrive.

    Raises:
        RuntimeError: none arrived at one of them.
    """
    mode, observer = grad_mode.current_modes(), observe.observer
    before, outer = mode.enabled, running.innermost
    mode.enabled, running.innermost = backward_pass.create_graph, backward_pass
    try:
        if anomaly_mode.of_thread.enabled:
            _run_checked(backward_pass, observer, needed)
        elif observer is None:
            backward_pass.run()
        else:
            _run_observed(backward_pass, observer, needed)
        if needed and observer is None:
            _check_all_used(backward_pass, needed)
    finally:
        mode.enabled, running.innermost = before, outer


def _run_checked(
    backward_pass: BackwardPass, observer: observe.Observer | None, needed: Sequence[Edge]
) -> None:
    """Run a pass under anomaly detection.

    Raises:
        RuntimeError: a node produces nan.
    """
    outer = anomaly_mode.of_thread.node
    try:
        if observer is not None:
            _run_observed(backward_pass, observer, needed, is_checked=True)
        else:
            backward_pass.run(
                lambda node, incoming, sent, is_hooked: anomaly.check_sent(node, sent),
                anomaly.starting,
            )
    except BaseException:
        if backward_pass.failed is not None:
            anomaly.warn_of(backward_pass.failed.node)
        raise
    finally:
        anomaly_mode.of_thread.node = outer


def _run_observed(
    backward_pass: BackwardPass,
    observer: observe.Observer,
    needed: Sequence[Edge],
    is_checked: bool = False,
) -> None:
    def report(node: GradFn, incoming: Any, sent: Sequence[Sent], is_hooked: bool) -> None:
        observer.node_evaluated(node, incoming, sent, is_hooked)
        anomaly.check_sent(node, sent)

    observer.pass_began(backward_pass, backward_pass.seed())
    try:
        if is_checked:
            backward_pass.run(report, anomaly.starting)
        else:
            backward_pass.run(observer.node_evaluated)
        _check_all_used(backward_pass, needed)
    except BaseException as error:
        observer.pass_ended(error, backward_pass.failed)
        raise
    observer.pass_ended(None, None)


def _inputs(function: str, inputs: Tensors) -> tuple[Tensor, ...]:
    """The tensors, or edges, with respect to which gradients are wanted.

    Raises:
        RuntimeError: there are none, or something else is among them.
    """
    wanted = as_tuple(inputs)
    if not wanted:
        raise RuntimeError(f"`inputs` argument to `{function}()` cannot be empty.")
    for tensor in wanted:
        if not isinstance(tensor, Tensor | GradientEdge):
            raise RuntimeError(
                f"all inputs have to be Tensors or GradientEdges, but got {type(tensor).__name__}"
            )
    return wanted


def _receivers(inputs: Tensors) -> Iterator[GradFn]:
    """The nodes where ``backward(inputs=...)`` ends; non-leaf inputs retain grad.

    As in PyTorch, the inputs are checked after the seeds: the iterator is consumed when the pass
    is made.

    Raises:
        RuntimeError: there are no inputs, or something is no tensor; when iterated, an input does
            not require grad.
    """
    return map(_receiver, _inputs("backward", inputs))


def _receiver(tensor: Any) -> GradFn:
    if isinstance(tensor, Tensor):
        retain_grad(tensor)
    return edge_of(tensor)[0]
