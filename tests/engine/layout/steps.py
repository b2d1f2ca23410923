"""Graphs, prepared up to the step of the layout that a test is about."""

from dataclasses import dataclass

import numpy as np

from engine.layout.card_graph import CardGraph
from engine.layout.ordering import order_layers
from engine.layout.ranks import assign_ranks
from engine.layout.rows import Rows
from engine.layout.spacing import Spacing
from engine.layout.spines import find_spines
from engine.layout.virtual import Layering
from tests.engine.layout.graphs import Graph


@dataclass
class Ordered:
    """A graph with ordered layers."""

    layering: Layering
    layers: list[list[int]]
    rows: Rows
    spines: list[list[int]]

    def keeps_its_distances(self, places: np.ndarray) -> bool:
        """Whether any two neighbours in a row keep their distance at ``places``."""
        slack = np.diff(places[self.rows.order] - self.rows.offset)
        return bool(np.all(slack[np.diff(self.rows.layer) == 0] > -1e-3))


def ordered(graph: Graph) -> Ordered:
    """Read, rank, layer and order ``graph``."""
    read = CardGraph.from_networkx(graph)
    layering = Layering.from_layers(read, assign_ranks(read))
    layers = order_layers(layering, lambda: None)
    rows = Rows.from_layers(layering, layers, Spacing())
    return Ordered(layering, layers, rows, find_spines(layering, layers))
