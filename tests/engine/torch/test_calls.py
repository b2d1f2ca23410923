"""What is said of arguments that no signature takes, in full, and what costs no check."""

from __future__ import annotations

import pytest

from engine.torch.calling.parsing import check
from engine.torch.calling.signatures import Signature
from tests.engine.untyped import torch


def test_the_signatures_are_listed_with_what_does_not_fit():
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


def test_unknown_keywords_are_listed():
    with pytest.raises(TypeError) as caught:
        torch.ones(2).max(foo=1)
    assert "some of the keywords were incorrect: foo" in str(caught.value)


def test_types_that_fit_once_are_still_looked_into():
    assert torch.ones(2, 3).sum((0, 1)).item() == 6
    with pytest.raises(TypeError, match="failed to unpack the object at pos 2"):
        torch.ones(2, 3).sum((0, "a"))


def test_the_type_of_pythons_numbers_stands_for_a_dtype():
    x = torch.ones(2)
    assert x.sum(dtype=float).dtype is torch.float64
    assert x.sum(axis=0, dtype=int).dtype is torch.int64


def test_a_tensor_for_a_number_is_looked_at_each_time():
    x = torch.ones(2, 3)
    assert torch.unsqueeze(x, torch.tensor(0)).shape == (1, 2, 3)
    with pytest.raises(TypeError, match=r"argument 'dim' .* must be int, not Tensor"):
        torch.unsqueeze(x, torch.tensor(0.0))


def test_a_signature_reads_as_pytorch_shows_it():
    text = "(Tensor input, IntArrayRef[1]? dim, bool keepdim=False, *, ScalarType? dtype=None)"
    signature = Signature.of("sum", text)
    assert str(signature) == (
        "(Tensor input, tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None)"
    )
    assert (signature.required, signature.positional) == (2, 3)
    assert check([signature], (torch.ones(1), None), {}) is signature
