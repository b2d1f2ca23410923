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
    return 0
