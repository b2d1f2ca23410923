"""Spines: the chains of nodes that should stand straight below each other."""

from engine.layout.card_graph import Adjacency
from engine.layout.virtual import Layering


def find_spines(layering: Layering, layers: list[list[int]]) -> list[list[int]]:
    """Divide the nodes into spines, each from top to bottom, on consecutive layers.

    A trunk continues into itself. Elsewhere two nodes belong together when each is the other's
    main neighbour: a card goes before a virtual node, then what is on the longer path; and of
    two equals neither is, so that a node can stand in the middle between them.
    """
    above, below = layering.above, layering.below
    height = _reach([node for layer in layers for node in layer], above)
    depth = _reach([node for layer in reversed(layers) for node in layer], below)
    main_above = [_main(upper, height, layering) for upper in above]
    main_below = [_main(lower, depth, layering) for lower in below]
    for node in range(layering.card_count, len(above)):
        (upper,) = above[node]
        if layering.is_virtual(upper):
            main_below[upper] = node

    spines: list[list[int]] = []
    spine_of: dict[int, list[int]] = {}
    for node in [node for layer in layers for node in layer]:
        upper_node = main_above[node]
        if upper_node is not None and main_below[upper_node] == node:
            spine = spine_of[upper_node]
        else:
            spine = []
            spines.append(spine)
        spine.append(node)
        spine_of[node] = spine
    return spines


def _reach(order: list[int], neighbours: Adjacency) -> list[int]:
    """For every node how many layers can be walked along `neighbours`, which come before it."""
    reach = [0] * len(order)
    for node in order:
        reach[node] = max([reach[other] + 1 for other in neighbours[node]], default=0)
    return reach


def _main(nodes: list[int], reach: list[int], layering: Layering) -> int | None:
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    rank = [(not layering.is_virtual(node), reach[node]) for node in nodes]
    best = max(rank)
    return nodes[rank.index(best)] if rank.count(best) == 1 else None
