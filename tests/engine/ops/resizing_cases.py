"""Inputs for operations that resize or pad images."""

from __future__ import annotations

import numpy as np

from tests.engine.ops.case import Case

_PLACES = (np.array([1, 0, 1]), np.array([0, 0, 2, 1]), np.array([1]))
_WEIGHTS = (np.array([[0.3, 0.7], [1.0, 0.0], [0.5, 0.5]]), np.array([[0.2, 0.5, 0.3]]), np.eye(2))
_SHAPES = {1: (2, 3, 3), 2: (1, 2, 2, 3), 3: (1, 2, 2, 3, 2)}


def _both_ways(
    name: str, case: Case, *inputs: tuple[int, ...], **back: object
) -> dict[str, list[Case]]:
    return {name: [case], f"{name}_back": [Case(inputs, {**case.settings, **back})]}


RESIZING: dict[str, list[Case]] = {
    "pixel_shuffle": [Case(((2, 8, 2, 3),), {"r": 2}), Case(((4, 1, 2),), {"r": 2})],
    "pixel_unshuffle": [Case(((2, 2, 4, 6),), {"r": 2}), Case(((0, 2, 4),), {"r": 2})],
    "channel_shuffle": [Case(((2, 6, 3),), {"groups": 2}), Case(((1, 4, 0),), {"groups": 2})],
}
for _name in ("reflection_pad", "replication_pad", "upsample_nearest", "upsample_nearest_exact"):
    for _n in (1, 2, 3):
        _places = _PLACES[1:2] if _n == 1 else _PLACES[:_n]
        _extents = _SHAPES[_n]
        _result = (*_extents[:-_n], *(len(each) for each in _places))
        _case = Case((_extents,), {"places": _places})
        RESIZING |= (
            _both_ways(f"{_name}{_n}d", _case, _result, _extents)
            if _name.endswith("_pad")
            else _both_ways(f"{_name}{_n}d", _case, _result, extents=_extents[-_n:])
        )
for _name, _n in {
    "upsample_linear1d": 1,
    "upsample_bilinear2d": 2,
    "upsample_bicubic2d": 2,
    "upsample_bilinear2d_aa": 2,
    "upsample_bicubic2d_aa": 2,
    "upsample_trilinear3d": 3,
    "adaptive_avg_pool3d": 3,
}.items():
    _weights = _WEIGHTS[1:2] if _n == 1 else _WEIGHTS[:_n]
    _inputs = (_SHAPES[_n], (1, 2, 3, 1, 2)) if _name.startswith("adaptive") else (_SHAPES[_n],)
    RESIZING |= _both_ways(_name, Case((_SHAPES[_n],), {"weights": _weights}), *_inputs)
