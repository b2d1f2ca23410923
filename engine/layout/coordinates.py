"""The x coordinates of nodes."""

from collections.abc import Callable

from engine.layout.card_graph import FloatArray
from engine.layout.pinning import pin_runs
from engine.layout.relaxing import relaxed_places
from engine.layout.rows import Rows
from engine.layout.settling import settled_places
from engine.layout.spacing import Spacing
from engine.layout.spines import find_spines
from engine.layout.virtual import Layering


def assign_places(
    layering: Layering,
    layers: list[list[int]],
    spacing: Spacing,
    checkpoint: Callable[[], None],
) -> FloatArray:
    """The x of the centre of every node, (N,) in px, in the order that ``layers`` gives.

    Long chains stand straight where there is room, and what is joined stays close.
    ``checkpoint`` is called now and then.
    """
    rows = Rows.from_layers(layering, layers, spacing)
    spines = find_spines(layering, layers)
    wanted = relaxed_places(layering, rows, spines, checkpoint)
    runs, places = pin_runs(rows, spines, wanted)
    checkpoint()
    return settled_places(layering, rows, runs, places)
