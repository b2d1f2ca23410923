"""Records a run: the observer of the engine, and the hooks of the instrumented script."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine import grad_mode, observe
from engine.nodes.accumulate_grad import AccumulateGrad
from engine.observe import Applied, Sent
from engine.passes.backward_pass import BackwardPass
from engine.passes.backward_step import Failure, Seed
from engine.record.schema import NONE, Reset
from engine.recorder.budgets import Budgets
from engine.recorder.encoder import Encoder, gradients_given
from engine.recorder.naming import named_tensors
from engine.recorder.note_taker import NoteTaker, Where
from engine.recorder.op_rows import BeforeChange
from engine.recorder.structure import StructureReports
from engine.recorder.tables_writer import Sink
from engine.recorder.texts import described, is_address, message_of, shortened
from engine.recorder.turns import Turns
from engine.script.source import Place
from engine.tensor import Tensor
from engine.torch.overriding import DisableTorchFunctionSubclass
from engine.unobserved import is_observed

_ndarray, _frame = np.ndarray, sys._getframe
_OPS_APPLIED, _NODES_EVALUATED = Encoder.ops_applied, Encoder.nodes_evaluated


class _Change(threading.local):
    """The in-place change under way in the current thread.

    Attributes:
        before: what ``will_change`` recorded about the tensor, for ``changed_in_place``.
    """

    before = BeforeChange({}, [], NONE)


class Recorder(StructureReports, NoteTaker):
    """Records one run.

    Threads may take notes at any time, but their backward passes take turns. So there is one pass
    under way, for which the recorder keeps the site of its call, and the accumulation that
    is still to be noted; ``_outer`` keeps both for the enclosing passes.

    Args:
        filename: the file name in the script's code objects.
        source: the script.
        sink: receives the rows at every flush.
        budgets: the limits of what is recorded.
    """

    def __init__(
        self, filename: str, source: str, sink: Sink, budgets: Budgets | None = None
    ) -> None:
        budgets = budgets or Budgets()
        super().__init__(filename, source, sink, budgets)
        self._events_left = budgets.max_events
        self._has_stopped = False
        self._change = _Change()
        self._turns = Turns(lambda: (self._tables.new.events.count, len(self._log)))
        self._accumulation: tuple[Any, ...] | None = None
        self._outer: list[tuple[Where, tuple[Any, ...] | None]] = []
        self._lines_with_text: set[int] = set()

    # -- for the length of a run ---------------------------------------------------------------

    def __enter__(self) -> Recorder:
        self._before, observe.observer = observe.observer, self
        return self

    def __exit__(self, *error: object) -> None:
        observe.observer = self._before
        self._end_awaiting()

    # -- what the engine reports ---------------------------------------------------------------

    def op_applied(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        operands: Sequence[Any],
        settings: Mapping[str, Any],
    ) -> None:
        """An operation produced a tensor, or several in a tuple."""
        if self._events_left <= 0:
            self._spend()
            return
        self._events_left -= 1  # _spend, inlined
        # _where for instructions seen before, inlined.
        frame, scope = _frame(2), self._scopes_of_thread.open[-1].row
        site = self._sites.get(id(frame.f_code) + frame.f_lasti)
        if site is None or scope == NONE:
            site, scope = self._where()
        if isinstance(out, Tensor):
            elements, is_taping = (
                out._data,
                out._node is not None or grad_mode.current_modes().enabled,
            )
        else:
            elements, is_taping = None, grad_mode.current_modes().enabled
        log = self._log
        log.extend((_OPS_APPLIED, op, out, (operands, settings), is_taping, site, scope))
        if len(log) >= self._max_length:
            self._on_full()
        elif type(elements) is _ndarray and elements.nbytes >= self._large_bytes:
            self._encode_large((elements,))

    def will_change(self, tensor: Tensor, operands: Sequence[Any] = (), name: str = "") -> None:
        """A tensor's memory is about to be overwritten."""
        self._change.before = self._before_change(tensor, operands)

    def will_change_unobserved(self, tensor: Tensor) -> None:
        """A tensor's memory is about to be overwritten by an operation that is not reported."""
        with self._lock:
            self._encode()
            self._book.expose(tensor)

    def memory_exposed(self, tensor: Tensor, data: Tensor | None = None) -> None:
        """Memory can now change unnoticed: from here on every note is encoded at once."""
        self._encode_from_now_on(tensor, data)

    def requires_grad_changes(self, leaf: Tensor, wanted: bool) -> None:
        """A leaf's ``requires_grad`` is about to change; earlier notes are encoded first."""
        if self._spend():
            self._note(Encoder.requires_grad_set, leaf, wanted, None, None)
            self._encode_now()

    def grad_fn_changes(self, tensor: Tensor) -> None:
        """A tensor is about to get another grad_fn; earlier notes are encoded first."""
        self._encode_now()

    def changed_in_place(
        self, op: Applied, tensor: Tensor, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """An operation overwrote a tensor; ``will_change`` came before."""
        if self._spend():
            self._note(
                Encoder.changed_in_place,
                (op, self._change.before),
                tensor,
                (operands, settings),
                grad_mode.current_modes().enabled,
            )

    def grad_assigned(self, leaf: Tensor, before: Tensor | None) -> None:
        """The script assigned to ``.grad``."""
        if self._spend():
            how = Reset.SET_TO_NONE if leaf._grad is None else Reset.REPLACED
            if leaf._grad is not None:
                leaf._grad._shared_storage()  # tensors that share its memory later are recognised
            self._note(Encoder.grad_assigned, leaf, before, leaf._grad, how)

    def pass_began(self, backward_pass: BackwardPass, seeds: Sequence[Seed]) -> None:
        """A pass began, its seeds delivered. All its nodes are charged to the budget at once."""
        self._turns.begin()
        self._outer.append((self._where_of_pass, self._accumulation))
        self._where_of_pass, self._accumulation = self._where(), None
        if self._spend(1 + backward_pass.remaining):
            happened = Encoder.pass_began, backward_pass, seeds, None, None
            self._add(happened, self._where_of_pass)

    def node_evaluated(
        self, node: Any, incoming: Any, sent: Sequence[Sent], is_hooked: bool = False
    ) -> None:
        """A node ran."""
        if self._turns.is_overtaken:
            self._turns.await_own()
        if self._has_stopped:
            return
        site, scope = self._where_of_pass
        log = self._log
        log.extend((_NODES_EVALUATED, node, incoming, sent, is_hooked, site, scope))
        if len(log) >= self._max_length:
            self._on_full()
        if type(incoming) is _ndarray:
            if incoming.nbytes >= self._large_bytes:
                self._encode_large((incoming,))
        elif type(incoming) is list:
            self._encode_large(incoming)
        if self._accumulation is not None:
            self._add(self._accumulation, self._where_of_pass)
            self._accumulation = None

    def gradient_given(
        self, gradient: Tensor, node: Any, output_nr: int, is_kept: bool = False
    ) -> None:
        """The script received a gradient; it gets a card once the script uses it."""
        if not self._has_stopped:
            self._add((gradients_given, gradient, node, output_nr, is_kept), (NONE, NONE))

    def grad_accumulated(
        self, node: AccumulateGrad, before: Tensor | None, same_memory: bool
    ) -> None:
        """A gradient was accumulated into a leaf; noted after the node that did so."""
        if self._turns.is_overtaken:
            self._turns.await_own()
        value_before = NONE if before is None else self._change.before.value
        gradient = node.leaf._grad
        self._accumulation = (Encoder.grad_accumulated, node, value_before, same_memory, gradient)

    def pass_ended(self, error: BaseException | None, failed: Failure | None) -> None:
        """A pass ended, or one of its nodes raised."""
        if self._turns.is_overtaken:
            self._turns.await_own()
        if not self._has_stopped:
            where = self._where_of_pass
            if failed is not None:
                node, incoming = failed.node, failed.incoming
                gradient = incoming[0] if node.output_count == 1 else incoming
                is_hooked = node.hooks is not None
                self._add((_NODES_EVALUATED, node, gradient, (), is_hooked), where)
            self._add((Encoder.pass_ended, error, None, None, None), where)
        self._where_of_pass, self._accumulation = self._outer.pop()
        self._turns.end()

    def _spend(self, events: int = 1) -> bool:
        """Charge events to the budget; if that is exceeded, end recording and return False."""
        self._events_left -= events
        if self._events_left < 0 and not self._has_stopped:
            self._note(Encoder.recording_stopped, "max_events", None, None, None)
            self._encode_now()  # since in-place changes will no longer be announced
            self._has_stopped = True
            if observe.observer is self:  # otherwise another observer relays events to it
                observe.observer = self._before
        return not self._has_stopped

    # -- what the instrumented script reports --------------------------------------------------

    def bind(self, name: str, value: object) -> object:
        """A variable was assigned: its tensor, or tensors directly inside its value, get its name.

        The parameters and buffers of a module get their names in its state dict. Returns the value.
        """
        if not is_observed():  # constructing a hidden layer may call code of the script
            return value
        for each, tensor in named_tensors(name, value):
            if self._spend():
                self._note(Encoder.name_bound, each, tensor, None, None)
        return value

    def show(self, line: int, value: object, is_call: bool) -> None:
        """The value of a bare expression is shown at its line.

        A call that returns None, or a value whose repr is only an address (such as that of
        ``torch.manual_seed(0)``), shows nothing, and clears what the line showed before.
        """
        with DisableTorchFunctionSubclass():  # which the script did not ask to describe the value
            text = "" if is_call and value is None else described(value)
        if text and not (is_call and is_address(text)):
            self._show_text(line, value, text)
        elif line in self._lines_with_text:
            self._show_text(line, value, "")

    def _show_text(self, line: int, value: object, text: str) -> None:
        """Note what a line shows; an empty text clears it."""
        if self._spend():
            self._note(Encoder.value_shown, line, text, None, None)
        if text:
            self._lines_with_text.add(line)
        else:
            self._lines_with_text.discard(line)

    def printed(self, stream: str, text: str) -> None:
        """The script printed."""
        self._note(Encoder.printed, stream, text, None, None)

    def raised(self, error: BaseException, *, traceback: str, place: Place) -> None:
        """The script ended with an error."""
        kind, message = type(error).__name__, message_of(error)
        self._note(Encoder.raised, kind, message, shortened(traceback), place)
