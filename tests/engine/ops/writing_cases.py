"""Inputs for operations that write slices and indexed elements of a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.engine.ops.case import Case

_ROWS = np.array([2, 0])
_MASK = np.array([[True, False, True], [False, True, False]])
_INDEX = np.array([[0, 2, 2], [1, 1, 0]])
_PART: dict[str, Any] = {"dim": 1, "start": 1, "end": 4, "step": 2}


def _combined(how: str) -> list[dict[str, Any]]:
    return [{"dim": 1, "how": how, "include_self": whether} for whether in (True, False)]


_WAYS = ("sum", "prod", "mean", "amax", "amin")

WRITING: dict[str, list[Case]] = {
    "select_scatter": [Case(((2, 3), (2,)), {"dim": 1, "index": 2})],
    "slice_scatter": [Case(((2, 5), (2, 2)), _PART), Case(((0, 5), (0, 2)), _PART)],
    "diagonal_scatter": [Case(((3, 2, 4), (2, 3)), {"offset": 1, "dim1": 0, "dim2": 2})],
    "index_copy": [
        Case(((2, 3), (2, 2), _ROWS), {"dim": 1}),
        Case(((), (1,), np.array([0])), {"dim": 0}),
    ],
    "index_add_scaled": [
        Case(((2, 3), (2, 3), np.array([2, 0, 2])), {"dim": 1, "alpha": 1.5}),
    ],
    "slices_filled": [Case(((2, 3), _ROWS), {"dim": 1, "value": 5.0})],
    "slices_filled_from": [Case(((2, 3), (), _ROWS), {"dim": 1})],
    "masked_scatter_backward": [Case(((2, 3), _MASK), {"shape": (2, 3)})],
    "masked_scatter": [
        Case(((2, 3), (2, 2), _MASK)),
        Case(((3,), (3,), _MASK)),
        Case(((0, 3), (2,), np.zeros((0, 3), bool))),
    ],
    "put_at": [
        Case(((2, 3), (2,), np.array([4, -6])), {"accumulate": False}),
        Case(((2, 3), (1, 3), np.array([4, 0, 4])), {"accumulate": True}),
    ],
    "scatter_reduce": [
        *(Case(((2, 3), (2, 3), _INDEX), each) for how in _WAYS for each in _combined(how)),
        Case(((3,), (2,), np.array([1, 1])), {"dim": 0, "how": "prod", "include_self": True}),
    ],
    "index_reduce": [
        Case(((2, 3), (2, 3), np.array([2, 0, 2])), each)
        for how in _WAYS[1:]
        for each in _combined(how)
    ],
}
