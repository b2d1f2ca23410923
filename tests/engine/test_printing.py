"""Tensors are printed exactly as recorded from PyTorch 2.13."""

import re
from collections.abc import Iterator
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from engine import dtypes, printing
from engine.printing import set_printoptions, tensor_repr


@pytest.fixture(autouse=True)
def restored_settings() -> Iterator[None]:
    """Restore the print options and the default dtype."""
    yield
    set_printoptions(profile="default")
    dtypes.set_default_dtype(dtypes.float32)


def single(values: object) -> np.ndarray:
    """Make a float32 array."""
    return np.array(values, np.float32)


def counting(*shape: int) -> np.ndarray:
    """Make a float32 array of 0, 1, 2, ... in this shape."""
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


FLOATS = [
    (single([0, 1, 2, 3]), "tensor([0., 1., 2., 3.])"),
    (single([0.5, -1.25, 3]), "tensor([ 0.5000, -1.2500,  3.0000])"),
    (single([-0.0, 0.0]), "tensor([-0., 0.])"),
    (single([inf, nan, -inf]), "tensor([inf, nan, -inf])"),
    (single([1, nan, -inf]), "tensor([1., nan, -inf])"),
    (single([0.5, inf, nan]), "tensor([0.5000,    inf,    nan])"),
    (single([1, 1000]), "tensor([   1., 1000.])"),
    (single([1, 1001]), "tensor([1.0000e+00, 1.0010e+03])"),
    (single([1e8, 5e7]), "tensor([100000000.,  50000000.])"),
    (single([1.5e8]), "tensor([1.5000e+08])"),
    (single([1.01e-4]), "tensor([0.0001])"),
    (single([1e-4]), "tensor([1.0000e-04])"),  # as a float32 slightly less
    (single([0, 1e-6]), "tensor([0.0000e+00, 1.0000e-06])"),
    (single([1e10, 1, nan]), "tensor([1.0000e+10, 1.0000e+00,        nan])"),
    (np.array([1.5]), "tensor([1.5000], dtype=torch.float64)"),
    (
        np.array([65504, 0.1], np.float16),
        "tensor([6.5504e+04, 9.9976e-02], dtype=torch.float16)",
    ),
]

OTHER_DTYPES = [
    (np.array([1, -20, 300]), "tensor([  1, -20, 300])"),
    (np.array([1, -2], np.int32), "tensor([ 1, -2], dtype=torch.int32)"),
    (np.array([-128, 7], np.int8), "tensor([-128,    7], dtype=torch.int8)"),
    (np.array([True, False]), "tensor([ True, False])"),
    (np.array([True, True]), "tensor([True, True])"),
    (np.array([1 + 2j, -0.5 - 1j], np.complex64), "tensor([ 1.0000+2.j, -0.5000-1.j])"),
    (
        np.array([complex(nan, inf), complex(1, -0.0)], np.complex64),
        "tensor([nan+infj, 1.-0.j])",
    ),
    (np.array([2j]), "tensor([0.+2.j], dtype=torch.complex128)"),
]

ZERO_DIM = [
    (single(3.5), "tensor(3.5000)"),
    (single(28), "tensor(28.)"),
    (single(-0.0), "tensor(-0.)"),
    (single(nan), "tensor(nan)"),
    (single(1e9), "tensor(1.0000e+09)"),
    (np.float32(0.25), "tensor(0.2500)"),
    (np.float64(0.25), "tensor(0.2500, dtype=torch.float64)"),
    (np.array(255, np.uint8), "tensor(255, dtype=torch.uint8)"),
    (np.True_, "tensor(True)"),
    (np.int64(-7), "tensor(-7)"),
    (np.array(1 - 2.5j, np.complex64), "tensor(1.-2.5000j)"),
]

EMPTY = [
    (single([]), "tensor([])"),
    (counting(0, 3), "tensor([], size=(0, 3))"),
    (np.zeros(0, np.int64), "tensor([], dtype=torch.int64)"),
    (np.zeros((2, 0), np.bool_), "tensor([], size=(2, 0), dtype=torch.bool)"),
    (np.zeros((1, 0), np.complex64), "tensor([], size=(1, 0), dtype=torch.complex64)"),
]

SEVERAL_AXES = [
    (
        single([[1, 0.5], [-10, 2]]),
        """\
tensor([[  1.0000,   0.5000],
        [-10.0000,   2.0000]])""",
    ),
    (
        counting(2, 2, 2),
        """\
tensor([[[0., 1.],
         [2., 3.]],

        [[4., 5.],
         [6., 7.]]])""",
    ),
    (
        np.arange(2).reshape(2, 1, 1, 1),
        """\
tensor([[[[0]]],


        [[[1]]]])""",
    ),
]

WRAPPED = [
    (
        counting(10) / 8,
        """\
tensor([0.0000, 0.1250, 0.2500, 0.3750, 0.5000, 0.6250, 0.7500, 0.8750, 1.0000,
        1.1250])""",
    ),
    (
        np.arange(20) * 1j,
        """\
tensor([0.+0.j, 0.+1.j, 0.+2.j, 0.+3.j, 0.+4.j, 0.+5.j, 0.+6.j, 0.+7.j, 0.+8.j, 0.+9.j,
        0.+10.j, 0.+11.j, 0.+12.j, 0.+13.j, 0.+14.j, 0.+15.j, 0.+16.j, 0.+17.j, 0.+18.j, 0.+19.j],
       dtype=torch.complex128)""",
    ),
]

SUMMARISED = [
    (
        counting(1001) / 2,
        "tensor([  0.0000,   0.5000,   1.0000,  ..., 499.0000, 499.5000, 500.0000])",
    ),
    (np.arange(1001), "tensor([   0,    1,    2,  ...,  998,  999, 1000])"),
    (
        counting(2, 501),
        """\
tensor([[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 4.9800e+02, 4.9900e+02,
         5.0000e+02],
        [5.0100e+02, 5.0200e+02, 5.0300e+02,  ..., 9.9900e+02, 1.0000e+03,
         1.0010e+03]])""",
    ),
    (
        np.zeros((7, 2, 80), np.bool_),
        """\
tensor([[[False, False, False,  ..., False, False, False],
         [False, False, False,  ..., False, False, False]],

        [[False, False, False,  ..., False, False, False],
         [False, False, False,  ..., False, False, False]],

        [[False, False, False,  ..., False, False, False],
         [False, False, False,  ..., False, False, False]],

        ...,

        [[False, False, False,  ..., False, False, False],
         [False, False, False,  ..., False, False, False]],

        [[False, False, False,  ..., False, False, False],
         [False, False, False,  ..., False, False, False]],

        [[False, False, False,  ..., False, False, False],
         [False, False, False,  ..., False, False, False]]])""",
    ),
]

RECORDED = FLOATS + OTHER_DTYPES + ZERO_DIM + EMPTY + SEVERAL_AXES + WRAPPED + SUMMARISED


@pytest.mark.parametrize(("array", "expected"), RECORDED)
def test_printed_tensors_equal_the_recorded_ones(
    array: np.ndarray | np.generic, expected: str
) -> None:
    assert tensor_repr(array) == expected


def test_only_shown_elements_choose_the_style() -> None:
    array = np.zeros(2000, np.float32)
    array[1000] = 1e-9
    assert tensor_repr(array) == "tensor([0., 0., 0.,  ..., 0., 0., 0.])"


def test_grad_fn_and_requires_grad_are_printed() -> None:
    x = counting(4)
    assert tensor_repr(x, requires_grad=True) == "tensor([0., 1., 2., 3.], requires_grad=True)"
    assert (
        tensor_repr(single(28), requires_grad=True, grad_fn="MulBackward0")
        == "tensor(28., grad_fn=<MulBackward0>)"
    )
    assert (
        tensor_repr(np.zeros((0, 2)), grad_fn="MulBackward0")
        == "tensor([], size=(0, 2), dtype=torch.float64, grad_fn=<MulBackward0>)"
    )


def test_suffixes_wrap_at_the_line_width() -> None:
    x = counting(7) + 100
    assert tensor_repr(x, grad_fn="SoftplusBackward0") == (
        "tensor([100., 101., 102., 103., 104., 105., 106.], grad_fn=<SoftplusBackward0>)"
    )
    assert tensor_repr(x, grad_fn="UnsqueezeBackward0") == (
        "tensor([100., 101., 102., 103., 104., 105., 106.],\n       grad_fn=<UnsqueezeBackward0>)"
    )
    assert tensor_repr(np.arange(8.0) + 100, grad_fn="MulBackward0") == (
        "tensor([100., 101., 102., 103., 104., 105., 106., 107.], dtype=torch.float64,\n"
        "       grad_fn=<MulBackward0>)"
    )


def test_prefix_sets_the_indent() -> None:
    assert tensor_repr(counting(2, 1), prefix="Parameter(", requires_grad=True) == (
        "Parameter([[0.],\n           [1.]], requires_grad=True)"
    )


def test_the_default_dtype_is_not_printed() -> None:
    dtypes.set_default_dtype(dtypes.float64)
    assert tensor_repr(np.array([0.5])) == "tensor([0.5000])"
    assert tensor_repr(np.array([1j])) == "tensor([0.+1.j])"
    assert tensor_repr(single([0.5])) == "tensor([0.5000], dtype=torch.float32)"


def test_precision_and_scientific_mode() -> None:
    set_printoptions(precision=2)
    assert tensor_repr(single([0.125, 10])) == "tensor([ 0.12, 10.00])"
    set_printoptions(sci_mode=True)
    assert tensor_repr(single([0.125, 0])) == "tensor([1.25e-01, 0.00e+00])"
    set_printoptions(sci_mode=False)
    assert tensor_repr(single([1e-6, 1000.5])) == "tensor([   0.00, 1000.50])"
    set_printoptions()
    assert printing.options.precision == 2
    assert printing.options.sci_mode is None


def test_threshold_edges_and_line_width() -> None:
    set_printoptions(threshold=5, edgeitems=1)
    assert tensor_repr(np.arange(6)) == "tensor([0,  ..., 5])"
    assert tensor_repr(np.arange(5)) == "tensor([0, 1, 2, 3, 4])"
    set_printoptions(profile="default", linewidth=20)
    assert tensor_repr(np.arange(5)) == "tensor([0, 1, 2, 3,\n        4])"


def test_without_edge_items_only_the_size_is_printed() -> None:
    set_printoptions(threshold=3, edgeitems=0)
    assert tensor_repr(np.arange(6)) == "tensor([...], size=(6,))"
    assert tensor_repr(counting(2, 3)) == "tensor([...], size=(2, 3))"
    assert tensor_repr(np.arange(3)) == "tensor([0, 1, 2], size=(3,))"


def test_set_printoptions_profiles_work() -> None:
    set_printoptions(profile="short")
    assert tensor_repr(counting(1500) / 7) == (
        "tensor([0.00e+00, 1.43e-01,  ..., 2.14e+02, 2.14e+02])"
    )
    set_printoptions(profile="full")
    assert tensor_repr(np.zeros(1500, np.bool_)).count("False") == 1500
    set_printoptions(profile="short", precision=6)
    assert tensor_repr(single([0.5])) == "tensor([0.500000])"


finite_floats = st.floats(width=32, allow_nan=False, allow_infinity=False)
shapes = st_numpy.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=6)


@given(st_numpy.arrays(np.float32, shapes, elements=finite_floats))
def test_every_printed_element_parses_to_its_value(array: np.ndarray) -> None:
    text = tensor_repr(array)
    body = text.removeprefix("tensor(").partition(", size=")[0].rstrip(")")
    numbers = body.replace("[", " ").replace("]", " ").replace(",", " ").split()
    np.testing.assert_allclose([float(n) for n in numbers], array.ravel(), rtol=1e-4, atol=1e-4)


@given(st_numpy.arrays(np.float32, shapes, elements=finite_floats.filter(bool)), st.booleans())
def test_lines_are_aligned_and_fit_the_width(array: np.ndarray, requires_grad: bool) -> None:
    first, *others = tensor_repr(array, requires_grad=requires_grad).splitlines()
    assert all(line.startswith("       ") for line in others if line)
    # PyTorch leaves no room for closing brackets.
    assert all(len(line.rstrip("]),")) <= 80 for line in [first, *others])


@given(st_numpy.arrays(np.int64, st_numpy.array_shapes(max_dims=3, max_side=30)))
def test_abbreviation_shows_three_at_each_end(array: np.ndarray) -> None:
    abbreviated = array.size > 1000
    shown = [min(length, 6) if abbreviated else length for length in array.shape]
    assert len(re.findall(r"-?\d+", tensor_repr(array))) == np.prod(shown)


@given(st_numpy.arrays(np.float32, st.integers(1, 40), elements=st.floats(width=32)))
def test_views_print_as_their_copies(array: np.ndarray) -> None:
    assert tensor_repr(array[::-2]) == tensor_repr(array[::-2].copy())
