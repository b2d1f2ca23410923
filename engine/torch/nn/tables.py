"""Embeddings: learned tables whose rows are looked up by integer indices.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

from engine import dtypes, errors
from engine.tensor import Tensor
from engine.torch.nn import bags, embeddings, init
from engine.torch.nn.layers import empty
from engine.torch.nn.module import Module
from engine.torch.nn.parameter import Parameter


def _non_defaults(module: Any, **usual: Any) -> list[str]:
    """The non-default settings, for the repr."""
    return [
        f"{name}={getattr(module, name)}"
        for name, value in usual.items()
        if getattr(module, name) != value
    ]


def _padding(padding_idx: int | None, count: int, name: str) -> int | None:
    """The index of the padding row, which is not trained.

    Raises:
        AssertionError: the index is out of range.
    """
    if padding_idx is None:
        return None
    if not -count <= padding_idx < count:
        raise AssertionError(f"{name} must be within num_embeddings")
    return padding_idx % count


def _rows(
    count: int,
    width: int,
    padding_idx: int | None,
    given: Tensor | None,
    device: Any,
    dtype: dtypes.dtype | None,
    is_learned: bool = True,
) -> Parameter:
    """The given table, or one of normal draws with zeros for the padding row.

    Raises:
        AssertionError: the given one has another shape.
    """
    if given is not None:
        if tuple(given.shape) != (count, width):
            raise AssertionError("Shape of weight does not match num_embeddings and embedding_dim")
        return Parameter(given, requires_grad=is_learned)
    weight = empty(count, width, dtype=dtype, device=device)
    _draw(weight, padding_idx)
    return weight


def _draw(weight: Parameter, padding_idx: int | None) -> None:
    """Fill a table with normal draws, and the padding row with zeros."""
    init.normal_(weight)
    if padding_idx is not None:
        weight._array()[padding_idx] = 0
        weight._shared_storage().version += 1


class Embedding(Module):
    """A table of embedding vectors, looked up by integer indices.

    Shapes: input (...) -> (..., embedding_dim)

    Raises:
        MissingOperationError: sparse gradients.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        if sparse:
            raise errors.MissingOperationError("Gradwalk has no sparse gradients: sparse=True")
        padding_idx = _padding(padding_idx, num_embeddings, "Padding_idx")
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx, self.max_norm, self.norm_type = padding_idx, max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        self.weight = _rows(
            num_embeddings, embedding_dim, padding_idx, _weight, device, dtype, not _freeze
        )
        self.weight.requires_grad = not _freeze

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Any,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Embedding:
        """A table with given rows, which is trained unless frozen.

        Raises:
            AssertionError: not a matrix.
        """
        if embeddings.dim() != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        rows, width = embeddings.shape
        settings = padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse
        return cls(rows, width, *settings, _weight=embeddings, _freeze=freeze)

    def reset_parameters(self) -> None:
        """Draw new starting values."""
        _draw(self.weight, self.padding_idx)

    def forward(self, input: Tensor) -> Tensor:
        """The rows at the indices of the input."""
        settings = self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq
        return embeddings.embedding(input, self.weight, *settings)

    def extra_repr(self) -> str:
        """Its sizes, and non-default settings."""
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        usual = {"padding_idx": None, "max_norm": None, "norm_type": 2}
        parts += _non_defaults(self, **usual, scale_grad_by_freq=False)
        return ", ".join(parts)


class EmbeddingBag(Module):
    """A table of embedding vectors; sums, means or maxima of bags of them.

    Shapes: input (n, length), or (m,) with offsets (n,) -> (n, embedding_dim)

    Raises:
        MissingOperationError: sparse gradients.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        if sparse:
            raise errors.MissingOperationError("Gradwalk has no sparse gradients: sparse=True")
        padding_idx = _padding(padding_idx, num_embeddings, "padding_idx")
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.max_norm, self.norm_type, self.mode = max_norm, norm_type, mode
        self.include_last_offset, self.padding_idx = include_last_offset, padding_idx
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        self.weight = _rows(num_embeddings, embedding_dim, padding_idx, _weight, device, dtype)

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, **settings: Any
    ) -> EmbeddingBag:
        """A table with given rows, which is trained unless frozen.

        Raises:
            AssertionError: not a matrix.
        """
        if embeddings.ndim != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        rows, width = embeddings.shape
        made = cls(rows, width, _weight=embeddings, **settings)
        made.weight.requires_grad = not freeze
        return made

    def reset_parameters(self) -> None:
        """Draw new starting values."""
        _draw(self.weight, self.padding_idx)

    def forward(
        self,
        input: Tensor,
        offsets: Tensor | None = None,
        per_sample_weights: Tensor | None = None,
    ) -> Tensor:
        """The sum, mean or maximum of each bag."""
        return bags.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            per_sample_weights=per_sample_weights,
            include_last_offset=self.include_last_offset,
            padding_idx=self.padding_idx,
        )

    def extra_repr(self) -> str:
        """Its sizes, its mode, and non-default settings."""
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        parts += _non_defaults(self, max_norm=None, norm_type=2, scale_grad_by_freq=False)
        parts += [f"mode={self.mode!r}", *_non_defaults(self, padding_idx=None)]
        return ", ".join(parts)
