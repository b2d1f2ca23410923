"""dtypes behave as recorded from PyTorch 2.13: names, promotion, casting, the default."""

import copy
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import dtypes
from engine.dtypes import Kind, Operand, dtype

ALL = [
    *(dtypes.bool, dtypes.uint8, dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64),
    *(
        dtypes.float16,
        dtypes.bfloat16,
        dtypes.float32,
        dtypes.float64,
        dtypes.complex64,
        dtypes.complex128,
    ),
]

# torch.promote_types of every pair, rows and columns in the order of ALL, by first letter
# and bytes: b1 is bool, b2 bfloat16, u1 uint8, i8 int64, c16 complex128.
PROMOTED = """
b1  u1  i1  i2  i4  i8  f2  b2  f4  f8  c8  c16
u1  u1  i2  i2  i4  i8  f2  b2  f4  f8  c8  c16
i1  i2  i1  i2  i4  i8  f2  b2  f4  f8  c8  c16
i2  i2  i2  i2  i4  i8  f2  b2  f4  f8  c8  c16
i4  i4  i4  i4  i4  i8  f2  b2  f4  f8  c8  c16
i8  i8  i8  i8  i8  i8  f2  b2  f4  f8  c8  c16
f2  f2  f2  f2  f2  f2  f2  f4  f4  f8  c8  c16
b2  b2  b2  b2  b2  b2  f4  b2  f4  f8  c8  c16
f4  f4  f4  f4  f4  f4  f4  f4  f4  f8  c8  c16
f8  f8  f8  f8  f8  f8  f8  f8  f8  f8  c16 c16
c8  c8  c8  c8  c8  c8  c8  c8  c8  c16 c8  c16
c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16
"""

# torch.can_cast(row, column).
CASTABLE = """
111111111111
011111111111
011111111111
011111111111
011111111111
011111111111
000000111111
000000111111
000000111111
000000111111
000000000011
000000000011
"""

vector, zero_dim = Kind.TENSOR, Kind.ZERO_DIM

# torch.result_type of tensors and Python numbers.
MIXED = [
    ("int64", vector, 1.5, "float32"),
    ("int64", vector, True, "int64"),
    ("uint8", vector, 300, "uint8"),
    ("bool", vector, 1, "int64"),
    ("bool", vector, 1.0, "float32"),
    ("bool", zero_dim, True, "bool"),
    ("float16", vector, 1.0, "float16"),
    ("float64", vector, 1.0, "float64"),
    ("float64", zero_dim, 1, "float64"),
    ("int16", zero_dim, 2, "int16"),
    ("int16", zero_dim, 2.0, "float32"),
    ("float32", vector, 1j, "complex64"),
    ("float64", vector, 1j, "complex128"),
    ("int32", vector, 1j, "complex64"),
    ("complex128", vector, 1j, "complex128"),
]
TENSORS = [
    ("float32", vector, "float64", zero_dim, "float32"),
    ("float64", zero_dim, "float32", zero_dim, "float64"),
    ("int64", vector, "float64", zero_dim, "float64"),
    ("int32", vector, "int64", zero_dim, "int32"),
    ("bool", vector, "int16", zero_dim, "int16"),
    ("uint8", vector, "int8", vector, "int16"),
    ("int64", vector, "float16", vector, "float16"),
    ("int32", vector, "complex128", zero_dim, "complex128"),
    ("float32", vector, "complex128", zero_dim, "complex64"),
    ("complex64", vector, "float64", zero_dim, "complex64"),
    ("bfloat16", vector, "float16", vector, "float32"),
    ("bfloat16", vector, "float16", zero_dim, "bfloat16"),
    ("bfloat16", vector, "float64", zero_dim, "bfloat16"),
    ("bfloat16", vector, "complex128", zero_dim, "complex64"),
    ("complex64", vector, "float64", vector, "complex128"),
]

any_dtype = st.sampled_from(ALL)


@pytest.fixture
def restored_default() -> Iterator[None]:
    """Put the default dtype back after the test."""
    before = dtypes.default_dtype()
    yield
    dtypes.set_default_dtype(before)


def tensor_operand(name: str, kind: Kind) -> Operand:
    """Describe a tensor operand by the name of its dtype."""
    return getattr(dtypes, name), kind


def letter_and_bytes(each: dtype) -> str:
    """Abbreviate a dtype as PROMOTED does."""
    return f"{each.name[0]}{each.itemsize}"


def test_the_repr_of_dtypes_is_pytorchs() -> None:
    assert [repr(each) for each in ALL[4:8]] == [
        "torch.int32",
        "torch.int64",
        "torch.float16",
        "torch.bfloat16",
    ]
    assert f"{dtypes.bool}" == "torch.bool"


def test_aliases_are_the_same_objects() -> None:
    assert dtypes.float is dtypes.float32
    assert dtypes.double is dtypes.float64
    assert dtypes.half is dtypes.float16
    assert (dtypes.long, dtypes.int, dtypes.short) == (dtypes.int64, dtypes.int32, dtypes.int16)


def test_copies_of_dtypes_are_the_same_object() -> None:
    assert copy.copy(dtypes.float32) is dtypes.float32
    assert copy.deepcopy({"dtype": dtypes.int64})["dtype"] is dtypes.int64


def test_dtypes_have_pytorchs_attributes() -> None:
    assert [each.name for each in ALL if each.is_floating_point] == [
        "float16",
        "bfloat16",
        "float32",
        "float64",
    ]
    assert [each.name for each in ALL if each.is_complex] == ["complex64", "complex128"]
    assert dtypes.int64.scalar_name == "Long"
    assert [each.itemsize for each in ALL] == [1, 1, 1, 2, 4, 8, 2, 2, 4, 8, 8, 16]


@pytest.mark.parametrize("each", ALL, ids=repr)
def test_of_finds_the_dtype_of_an_array(each: dtype) -> None:
    assert dtypes.of(np.zeros(2, each.numpy).dtype) is each


@pytest.mark.parametrize("numpy_name", ["U3", "O", "uint64", "datetime64[s]"])
def test_of_refuses_dtypes_that_tensors_cannot_have(numpy_name: str) -> None:
    with pytest.raises(TypeError, match=r"can't convert np\.ndarray of type numpy\."):
        dtypes.of(np.dtype(numpy_name))


def test_of_refuses_arrays_in_another_byte_order() -> None:
    with pytest.raises(ValueError, match="byte order different from the native byte order"):
        dtypes.of(np.dtype(">f4"))


def test_promotion_of_every_pair_is_pytorchs() -> None:
    table = [[letter_and_bytes(dtypes.promote_types(row, column)) for column in ALL] for row in ALL]
    assert table == [line.split() for line in PROMOTED.strip().splitlines()]


def test_can_cast_of_every_pair_is_pytorchs() -> None:
    table = ["".join("01"[dtypes.can_cast(row, column)] for column in ALL) for row in ALL]
    assert table == CASTABLE.split()


@pytest.mark.parametrize(("name", "kind", "number", "expected"), MIXED)
def test_result_type_of_a_tensor_and_a_number_is_pytorchs(
    name: str, kind: Kind, number: complex, expected: str
) -> None:
    tensor = tensor_operand(name, kind)
    number_operand = dtypes.operand(number)
    assert dtypes.result_type(tensor, number_operand).name == expected
    assert dtypes.result_type(number_operand, tensor).name == expected


@pytest.mark.parametrize(("name", "kind", "other", "other_kind", "expected"), TENSORS)
def test_result_type_of_two_tensors_is_pytorchs(
    name: str, kind: Kind, other: str, other_kind: Kind, expected: str
) -> None:
    first, second = tensor_operand(name, kind), tensor_operand(other, other_kind)
    assert dtypes.result_type(first, second).name == expected
    assert dtypes.result_type(second, first).name == expected


def test_half_precision_complex_raises_an_error_that_names_it() -> None:
    with pytest.raises(NotImplementedError, match="complex32"):
        dtypes.result_type((dtypes.float16, vector), dtypes.operand(1j))


@given(any_dtype, st.sampled_from(Kind), any_dtype, st.sampled_from(Kind))
def test_every_operand_can_be_cast_to_the_result(
    first: dtype, kind: Kind, second: dtype, other_kind: Kind
) -> None:
    assume(dtypes.float16 not in (first, second))  # they may need complex32, which is missing
    result = dtypes.result_type((first, kind), (second, other_kind))
    assert dtypes.can_cast(first, result)
    assert dtypes.can_cast(second, result)


@given(any_dtype, st.sampled_from(Kind))
def test_a_single_operand_keeps_its_dtype(each: dtype, kind: Kind) -> None:
    assert dtypes.result_type((each, kind), (each, kind)) is each


def test_arrays_and_numbers_are_operands_too() -> None:
    assert dtypes.operand(np.zeros(3)) == (dtypes.float64, Kind.TENSOR)
    assert dtypes.operand(np.array(1, np.int32)) == (dtypes.int32, Kind.ZERO_DIM)
    assert dtypes.operand(np.float64(1)) == (dtypes.float64, Kind.ZERO_DIM)
    assert dtypes.operand(np.True_) == (dtypes.bool, Kind.ZERO_DIM)
    assert dtypes.operand(True) == (dtypes.bool, Kind.NUMBER)
    assert dtypes.operand(1) == (dtypes.int64, Kind.NUMBER)
    assert dtypes.operand(1.0) == (dtypes.float32, Kind.NUMBER)
    assert dtypes.operand(1j) == (dtypes.complex64, Kind.NUMBER)


def test_the_default_dtype_applies_to_numbers_and_division(restored_default: None) -> None:
    dtypes.set_default_dtype(dtypes.float64)
    assert dtypes.default_dtype() is dtypes.float64
    assert dtypes.result_type((dtypes.int64, vector), dtypes.operand(0.5)) is dtypes.float64
    assert dtypes.operand(1j) == (dtypes.complex128, Kind.NUMBER)
    assert dtypes.floating_dtype(dtypes.int8) is dtypes.float64


@pytest.mark.parametrize("refused", [dtypes.int64, dtypes.complex64, np.float32, "float32"])
def test_only_floating_point_dtypes_can_be_the_default(refused: object) -> None:
    with pytest.raises(TypeError, match="only floating-point types are supported as the default"):
        dtypes.set_default_dtype(refused)  # type: ignore[arg-type]  # the error is the subject
    assert dtypes.default_dtype() is dtypes.float32


def test_sums_of_integers_are_int64() -> None:
    for each in ALL:
        whole = not (each.is_floating_point or each.is_complex)
        assert dtypes.sum_dtype(each) is (dtypes.int64 if whole else each)


def test_division_of_integers_is_floating_point() -> None:
    for each in ALL:
        whole = not (each.is_floating_point or each.is_complex)
        assert dtypes.floating_dtype(each) is (dtypes.float32 if whole else each)
