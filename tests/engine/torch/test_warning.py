"""A warning names the line of the script, not one of the engine."""

from collections.abc import Callable
from typing import Any

import pytest

import engine.torch

torch: Any = engine.torch  # as a script has it
F = torch.nn.functional


@pytest.mark.parametrize(
    "call",
    [
        lambda: F.mse_loss(torch.ones(2, 1), torch.ones(1)),
        lambda: torch.nn.MSELoss()(torch.ones(2, 1), torch.ones(1)),
        lambda: F.mse_loss(torch.ones(2), torch.ones(2), size_average=True),
        lambda: F.kl_div(torch.ones(2, 2), torch.ones(2, 2)),
        lambda: torch.tensor(torch.ones(2)),
        lambda: torch.std(torch.ones(1)),
        lambda: torch.ones(1).std(),
        lambda: torch.add(torch.ones(2), 1, out=torch.ones(3)),
    ],
    ids=["function", "module", "old argument", "kl_div", "copy", "std", "method", "out"],
)
def test_a_warning_stands_where_the_script_calls(call: Callable[[], object]) -> None:
    with pytest.warns(UserWarning, match=".") as found:
        call()
    assert [each.filename for each in found] == [__file__]
