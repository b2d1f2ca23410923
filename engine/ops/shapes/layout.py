"""Views and copies with the dimensions in other places: transposes, diagonals, windows, flips."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.op import op
from engine.ops.order import in_order
from engine.strides import arranged
from engine.tensor import Array


@op("TransposeBackward0", is_view=True, formula=r"a^{\mathsf{T}}")
def transpose(a: Array, *, dim0: int, dim1: int) -> Array:
    """Two dimensions exchanged."""
    return np.swapaxes(a, dim0, dim1) if np.ndim(a) else np.asarray(a).view()


@transpose.vjp("a", sends=r"g^{\mathsf{T}}")
def transpose_wrt_a(F: Any, g: Any, *, dim0: int, dim1: int) -> Any:
    return F.transpose(g, dim0=dim0, dim1=dim1)


@op("SqueezeBackward0", is_view=True, formula="a")
def squeeze_all(a: Array) -> Array:
    """Without the dimensions of extent 1."""
    return np.asarray(a).reshape([n for n in a.shape if n != 1])


@op("SqueezeBackward1", is_view=True, formula="a")
def squeeze_dim(a: Array, *, dim: int) -> Array:
    """Without a dimension, if it has extent 1."""
    return _without(a, (dim,))


@op("SqueezeBackward2", is_view=True, formula="a")
def squeeze_dims(a: Array, *, dim: tuple[int, ...]) -> Array:
    """Without those of some dimensions that have extent 1."""
    return _without(a, dim)


def _without(a: Array, dims: tuple[int, ...]) -> Array:
    kept = [n for dim, n in enumerate(a.shape) if n != 1 or dim not in dims]
    return np.asarray(a).reshape(kept)


@squeeze_all.vjp("a", sends="g")
def squeeze_all_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...]) -> Any:
    return squeeze_dims_wrt_a(F, g, a_shape=a_shape, dim=tuple(range(len(a_shape))))


@squeeze_dim.vjp("a", sends="g")
def squeeze_dim_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], dim: int) -> Any:
    return squeeze_dims_wrt_a(F, g, a_shape=a_shape, dim=(dim,))


@squeeze_dims.vjp("a", sends="g")
def squeeze_dims_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], dim: tuple[int, ...]) -> Any:
    for each in sorted(dim):
        if len(a_shape) and a_shape[each] == 1:
            g = F.unsqueeze(g, dim=each)
    return g


@op("DiagonalBackward0", is_view=True, formula="a_{ii}")
def diagonal(a: Array, *, offset: int, dim1: int, dim2: int) -> Array:
    """The diagonal of two dimensions, as a new last one."""
    return _writable_diagonal(np.asarray(a), offset, dim1, dim2)


def _writable_diagonal(a: np.ndarray, offset: int, dim1: int, dim2: int) -> np.ndarray:
    """What numpy's diagonal is, but writable where ``a`` is."""
    view = np.diagonal(a, offset, dim1, dim2)
    if a.flags.writeable:
        view.flags.writeable = True
    return view


@diagonal.vjp("a", sends=r"\begin{cases} g_i & i = j \\ 0 \end{cases}")
def diagonal_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], offset: int, dim1: int, dim2: int
) -> Any:
    return F.diagonal_backward(g, shape=tuple(a_shape), offset=offset, dim1=dim1, dim2=dim2)


@op("DiagonalBackwardBackward0", formula=r"d_i \text{ at } ii \text{, else } 0")
def diagonal_backward(
    d: Array, *, shape: tuple[int, ...], offset: int, dim1: int, dim2: int
) -> Array:
    """Zeros, with d as the diagonal of two dimensions."""
    out = np.zeros(shape, d.dtype)
    _writable_diagonal(out, offset, dim1, dim2)[...] = d
    return out


@diagonal_backward.vjp("d", sends="g_{ii}")
def diagonal_backward_wrt_d(F: Any, g: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    return F.diagonal(g, offset=offset, dim1=dim1, dim2=dim2)


@op("DiagEmbedBackward0", formula=r"a_i \text{ at } ii \text{, else } 0")
def diag_embed(a: Array, *, offset: int, dim1: int, dim2: int) -> Array:
    """Matrices with the elements of the last dimension on a diagonal, and 0 elsewhere."""
    extent = a.shape[-1] + abs(offset)
    shape = list(a.shape[:-1])
    for dim in sorted((dim1, dim2)):
        shape.insert(dim, extent)
    return diagonal_backward.kernel(a, shape=tuple(shape), offset=offset, dim1=dim1, dim2=dim2)


@diag_embed.vjp("a", sends="g_{ii}")
def diag_embed_wrt_a(F: Any, g: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    return F.diagonal(g, offset=offset, dim1=dim1, dim2=dim2)


@op("UnfoldBackward0", is_view=True, formula=r"a_{i \cdot \mathrm{step} + j}")
def unfold(a: Array, *, dimension: int, size: int, step: int) -> Array:
    """All windows of a size along a dimension, as a new last one; they overlap in memory."""
    if not np.ndim(a):
        return np.asarray(a).reshape(1)[:size]
    windows = sliding_window_view(a, size, axis=dimension, writeable=True)
    return windows[(np.s_[:],) * dimension + (np.s_[::step],)]


@unfold.vjp("a", sends=r"\sum_{k \cdot \mathrm{step} + j = i} g_{k j}")
def unfold_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], dimension: int, size: int, step: int
) -> Any:
    return F.unfold_backward(g, shape=tuple(a_shape), dim=dimension, size=size, step=step)


@op("UnfoldBackwardBackward0", formula=r"\sum_{i \cdot \mathrm{step} + j = k} d_{ij}")
def unfold_backward(d: Any, *, shape: tuple[int, ...], dim: int, size: int, step: int) -> Array:
    """Windows added up where they overlap."""
    out = np.zeros(shape, d.dtype)
    count = d.shape[dim] if shape else 1
    for offset in range(size):
        where = np.s_[offset : offset + step * count : step]
        out[(np.s_[:],) * dim + (where,) if shape else ()] += d[..., offset]
    return out[()]


@unfold_backward.vjp("d", sends=r"g_{k \cdot \mathrm{step} + j}")
def unfold_backward_wrt_d(F: Any, g: Any, *, dim: int, size: int, step: int) -> Any:
    return F.unfold(g, dimension=dim, size=size, step=step)


@op("FlipBackward0", formula="a_{n - 1 - i}")
def flip(a: Array, *, dims: tuple[int, ...]) -> Array:
    """The order of elements reversed along dimensions."""
    return arranged(np.flip(a, dims).copy(order="K"), (a,)) if np.ndim(a) else a.copy()


@flip.vjp("a", sends="g_{n - 1 - i}")
def flip_wrt_a(F: Any, g: Any, *, dims: tuple[int, ...]) -> Any:
    return F.flip(g, dims=dims)


@op("RollBackward0", formula=r"a_{(i - \mathrm{shifts}) \bmod n}")
def roll(a: Array, *, shifts: tuple[int, ...], dims: tuple[int, ...]) -> Array:
    """Elements moved along dimensions; what leaves at one end comes in at the other.

    Without dimensions the tensor counts as one long row.
    """
    return in_order(np.roll(a, shifts, dims) if dims else np.roll(a, sum(shifts)))


@roll.vjp("a", sends=r"g_{(i + \mathrm{shifts}) \bmod n}")
def roll_wrt_a(F: Any, g: Any, *, shifts: tuple[int, ...], dims: tuple[int, ...]) -> Any:
    return F.roll(g, shifts=tuple(-each for each in shifts), dims=dims)


@op("Rot90Backward0", formula=r"\operatorname{rot90}(a)")
def rot90(a: Array, *, k: int, dims: tuple[int, int]) -> Array:
    """The plane of two dimensions turned by quarters from the first towards the second."""
    if k % 4 in (0, 2):
        return np.flip(a, dims if k % 4 else ()).copy()
    turned = np.flip(a, dims[1] if k % 4 == 1 else dims[0]).copy(order="K")
    return np.swapaxes(turned, *dims)


@rot90.vjp("a", sends=r"\operatorname{rot90}^{-1}(g)")
def rot90_wrt_a(F: Any, g: Any, *, k: int, dims: tuple[int, int]) -> Any:
    return F.rot90(g, k=-k, dims=dims)


@op("TrilBackward0", formula=r"a_{ij} \text{ for } j - i \le \mathrm{diagonal} \text{, else } 0")
def tril(a: Array, *, diagonal: int) -> Array:
    """Matrices with 0 above a diagonal."""
    return in_order(np.tril(a, diagonal))


@tril.vjp("a", sends=r"\begin{cases} g_{i j} & j - i \le \mathrm{diagonal} \\ 0 \end{cases}")
def tril_wrt_a(F: Any, g: Any, *, diagonal: int) -> Any:
    return F.tril(g, diagonal=diagonal)


@op("TriuBackward0", formula=r"a_{ij} \text{ for } j - i \ge \mathrm{diagonal} \text{, else } 0")
def triu(a: Array, *, diagonal: int) -> Array:
    """Matrices with 0 below a diagonal."""
    return in_order(np.triu(a, diagonal))


@triu.vjp("a", sends=r"\begin{cases} g_{i j} & j - i \ge \mathrm{diagonal} \\ 0 \end{cases}")
def triu_wrt_a(F: Any, g: Any, *, diagonal: int) -> Any:
    return F.triu(g, diagonal=diagonal)
