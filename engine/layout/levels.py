"""Divides a graph with frames into levels: the contents of every frame, and those of none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from engine.layout.card_graph import FloatArray, IntArray, Role

ROOT = -1
"""The level of everything outside of frames."""


Key = tuple[Role, int, int]
"""A node of a level: a card's number; or a frame's, and the source of the edge that crosses it."""

Leg = tuple[int, Key, Key]
"""A piece of an edge: its level, and the two nodes of it that it joins."""


@dataclass(frozen=True)
class Frames:
    """Frames around consecutive cards; each comes after those around it.

    Attributes:
        starts, ends: (f,): the first card of each, and the one after its last.
        titles: (f, 2), in px: width and height of each title.
    """

    starts: IntArray
    ends: IntArray
    titles: FloatArray

    @cached_property
    def parents(self) -> list[int]:
        """The innermost frame around each, or ROOT.

        Raises:
            ValueError: frames overlap without nesting, or are not in order.
        """
        parents, open_frames, ends = [], [ROOT], self.ends.tolist()
        for number, start in enumerate(self.starts.tolist()):
            while open_frames[-1] != ROOT and ends[open_frames[-1]] <= start:
                open_frames.pop()
            around = open_frames[-1]
            if not start < ends[number] or (around != ROOT and ends[number] > ends[around]):
                raise ValueError("frames overlap without nesting, or are not in order")
            parents.append(around)
            open_frames.append(number)
        return parents

    def homes(self, card_count: int) -> list[int]:
        """The innermost frame around each card, or ROOT."""
        homes = [ROOT] * card_count
        for number, (start, end) in enumerate(zip(self.starts.tolist(), self.ends.tolist())):
            homes[start:end] = [number] * (end - start)
        return homes


@dataclass
class Level:
    """The contents of a frame, or those of none, before they are laid out.

    Attributes:
        boxes: the frames directly inside.
        nodes: in topological order.
        edges: each once, the edges into a node in the order of its operands.
    """

    boxes: list[int] = field(default_factory=list)
    nodes: list[Key] = field(default_factory=list)
    edges: dict[tuple[Key, Key], None] = field(default_factory=dict)

    @cached_property
    def ports(self) -> dict[tuple[Role, int], list[Key]]:
        """The ports of edges at the borders of its frame and of those inside, by role and frame."""
        found: dict[tuple[Role, int], dict[Key, None]] = {}
        for ends in self.edges:
            for key in ends:
                if key[0] is not Role.CARD:
                    found.setdefault((key[0], key[1]), {})[key] = None
        return {side: list(keys) for side, keys in found.items()}


def divided(
    graph: "nx.MultiDiGraph[int]", edges: IntArray, frames: Frames
) -> tuple[dict[int, Level], list[list[Leg]]]:
    """The levels of a graph by the number of their frames, and the legs of every edge."""
    homes = frames.homes(len(graph))
    levels = {number: Level() for number in (ROOT, *range(len(frames.parents)))}
    for number, parent in enumerate(frames.parents):
        levels[parent].boxes.append(number)
    legs = [list(_legs(edge, homes, frames.parents)) for edge in edges.tolist()]
    # Sorted by user: the edges into a card are in the order of its operands, on every level.
    for edge in sorted(range(len(legs)), key=lambda number: edges[number, 1]):
        for number, tail, head in legs[edge]:
            levels[number].edges[tail, head] = None
    for number, level in levels.items():
        level.nodes = _in_order(level, number, homes, frames)
    return levels, legs


def _legs(edge: list[int], homes: list[int], parents: list[int]) -> Iterator[Leg]:
    """The legs of an edge: out of the frames of its source, then into those of its user."""
    source, user = edge
    out_of, into = _around(homes[source], parents), _around(homes[user], parents)
    common = next(level for level in out_of if level in set(into))
    tail: Key = (Role.CARD, source, 0)
    for level in out_of[: out_of.index(common)]:
        yield level, tail, (Role.EXIT, level, source)
        tail = (Role.PORT_BELOW, level, source)
    inner = into[: into.index(common)][::-1]
    heads: list[Key] = [(Role.PORT_ABOVE, level, source) for level in inner]
    heads.append((Role.CARD, user, 0))
    yield common, tail, heads[0]
    for level, head in zip(inner, heads[1:]):
        yield level, (Role.ENTRY, level, source), head


def _around(level: int, parents: list[int]) -> list[int]:
    """A level and those around it, up to the outermost."""
    around = [level]
    while around[-1] != ROOT:
        around.append(parents[around[-1]])
    return around


def _in_order(level: Level, number: int, homes: list[int], frames: Frames) -> list[Key]:
    """The nodes of a level: cards and boxes as they come, boxes between their ports."""
    first, end = (0, len(homes))
    if number != ROOT:
        first, end = int(frames.starts[number]), int(frames.ends[number])
    items = {card: (Role.CARD, card, 0) for card in range(first, end) if homes[card] == number}
    items |= {int(frames.starts[box]): (Role.BOX, box, 0) for box in level.boxes}
    nodes = [*level.ports.get((Role.ENTRY, number), ())]
    for at in sorted(items):
        key = items[at]
        if key[0] is Role.BOX:
            nodes += level.ports.get((Role.PORT_ABOVE, key[1]), ())
        nodes.append(key)
        if key[0] is Role.BOX:
            nodes += level.ports.get((Role.PORT_BELOW, key[1]), ())
    return [*nodes, *level.ports.get((Role.EXIT, number), ())]
