"""Rows that are encoded together equal rows appended one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.record.schema import NONE, SCHEMA, CardFlag, Cut, EventKind
from engine.recorder.new_rows import NewTables
from engine.recorder.operand_rows import literal, severed

_KINDS = st.lists(st.sampled_from(("op", "leaf", "evaluation", "name", "sent")), max_size=30)


def _add_at_length(tables: NewTables, kind: str) -> None:
    event, card, node = tables.events.count, tables.cards.count, tables.nodes.count
    if kind == "op":
        flags = CardFlag.REQUIRES_GRAD
        tables.cards.add((event, card, 0, 5, 6, node, NONE, flags, 0, 0))
        tables.nodes.add((4, 2**40, card, False, 2))
        tables.events.add((EventKind.OP_APPLIED, card, 7, 8))
    elif kind == "leaf":
        tables.cards.add((event, card, 0, 5, 6, NONE, NONE, CardFlag.LEAF, 0, 0))
        tables.events.add((EventKind.OP_APPLIED, card, 7, 8))
    elif kind == "evaluation":
        row = tables.evaluations.add((event, 1, 2, tables.incoming.count, 1))
        tables.incoming.add((3,))
        tables.events.add((EventKind.NODE_EVALUATED, row, 7, 8))
    else:
        tables.names.add((event, 1, 2))
        tables.events.add((EventKind.NAME_BOUND, tables.names.count - 1, 7, 8))


def _add_together(tables: NewTables, kind: str) -> None:
    event, card, node = tables.events.count, tables.cards.count, tables.nodes.count
    if kind == "op":
        tables.ops.extend((event, card, node, 6, 5, 4, 2**40, 2, 7, 8))
        tables.cards.count, tables.nodes.count = card + 1, node + 1
    elif kind == "leaf":
        tables.leaves.extend((event, card, 6, 5, CardFlag.LEAF, 7, 8))
        tables.cards.count += 1
    elif kind == "evaluation":
        evaluation, incoming = tables.evaluations.count, tables.incoming.count
        tables.evaluated.extend((event, evaluation, incoming, 1, 2, 3, 7, 8))
        tables.evaluations.count, tables.incoming.count = evaluation + 1, incoming + 1
    else:
        _add_at_length(tables, kind)
        return
    tables.events.count += 1


@given(_KINDS)
def test_rows_encoded_together_equal_rows_appended_one_by_one(kinds: list[str]):
    at_length, together = NewTables(), NewTables()
    for kind in kinds:
        if kind == "sent":
            assert together.drain() == at_length.drain()
        else:
            _add_at_length(at_length, kind)
            _add_together(together, kind)
    assert together.drain() == at_length.drain()


def test_operands_are_recorded_with_where_their_node_sends():
    operands = NewTables().operand_rows
    operands.add([3, literal(9), 4], [20, NONE, severed(Cut.DETACH)])
    operands.add_head((5, 21, 3))
    operands.add_row(6, 5, 1)
    operands.add_edges(22, (NONE, 21), (0, 1))
    rows = {
        name: np.frombuffer(data, SCHEMA[name]).tolist() for name, data in operands.drain().items()
    }
    assert rows["operands"] == [
        (5, 0, 3, NONE, Cut.OPEN),
        (5, NONE, NONE, 9, Cut.OPEN),
        (5, NONE, 4, NONE, Cut.DETACH),
        (6, 1, 5, NONE, Cut.OPEN),
    ]
    assert rows["next_edges"] == [(21, 0, 20, 0), (22, 1, 21, 1)]
    assert not any(operands.drain().values())


def test_rows_that_were_not_begun_can_be_dropped():
    operands = NewTables().operand_rows
    operands.add_row(1, 0)
    operands.add([2, 3], [4, 5])
    operands.drop_from(1)
    rows = np.frombuffer(operands.drain()["operands"], SCHEMA["operands"])
    assert rows.tolist() == [(1, NONE, 0, NONE, Cut.OPEN)]
