"""A recorder that also copies all values at once, for comparison with the recording."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.schema import SCHEMA, CardFlag, EventKind, Reset
from engine.recorder.budgets import Budgets
from engine.recorder.recorder import Recorder
from engine.tensor import Tensor, current_node
from engine.worker.run import run_script

FILENAME = "script.py"

Told = tuple[str, list[Any]]
"""One event and its values: arrays, flags, None."""

_VALUES = {
    "cards": ["value"],
    "incoming": ["value"],
    "contributions": ["raw", "value", "before", "after"],
    "accumulations": ["before", "added", "after"],
    "resets": ["before", "after"],
}
_TEXTS = {
    "cards": ["op"],
    "operands": ["literal"],
    "names": ["name"],
    "nodes": ["name"],
    "pass_ends": ["raised"],
    "prints": ["stream", "text"],
    "shows": ["text"],
    "errors": ["type", "message", "traceback"],
    "notices": ["text"],
    "scopes": ["name"],
}
_REPORTS = (
    "op_applied",
    "will_change",
    "changed_in_place",
    "requires_grad_changes",
    "grad_assigned",
    "pass_began",
    "node_evaluated",
    "grad_accumulated",
    "pass_ended",
    "bind",
)


class _Here(threading.local):
    """What a thread has begun.

    Attributes:
        arrived: the gradients that have arrived at each node of its pass.
        added: what its last node has added to a ``.grad``.
        content_before: the content of what it is about to change.
        gradient_before: that of the whole gradient which this is a part of, else None.
    """

    def __init__(self) -> None:
        self.arrived: dict[Any, Any] = {}
        self.added: list[Any] | None = None
        self.content_before: Any = None
        self.gradient_before: Any = None


class WatchingRecorder(Recorder):
    """Records events, and copies their values at once.

    Attributes:
        recording: what was recorded, up to the last flush.
        seen: for each event with values, its kind and copies of them.
        errors: exceptions of the recorder itself, which scripts might catch.
    """

    def __init__(
        self,
        source: str,
        budgets: Budgets | None = None,
        shall_flush: Callable[[], bool] = lambda: False,
    ) -> None:
        self.recording = Recording(source, FILENAME)
        super().__init__(FILENAME, source, self._take, budgets)
        self.seen: list[Told] = []
        self.errors: list[Exception] = []
        self._here = _Here()
        for name in _REPORTS:
            setattr(self, name, self._watched(name, shall_flush))

    def _take(self, rows: Rows) -> None:
        """Make sure that readers find nothing in the recording without the event that made it."""
        self.recording.append(rows)
        made = self.recording["cards"]["event"]
        assert not len(made) or made.max() < len(self.recording["events"])

    def _watched(self, name: str, shall_flush: Callable[[], bool]) -> Callable[..., object]:
        see, report = getattr(self, f"_see_{name}", None), getattr(super(), name)
        look_back = getattr(self, f"_look_back_at_{name}", None)

        def watched(*arguments: Any, **keywords: Any) -> object:
            try:
                if shall_flush():
                    self.flush()
                if see is not None:
                    see(*arguments)
                returned = report(*arguments, **keywords)
                if look_back is not None:
                    look_back(*arguments)
                if shall_flush():
                    self.flush()
            except Exception as error:
                self.errors.append(error)
                raise
            return returned

        return watched

    def _see_op_applied(self, op: Any, out: Tensor | tuple[Tensor, ...], *_: Any) -> None:
        outs = out if isinstance(out, tuple) else (out,)
        facts = [(copied(each), *_in_the_engine(each)) for each in outs]
        self.seen.append(("made", [fact for each in facts for fact in each]))

    def _see_will_change(self, tensor: Tensor, *_: Any) -> None:
        self._here.content_before = copied(tensor)

    def _look_back_at_will_change(self, tensor: Tensor, *_: Any) -> None:
        self._here.gradient_before = self._gradient_around(tensor)

    def _gradient_around(self, tensor: Tensor) -> Any:
        """The elements of the last ``.grad`` in a tensor's memory; None where it is the tensor."""
        *_, last = [None, *self._book.gradients_in(tensor).values()]
        return None if last is tensor._data else copied(last)

    def _see_changed_in_place(self, op: Any, tensor: Tensor, *_: Any) -> None:
        contents = [_flat(self._here.content_before), _flat(copied(tensor))]
        if self._change.before.gradients and self._here.gradient_before is not None:
            after = self._gradient_around(tensor)
            contents = [_flat(self._here.gradient_before), _flat(after)]
        if tensor._view is not None and not op.is_view and not self._change.before.gradients:
            contents.append(_flat(copied(tensor._view.base)))
        self.seen.append(("written", contents))

    def _see_grad_assigned(self, leaf: Tensor, before: Tensor | None) -> None:
        self.seen.append(("assigned", [copied(before), copied(leaf._grad)]))

    def _see_pass_began(self, _: Any, seeds: Any) -> None:
        self._here.arrived = {}
        parts = []
        for target, _nr, value, before, after in seeds:
            parts += self._see_contribution(target, value, value, before, after)
        self.seen.append(("began", parts))

    def _see_grad_accumulated(self, node: Any, before: Any, *_: Any) -> None:
        was = None if before is None else self._here.content_before
        self._here.added = [was, self._here.arrived[node], copied(node.leaf._grad)]

    def _see_node_evaluated(
        self, node: Any, incoming: Any, sent: Any, is_hooked: bool = False
    ) -> None:
        parts = [copied(each) for each in (incoming if node.output_count != 1 else [incoming])]
        for position, *contribution in sent:
            parts += self._see_contribution(node.next_nodes[position], *contribution)
        self.seen.append(("evaluated", parts))
        if self._here.added is not None:
            if is_hooked:
                self._here.added[1] = copied(incoming)
            self.seen.append(("accumulated", self._here.added))
            self._here.added = None

    def _see_contribution(self, target: Any, *parts: Any) -> list[Any]:
        self._here.arrived[target] = copied(parts[-1])
        return [copied(part) for part in parts]

    def _see_pass_ended(self, error: Any, failed: Any) -> None:
        if failed is not None:
            node, incoming, _ = failed
            self._see_node_evaluated(node, incoming if node.output_count != 1 else incoming[0], ())


class Run(NamedTuple):
    """A script that was run, with its recorder and its variables."""

    recorder: WatchingRecorder
    names: dict[str, Any]

    @property
    def recording(self) -> Recording:
        return self.recorder.recording


def run(
    source: str,
    budgets: Budgets | None = None,
    shall_flush: Callable[[], bool] = lambda: False,
) -> Run:
    """Run a script in this process and record it to the end."""
    recorder = WatchingRecorder(source, budgets, shall_flush)
    with recorder:
        outcome = run_script(source, FILENAME, recorder)
    recorder.flush()
    return Run(recorder, outcome.names)


def _flat(value: Any) -> Any:
    """Elements without their shape, as a ``.grad`` may be written to through a view."""
    return None if value is None else value.reshape(-1)


def _in_the_engine(tensor: Tensor) -> tuple[bool, bool]:
    """Whether a tensor requires grad and is a leaf; scripts are told otherwise of duals."""
    node, view = current_node(tensor), tensor._view
    requires_grad = tensor._requires_grad or node is not None
    return requires_grad or (view is not None and _in_the_engine(view.base)[0]), node is None


def copied(value: Any) -> Any:
    """The present elements of a tensor or an array."""
    if isinstance(value, Tensor):
        value = value._data
    return None if value is None else np.array(value)


def told(recording: Recording) -> list[Told]:
    """The values of each event in a recording, as in ``WatchingRecorder.seen``."""
    every = (
        _told(recording, number, EventKind(int(event["kind"])), int(event["row"]))
        for number, event in enumerate(recording["events"])
    )
    return [each for each in every if each is not None]


def _told(recording: Recording, event: int, kind: EventKind, row: int) -> Told | None:
    match kind:
        case EventKind.OP_APPLIED:
            events = recording["cards"]["event"]
            if recording["cards"]["flags"][row] & CardFlag.IN_PLACE:
                return "written", _written(recording, row)
            told = [
                _told_of_card(recording, card)
                for card in range(row, len(events))
                if events[card] == event
            ]
            return told[0][0], [fact for _, facts in told for fact in facts]
        case EventKind.GRAD_RESET:
            in_place = recording["resets"]["how"][row] in (Reset.ZEROED, Reset.CHANGED)
            contents = _arrays(recording, "resets", row)
            return ("written", list(map(_flat, contents))) if in_place else ("assigned", contents)
        case EventKind.GRAD_ACCUMULATED:
            return "accumulated", _arrays(recording, "accumulations", row)
        case EventKind.PASS_BEGAN:
            return "began", _sent(recording, event)
        case EventKind.NODE_EVALUATED:
            evaluation = recording["evaluations"][row]
            first, count = int(evaluation["first_incoming"]), int(evaluation["incoming_count"])
            values = recording["incoming"]["value"][first : first + count]
            incoming = [_array(recording, value) for value in values]
            return "evaluated", incoming + _sent(recording, event)
        case _:
            return None


def _told_of_card(recording: Recording, card: int) -> Told:
    row = recording["cards"][card]
    value, flags = _array(recording, row["value"]), int(row["flags"])
    is_leaf, requires_grad = flags & CardFlag.LEAF, flags & CardFlag.REQUIRES_GRAD
    return "made", [value, bool(requires_grad), bool(is_leaf)]


def _written(recording: Recording, card: int) -> list[Any]:
    """What a tensor was before and after a change in place, and then its base if it is a view."""
    cards, operands = recording["cards"], recording["operands"]
    contents = [cards["joined"][card], card]
    if cards["flags"][card] & CardFlag.VIEW:
        contents.append(operands["operand"][operands["card"] == card][0])
    made_from_it = operands["card"][operands["operand"] == card]
    is_of_event = cards["event"][made_from_it] == cards["event"][card]
    contents += made_from_it[is_of_event].tolist()
    return [_flat(_array(recording, cards["value"][each])) for each in contents]


def _sent(recording: Recording, event: int) -> list[Any]:
    rows = np.flatnonzero(recording["contributions"]["event"] == event).tolist()
    return [array for row in rows for array in _arrays(recording, "contributions", row)]


def _arrays(recording: Recording, table: str, row: int) -> list[Any]:
    return [_array(recording, recording[table][name][row]) for name in _VALUES[table]]


def _array(recording: Recording, value: Any) -> Any:
    found = recording.value(int(value))
    return None if found is None else found.array


def plain_rows(recording: Recording) -> dict[str, list[Any]]:
    """Every table without numbers that have no meaning outside.

    Values and texts replace their numbers; tensors and nodes are counted from 0.
    """
    return {
        table: [_plain_row(recording, table, row) for row in recording[table]]
        for table in SCHEMA
        if table != "values"
    }


def _plain_row(recording: Recording, table: str, row: Any) -> list[Any]:
    plain: list[Any] = []
    for column in SCHEMA[table].names or ():
        number = row[column].item()
        if column in _VALUES.get(table, ()):
            array = _array(recording, number)
            plain.append(None if array is None else (array.dtype, array.shape, array.tobytes()))
        elif column in _TEXTS.get(table, ()):
            plain.append(recording.text(number))
        elif column in ("tensor", "sequence"):
            plain.append(int(np.searchsorted(np.unique(recording[table][column]), number)))
        else:
            plain.append(number)
    return plain
