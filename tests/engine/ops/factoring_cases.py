"""Inputs for operations with triangular factors."""

from __future__ import annotations

import numpy as np

from tests.engine.ops.case import Case

_ANY = [Case(((3, 3),)), Case(((4, 2),)), Case(((2, 4),)), Case(((2, 3, 3),))]
_TURN = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
_RCOND = {"rcond": 1e-15}

FACTORING: dict[str, list[Case]] = {
    **dict.fromkeys(("lu", "lu_factor", "lu_unpack"), _ANY),
    "lu_solve": [
        Case(shapes, {"left": left, "adjoint": adjoint})
        for adjoint in (False, True)
        for left, shapes in (
            (True, ((3, 3), (3, 2), _TURN)),
            (False, ((2, 3, 3), (2, 1, 3), _TURN[None])),
        )
    ],
    "householder_product": [
        Case(((4, 3), (3,))),
        Case(((3, 3), (2,))),
        Case(((2, 3, 2), (2, 2))),
    ],
    "triangular_solve": [
        Case(shapes, {"upper": upper, "transpose": transpose, "unitriangular": transpose})
        for upper in (True, False)
        for transpose in (True, False)
        for shapes in (((3, 2), (3, 3)), ((2, 3, 1), (2, 3, 3)))
    ],
    "ormqr": [
        Case(shapes, {"left": left, "transpose": transpose})
        for transpose in (True, False)
        for left, shapes in ((True, ((4, 3), (3,), (4, 2))), (False, ((3, 3), (2,), (2, 3))))
    ],
    "lstsq": [
        Case(shapes, _RCOND | {"tells": tells})
        for shapes, tells in (
            (((4, 2), (4, 3)), False),
            (((4, 2), (4, 3)), True),
            (((2, 4), (2,)), False),
            (((2, 4, 2), (2, 4)), True),
        )
    ],
    "matrix_exp": [Case(((3, 3),)), Case(((2, 2, 2),)), Case(((1, 1),))],
}
