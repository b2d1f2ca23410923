"""Reading many values at once equals reading them one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.walk.stacks import stacks
from tests.samples import Sample

arrays = st.lists(
    st.tuples(st.sampled_from(["float32", "float64", "int64", "bool"]),
              st.sampled_from([(), (1,), (3,), (2, 40), (0,)])),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(arrays, st.data())
def test_every_value_is_in_one_group_with_its_own_numbers(kinds, data):
    sample = Sample("a")
    wanted = [
        (np.arange(np.prod(shape)) % 5).reshape(shape).astype(dtype) for dtype, shape in kinds
    ]
    rows = [sample.value(array) for array in wanted]
    recording = sample.recording()
    chosen = data.draw(st.lists(st.sampled_from([NONE, *rows]), min_size=1, max_size=20))
    seen: list[int] = []
    for places, (stack,) in stacks(recording, np.array(chosen)):
        seen.extend(places.tolist())
        for row, place in enumerate(places.tolist()):
            if chosen[place] == NONE:
                assert stack is None
            else:
                assert stack is not None
                assert stack.elements is not None
                expected = wanted[rows.index(chosen[place])].reshape(-1)
                assert np.array_equal(stack.elements[row], expected)
    assert sorted(seen) == list(range(len(chosen)))


def test_no_values_have_no_groups():
    assert list(stacks(Recording(""), np.empty(0, np.int64))) == []
