"""Type errors of arguments that match no signature, and the cache of checks."""

from __future__ import annotations

import pytest

from engine.torch.calling.parsing import check
from engine.torch.calling.signatures import Signature
from tests.engine.untyped import torch


def test_the_error_lists_the_signatures_and_what_does_not_match():
    with pytest.raises(TypeError) as caught:
        torch.ones(2).max("a")
    assert str(caught.value).splitlines() == [
        "max() received an invalid combination of arguments - got (str), but expected one of:",
        " * ()",
        "      didn't match because some of the arguments have invalid types: (!str!)",
        " * (Tensor other)",
        "      didn't match because some of the arguments have invalid types: (!str!)",
        " * (int dim, bool keepdim = False)",
    ]


def test_the_error_lists_unknown_keywords():
    with pytest.raises(TypeError) as caught:
        torch.ones(2).max(foo=1)
    assert "some of the keywords were incorrect: foo" in str(caught.value)


def test_types_that_matched_once_are_still_checked_for_values():
    assert torch.ones(2, 3).sum((0, 1)).item() == 6
    with pytest.raises(TypeError, match="failed to unpack the object at pos 2"):
        torch.ones(2, 3).sum((0, "a"))


def test_pythons_number_types_stand_for_dtypes():
    x = torch.ones(2)
    assert x.sum(dtype=float).dtype is torch.float64
    assert x.sum(axis=0, dtype=int).dtype is torch.int64


def test_a_tensor_in_place_of_a_number_is_checked_each_time():
    x = torch.ones(2, 3)
    assert torch.unsqueeze(x, torch.tensor(0)).shape == (1, 2, 3)
    with pytest.raises(TypeError, match=r"argument 'dim' .* must be int, not Tensor"):
        torch.unsqueeze(x, torch.tensor(0.0))


def test_signatures_are_written_as_in_pytorch():
    text = "(Tensor input, IntArrayRef[1]? dim, bool keepdim=False, *, ScalarType? dtype=None)"
    signature = Signature.of("sum", text)
    assert str(signature) == (
        "(Tensor input, tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None)"
    )
    assert (signature.required, signature.positional) == (2, 3)
    assert check([signature], (torch.ones(1), None), {}) is signature
