"""Inputs for operations that only move elements."""

from __future__ import annotations

import numpy as np

from tests.engine.ops.case import Case

KEPT = np.array([[True, False, True], [False, True, True]])

MOVING: dict[str, list[Case]] = {
    "pack_steps": [
        Case(((3, 3, 2),), {"sizes": (3, 1), "batch_first": False}),
        Case(((2, 3, 2),), {"sizes": (2, 2, 1), "batch_first": True}),
    ],
    "pad_steps": [
        Case(((4, 2),), {"shape": (3, 3, 2), "sizes": (3, 1), "batch_first": False}),
        Case(((5, 2),), {"shape": (2, 3, 2), "sizes": (2, 2, 1), "batch_first": True}),
    ],
    "segment_reduce": [
        Case(((2, 5, 2),), {"ends": ends, "reduce": reduce, "initial": None}, positive=True)
        for reduce in ("sum", "mean", "prod", "max", "min")
        for ends in (np.array([[0, 2, 3], [1, 4, 5]]),)
    ],
    "conv_tbc": [
        Case(((5, 2, 3), (2, 3, 4), (4,)), {"pad": 1}),
        Case(((4, 1, 2), (3, 2, 1), (1,)), {"pad": 0}),
    ],
    "native_dropout": [
        Case(((2, 3),), {"kept": KEPT, "p": 0.25, "train": True}),
        Case(((2, 3),), {"kept": np.ones((2, 3), bool), "p": 0.25, "train": False}),
    ],
}
