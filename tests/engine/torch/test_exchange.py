"""Memory that DLPack shares can be written to from both sides, where numpy knows that it may."""

import numpy as np
import pytest

from tests.engine.untyped import torch

pytestmark = pytest.mark.skipif(
    np.lib.NumpyVersion(np.__version__) < "2.1.0", reason="this numpy only reads such memory"
)


@pytest.mark.parametrize("capsule_of", [torch.to_dlpack, torch.Tensor.__dlpack__])
def test_memory_of_a_capsule_can_be_written_to(capsule_of):
    tensor = torch.arange(3.0)
    torch.from_dlpack(capsule_of(tensor))[0] = -9
    assert tensor.tolist() == [-9, 1, 2]


def test_numpy_can_write_into_the_memory_of_a_tensor():
    tensor = torch.arange(3.0)
    np.from_dlpack(tensor)[1] = 7
    assert tensor.tolist() == [0, 7, 2]
