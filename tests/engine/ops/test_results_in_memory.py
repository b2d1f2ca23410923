"""Only views share memory with their operands: an in-place change stays where it is made."""

import numpy as np
import pytest

from engine.registry import traced
from engine.tensor import wrap
from tests.engine.ops.case import Case
from tests.engine.ops.cases import CASES
from tests.noting import noting

SHARE_WHAT_NOBODY_ELSE_HAS = ("squeezed", "unsafe_split", "unsafe_split_sizes", "unsafe_view")
"""Operations on intermediate results, which are views in all but name."""

MAKING = sorted(
    name
    for name in CASES
    if not getattr(traced, name).is_view and name not in SHARE_WHAT_NOBODY_ELSE_HAS
)

UNCHANGED = {
    "flip": [Case(((),), {"dims": ()}), Case(((1,),), {"dims": (0,)})],
    "logcumsumexp": [Case(((),), {"dim": 0})],
    "pad_to": [Case(((2,),), {"shape": (2,)})],
    "roll": [Case(((1,),), {"shifts": (1,), "dims": ()})],
}
"""Cases in which the result equals the operand."""


@pytest.mark.parametrize("name", MAKING)
def test_a_result_has_memory_of_its_own(name: str):
    for case in [*CASES[name], *UNCHANGED.get(name, ())]:
        with noting(case):
            check_memory(name, case)


def check_memory(name: str, case: Case) -> None:
    operands = [wrap(np.array(each)) for each in case.arrays(np.random.default_rng(7))]
    result = getattr(traced, name)(*operands, **case.settings)
    for part in result if isinstance(result, tuple) else (result,):
        for operand in operands:
            assert part is None or not np.shares_memory(part._data, operand._data)
