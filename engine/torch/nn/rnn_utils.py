"""The module ``torch.nn.utils.rnn``: sequences of different lengths in a batch.

Source: torch.nn.utils.rnn, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from engine import dtypes
from engine.ops.elementwise import compare
from engine.ops.indexing import select
from engine.ops.nn import packing
from engine.tensor import Tensor
from engine.torch.calling.argument_kinds import require_each
from engine.torch.calling.arguments import require_tensors
from engine.torch.names.absent import missing as _missing
from engine.torch.routines import creation, dimensions, indexing, shapes, slices
from engine.torch.tensors import conversions, in_place_writing, reshaping
from engine.unobserved import reported

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]


class PackedSequence(NamedTuple):
    """Sequences of different lengths without padding.

    Attributes:
        data: the elements, step by step.
        batch_sizes: the batch size of each step.
        sorted_indices: the order in which sequences were sorted, if they were.
        unsorted_indices: the inverse permutation.
    """

    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None = None
    unsorted_indices: Tensor | None = None

    @property
    def _sizes(self) -> tuple[int, ...]:
        """The batch size of each step."""
        return tuple(self.batch_sizes._array().tolist())

    def _with_data(self, data: Tensor) -> PackedSequence:
        """The same structure with other elements."""
        return self._replace(data=data)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The sequences cast to another dtype; itself if they have it already."""
        data = conversions.to(self.data, *args, **kwargs)
        return self if data is self.data else self._with_data(data)

    def cpu(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The sequences themselves."""
        return self.to(*args, **kwargs)

    @property
    def is_cuda(self) -> bool:
        """False: there is no GPU."""
        return False

    def is_pinned(self) -> bool:
        """False: nothing is pinned."""
        return False


def _casting(dtype: dtypes.dtype) -> Callable[[PackedSequence], PackedSequence]:
    """A method that casts the elements."""

    def cast(self: PackedSequence) -> PackedSequence:
        return self.to(dtype=dtype)

    return cast


_CASTS = {
    "double": dtypes.float64,
    "float": dtypes.float32,
    "half": dtypes.float16,
    "long": dtypes.int64,
    "int": dtypes.int32,
    "short": dtypes.int16,
    "char": dtypes.int8,
    "byte": dtypes.uint8,
}
for _name, _dtype in _CASTS.items():
    setattr(PackedSequence, _name, _casting(_dtype))


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The inverse permutation."""
    if permutation is None:
        return None
    return reported("unsorted_indices", np.argsort(permutation._array()))


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Pack padded sequences of given lengths.

    Shapes: input (steps, n, ...), lengths (n,)

    Raises:
        RuntimeError: empty input, or lengths that are not sorted, not positive, or not one for each
            sequence.
        IndexError: several dimensions of lengths, which are to be sorted.
    """
    require_tensors("_pack_padded_sequence", input=input)
    whole = lengths if isinstance(lengths, Tensor) else creation.tensor(lengths)
    if whole.ndim > 1 and not enforce_sorted:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if whole.ndim != 1:
        raise RuntimeError(
            f"'lengths' argument should be a 1D CPU int64 tensor, but got {whole.ndim}D cpu Long "
            "tensor"
        )
    counts = whole._array()
    order = unorder = None
    if not enforce_sorted:
        places = np.argsort(-counts, kind="stable")
        order = reported("sorted_indices", places)
        unorder = reported("unsorted_indices", np.argsort(places))
        counts = counts[places]
        input = slices.index_select(input, 0 if batch_first else 1, order)
    _check_lengths(counts, input, batch_first)
    sizes = tuple(int((counts > step).sum()) for step in range(int(counts[0])))
    steps = sizes[: input.shape[1 if batch_first else 0]]  # there are no more
    data = packing.pack_steps(input, sizes=steps, batch_first=batch_first)
    return PackedSequence(data, reported("batch_sizes", np.array(sizes)), order, unorder)


def _check_lengths(counts: np.ndarray, input: Tensor, batch_first: bool) -> None:
    if not input._data.size:
        raise RuntimeError("Cannot pack empty tensors.")
    batch_size = input.shape[0 if batch_first else 1]
    if len(counts) != batch_size:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(counts)} "
            f"(batch_size={batch_size})"
        )
    if (np.diff(counts) > 0).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You "
            "can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to "
            "sidestep this requirement if you do not need ONNX exportability."
        )
    if counts[-1] <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' "
            "that is <= 0"
        )


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Padded sequences, and their lengths.

    Shapes: -> (steps, n, ...), lengths (n,)

    Raises:
        ValueError: the total length is too small.
    """
    sizes, data = tuple(sequence.batch_sizes._array().tolist()), sequence.data
    steps = len(sizes) if total_length is None else total_length
    if steps < len(sizes):
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but "
            f"got total_length={total_length} and max sequence length being {len(sizes)}"
        )
    shape = (steps, sizes[0], *data.shape[1:])
    padded = creation.full(shape, padding_value, dtype=data.dtype)
    step = start = 0
    for size, alike in groupby(sizes):
        count = len(list(alike))
        rows = select.slice(data, dim=0, start=start, end=start + size * count, step=1)
        target = select.slice(padded, dim=0, start=step, end=step + count, step=1)
        target = select.slice(target, dim=1, start=0, end=size, step=1)
        in_place_writing.copy_(target, shapes.view(rows, count, size, *data.shape[1:]))
        step, start = step + count, start + size * count
    lengths = np.array([sum(size > at for size in sizes) for at in range(sizes[0])])
    if batch_first:
        padded = dimensions.transpose(padded, 0, 1)
    places = sequence.unsorted_indices
    if places is None:
        return padded, reported("lengths", lengths)
    dim = 0 if batch_first else 1
    return slices.index_select(padded, dim, places), reported("lengths", lengths[places._array()])


def pad_sequence(
    sequences: Iterable[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Pad sequences to the length of the longest.

    Shapes: sequences (length, ...) each -> (longest, n, ...), or (n, longest, ...) with batch_first

    Raises:
        RuntimeError: an unknown side.
    """
    if padding_side not in ("left", "right"):
        raise RuntimeError(
            f"Expected padding_side to be one of left or right, but got {padding_side}."
        )
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            "pad_sequence: Expected iterable for input sequences, but got arg of type: "
            f"{type(sequences)}"
        )
    given = list(sequences)
    require_each(given)
    if not given:
        raise RuntimeError("received an empty list of sequences")
    if not all(each.ndim for each in given):
        raise RuntimeError("ArrayRef: invalid slice, N = 1; size = 0")
    longest = max(each.shape[0] for each in given)
    size = (len(given), longest) if batch_first else (longest, len(given))
    padded = creation.full((*size, *given[0].shape[1:]), padding_value, dtype=given[0].dtype)
    for at, each in enumerate(given):
        length = each.shape[0]
        start = longest - length if padding_side == "left" else 0
        target = select.select(padded, dim=0 if batch_first else 1, index=at)
        in_place_writing.copy_(
            select.slice(target, dim=0, start=start, end=start + length, step=1), each
        )
    return padded


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Pack sequences of different lengths."""
    lengths = [each.size(0) for each in sequences]  # type: ignore[attr-defined]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpad_sequence(
    padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False
) -> list[Tensor]:
    """The sequences of a padded batch, which is transposed in place unless ``batch_first``."""
    if not batch_first:
        reshaping.transpose_(padded_sequences, 0, 1)
    places = creation.arange(padded_sequences.shape[1])
    pairs = zip(conversions.iterate(padded_sequences), conversions.iterate(lengths), strict=True)
    return [indexing.get_item(each, compare.lt(places, length)) for each, length in pairs]


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences of a packed batch."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.nn.utils.rnn", name, __all__)
