"""Inputs for operations that interpolate images, and their transposes."""

from __future__ import annotations

import numpy as np

from tests.engine.ops.case import Case

_VOLUMES, _SPACE, _TAKEN = (1, 2, 2, 3, 2), (1, 1, 2, 2, 3), (1, 2, 1, 2, 2)
_PLANES, _GRID, _READ = (2, 2, 3, 4), (2, 2, 3, 2), (2, 2, 2, 3)
_WAYS = [
    {"mode": mode, "padding": padding, "aligned": aligned}
    for mode in ("bilinear", "nearest")
    for padding in ("zeros", "border", "reflection")
    for aligned in (False, True)
]
_CUBIC = [way | {"mode": "bicubic"} for way in _WAYS[1:6]]
_BASE = np.array([[-1.0, 0.5, 1.0], [0.3, -0.4, 1.0]])


def _every_way(*inputs: tuple[int, ...], **settings: object) -> list[Case]:
    return [Case(inputs, {**way, **settings}, low=0.1, high=1.4) for way in _WAYS]


def _cubic(*inputs: tuple[int, ...], **settings: object) -> list[Case]:
    return [Case(inputs, {**way, **settings}, low=0.1, high=1.4) for way in _CUBIC]


def _volumes(*inputs: tuple[int, ...], **settings: object) -> list[Case]:
    return [
        Case(inputs, {**way, **settings}, low=0.1, high=1.4)
        for way in (_WAYS[0], _WAYS[3], _WAYS[4], _WAYS[7])
    ]


_TO_GRID = {"mask": (False, True)}
SLOPES = _every_way(_READ, _PLANES, _GRID, **_TO_GRID) + _cubic(_READ, _PLANES, _GRID, **_TO_GRID)
SLOPES_IN_SPACE = _volumes(_TAKEN, _VOLUMES, _SPACE, **_TO_GRID)

SAMPLING: dict[str, list[Case]] = {
    "grid_sampler_2d": [
        *_every_way(_PLANES, _GRID),
        *_cubic(_PLANES, _GRID),
        Case(((0, 2, 3, 4), (0, 2, 3, 2)), _WAYS[0]),
    ],
    "grid_sampler_3d": _volumes(_VOLUMES, _SPACE),
    "max_unpool2d": [
        Case(((1, 2, 1, 2), np.array([[[[4, 2]], [[0, 5]]]])), {"extents": (2, 3)}),
        Case(((0, 1, 2), np.zeros((0, 1, 2), np.int64)), {"extents": (2, 2)}),
    ],
    "max_unpool3d": [
        Case(((1, 1, 1, 2), np.array([[[[4, 2]]]])), {"extents": (2, 3, 2)}),
    ],
    "affine_grid_generator": [Case(((3, 2, 3),), {"base": _BASE, "extents": (1, 2)})],
    "affine_grid_generator_back": [Case(((3, 1, 2, 2),), {"base": _BASE})],
}
