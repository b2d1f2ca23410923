"""Warnings have the line of the script, not one of the engine."""

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import engine.torch
from engine import script_warnings

torch: Any = engine.torch  # as a script sees it
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
        lambda: torch.ldexp(torch.ones(1), torch.ones(2, dtype=torch.int64)),
    ],
    ids=["function", "module", "old argument", "kl_div", "copy", "std", "method", "out", "ldexp"],
)
def test_a_warning_has_the_line_of_the_calling_script(call: Callable[[], object]) -> None:
    with pytest.warns(UserWarning, match=".") as found:
        call()
    assert [each.filename for each in found] == [__file__]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: torch.cholesky(torch.eye(2)), "torch.cholesky is deprecated in favor"),
        (lambda: torch.eye(2).cholesky(), "torch.cholesky is deprecated in favor"),
        (lambda: torch.lu(torch.eye(2)), "torch.lu is deprecated in favor"),
        (lambda: _solved(), "torch.lu_solve is deprecated in favor"),
        (lambda: torch.qr(torch.eye(2)), "torch.qr is deprecated in favor"),
        (lambda: torch.chain_matmul(torch.eye(2)), "torch.chain_matmul is deprecated and"),
        (lambda: torch.ones(8).stft(4, return_complex=True), "A window was not provided"),
    ],
    ids=["cholesky", "method", "lu", "lu_solve", "qr", "chain_matmul", "stft"],
)
def test_a_warning_given_once_is_not_repeated(
    call: Callable[[], object], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_warnings, "_given", set())
    with pytest.warns(UserWarning, match=told) as found:
        assert [call() for _ in range(2)]
    assert len(found) == 1


def _solved() -> object:
    return torch.lu_solve(torch.ones(2, 1), *torch.linalg.lu_factor(torch.eye(2)))


def test_functions_that_use_matrix_factors_give_no_deprecation_warning(
    monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    monkeypatch.setattr(script_warnings, "_given", set())
    torch.svd_lowrank(torch.eye(3), 2)
    assert not recwarn.list


@pytest.mark.parametrize(("convert", "count"), [(float, 1), (complex, 1), (int, 0), (bool, 0)])
def test_a_number_with_a_fraction_is_warned_to_forget_its_gradient(
    convert: Callable[[Any], object], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_warnings, "_given", set())
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        convert(torch.ones(1, requires_grad=True))
    assert len(found) == count
