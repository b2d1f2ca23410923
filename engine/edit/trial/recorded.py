"""The kinds of the tensors to which names were bound in a recording."""

from __future__ import annotations

import numpy as np

from engine.edit.trial.kinds import Kind
from engine.record.recording import Recording
from engine.record.schema import NONE, VALUE_DTYPE_NAMES
from engine.record.values import shape_of


def kinds_of(recording: Recording) -> dict[str, Kind]:
    """The names bound to tensors of a single kind only, and that kind."""
    names, values = recording["names"], recording["values"]
    value = recording["cards"]["value"][names["card"]]
    name, value = names["name"][value != NONE], value[value != NONE]
    rows = np.stack([name, values["shape"][value], values["dtype"][value]], axis=1)
    found: dict[str, set[Kind]] = {}
    for name, shape, dtype in np.unique(rows, axis=0).tolist():
        kind = Kind(shape_of(recording.text(shape)), VALUE_DTYPE_NAMES[dtype])
        found.setdefault(recording.text(name), set()).add(kind)
    return {name: kind for name, (kind, *others) in found.items() if not others}
