"""Spines: the chains of nodes that should be straight below each other."""

from engine.layout.card_graph import Adjacency
from engine.layout.virtual import Layering

# How many times as long a path must be to go before another.
_CLEARLY = 2


def find_spines(layering: Layering, layers: list[list[int]]) -> list[list[int]]:
    """Divide the nodes into spines, each from top to bottom, on consecutive layers.

    A trunk continues into itself. Elsewhere two nodes belong together when each is the other's
    main neighbour: a card goes before a virtual node, then what is on a clearly longer path; and
    of two alike neither is, so that a node can stand in the middle between them. What should not
    stand right below each other is in no spine together.
    """
    above, below = layering.above, layering.below
    downwards = [node for layer in layers for node in layer]
    height = _longest_paths(layering, downwards, above)
    depth = _longest_paths(layering, downwards[::-1], below)
    main_above = [_main(layering, upper, height) for upper in above]
    main_below = [_main(layering, lower, depth) for lower in below]
    for node in range(layering.card_count, len(above)):
        (upper,) = above[node]
        if layering.is_virtual(upper):
            main_below[upper] = node

    spines: list[list[int]] = []
    spine_of: dict[int, list[int]] = {}
    for node in downwards:
        upper_node = main_above[node]
        if (
            upper_node is not None
            and main_below[upper_node] == node
            and (upper_node, node) not in layering.slants
        ):
            spine = spine_of[upper_node]
        else:
            spine = []
            spines.append(spine)
        spine.append(node)
        spine_of[node] = spine
    return spines


def _longest_paths(layering: Layering, order: list[int], neighbours: Adjacency) -> list[int]:
    """The cards on the longest path that ends in each node; its ``neighbours`` come before it."""
    length, card_count = [0] * len(order), layering.card_count
    for node in order:
        before = [length[other] for other in neighbours[node]]
        longest = max(before) if before else 0
        length[node] = longest + 1 if node < card_count else longest
    return length


def _main(layering: Layering, nodes: list[int], length: list[int]) -> int | None:
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    candidates = [node for node in nodes if not layering.is_virtual(node)] or nodes
    by_length = sorted(candidates, key=length.__getitem__)
    if len(by_length) > 1 and length[by_length[-1]] < _CLEARLY * length[by_length[-2]]:
        return None
    return by_length[-1]
