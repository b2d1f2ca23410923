"""Where a script put another tensor, or module, in the place of one under the same name."""

from __future__ import annotations

import ast
import re

from engine.diagnose.paths import path_from_any
from engine.record.pointing import cards_selected
from engine.record.recording import Recording
from engine.record.schema import Cut
from engine.script.script_names import parsed
from engine.script.source import place_of, source_lines

_ITEM = re.compile(r"\[['\"]?(\w+)['\"]?\]")
"""An index, which the names of modules have as an attribute: ``net[1]`` is ``net.1``."""


def line_of_replacement(recording: Recording, card: int, seeds: list[int], before: int) -> int:
    """The line that gave the name of a card to another tensor, which a pass came to; 0 if none did.

    Args:
        recording: the recording.
        card: the card of a leaf.
        seeds: the cards from which the pass started.
        before: the event in which it began.
    """
    module, lines = parsed(recording.source), source_lines(recording.source)
    cards, names = recording["cards"], recording.names(card)
    for node in () if module is None else ast.walk(module):
        if not isinstance(node, ast.Assign):
            continue
        targets = [_ITEM.sub(r".\1", ast.unparse(each)) for each in node.targets]
        if not any(f"{name}.".startswith(f"{target}.") for name in names for target in targets):
            continue
        made = cards_selected(recording, place_of(lines, node.value)).tolist()
        later = [
            other
            for other in (() if card in made else made)
            if cards["event"][card] < cards["event"][other] < before
            and cards["tensor"][other] != cards["tensor"][card]
        ]
        path = path_from_any(recording, later, seeds) if later else None
        if path is not None and path.cut == Cut.OPEN:
            return node.lineno
    return _line_of_later_bearer(recording, card, seeds, before)


def _line_of_later_bearer(recording: Recording, card: int, seeds: list[int], before: int) -> int:
    """The line in which a name of a card went to another tensor, made before or after it."""
    bound, tensors = recording["names"], recording["cards"]["tensor"]
    own = bound[bound["card"] == card]
    for name, event in zip(own["name"].tolist(), own["event"].tolist()):
        later = bound[(bound["name"] == name) & (bound["event"] > event)]
        later = later[(later["event"] < before) & (tensors[later["card"]] != tensors[card])]
        path = path_from_any(recording, later["card"].tolist(), seeds) if len(later) else None
        if path is not None and path.cut == Cut.OPEN:
            return _line_of(recording, int(later["event"][0]))
    return 0


def line_of_replacing(recording: Recording, card: int) -> int:
    """The line that gave a card the name of an earlier tensor; 0 if its names were its own."""
    bound, tensors = recording["names"], recording["cards"]["tensor"]
    own = bound[bound["card"] == card]
    for name, event in zip(own["name"].tolist(), own["event"].tolist()):
        earlier = bound[(bound["name"] == name) & (bound["event"] < event)]
        if (tensors[earlier["card"]] != tensors[card]).any():
            return _line_of(recording, event)
    return 0


def _line_of(recording: Recording, event: int) -> int:
    site = recording.site(int(recording["events"]["site"][event]))
    return 0 if site is None else site.line
