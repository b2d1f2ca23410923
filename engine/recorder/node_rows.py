"""The rows of autograd nodes and their edges, as a run proceeds."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.nodes.accumulate_grad import AccumulateGrad
from engine.record.schema import NONE
from engine.recorder.tables_writer import TablesWriter
from engine.tensor import Tensor

CardOf: TypeAlias = "Callable[[Tensor], int]"
"""Returns the card of a tensor, added if missing."""

_LAST_SEQUENCE = int(np.iinfo(np.int64).max)


class _TypeNames(dict[type, int]):
    """The numbers of the type names."""

    def __init__(self, strings: Mapping[str, int]) -> None:
        self._strings = strings

    def __missing__(self, kind: type) -> int:
        number = self[kind] = self._strings[kind.__name__]
        return number


class NodeRows:
    """Looks up the rows of nodes, and adds missing ones.

    Attributes:
        rows: the rows of the nodes of operations, by their sequence numbers.
        cards: for each row its card.
        with_several: the rows of nodes with several outputs, and so several incoming gradients.
        names: the numbers of the type names.
    """

    def __init__(self, tables: TablesWriter) -> None:
        self._new = tables.new
        self._accumulators: dict[int, int] = {}
        self.rows: dict[int, int] = {}
        self.cards = array("i")
        self.with_several: set[int] = set()
        self.names = _TypeNames(tables.strings)

    def row(self, node: Any, card_of: CardOf) -> int:
        """The row of a node; if missing, rows are added for it and all nodes reachable from it."""
        known = self._known(node)
        if known is not None:
            return known
        row = self._add(node, NONE, card_of)
        unfinished = [(node, row)]
        while unfinished:
            sender, sender_row = unfinished.pop()
            targets = [NONE] * len(sender.next_nodes)
            for position, next_node in enumerate(sender.next_nodes):
                if next_node is None:
                    continue
                target = self._known(next_node)
                if target is None:
                    target = self._add(next_node, NONE, card_of)
                    unfinished.append((next_node, target))
                targets[position] = target
            self._new.operand_rows.add_edges(sender_row, targets, sender.input_nrs)
        return row

    def add_for_next_card(self, node: Any, card_of: CardOf) -> int:
        """Add a row for the node of the next card, after the cards of leaves reachable from it."""
        targets = [NONE if each is None else self.row(each, card_of) for each in node.next_nodes]
        row = self._add(node, self._new.cards.count, card_of)
        self._new.operand_rows.add_edges(row, targets, node.input_nrs)
        return row

    def _known(self, node: Any) -> int | None:
        if type(node) is AccumulateGrad:
            return self._accumulators.get(node.leaf._serial)
        return self.rows.get(node.sequence_nr)

    def _add(self, node: Any, card: int, card_of: CardOf) -> int:
        kind, table, accumulates = type(node), self._new.nodes, False
        if kind is AccumulateGrad:
            card, sequence, accumulates = card_of(node.leaf), _LAST_SEQUENCE, True
            self._accumulators[node.leaf._serial] = table.count
        else:
            sequence = node.sequence_nr
            self.rows[sequence] = table.count
        if node.output_count != 1:
            self.with_several.add(table.count)
        self.cards.append(card)
        return table.add((self.names[kind], sequence, card, accumulates, len(node.next_nodes)))
