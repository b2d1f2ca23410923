"""Discrete Fourier transforms along some dimensions, times a scale.

Source: torch.fft, PyTorch 2.13; Cooley and Tukey 1965.
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.tensor import Array

Dims = tuple[int, ...]


def _wide(a: Any) -> np.dtype[Any]:
    """The complex dtype for numbers."""
    return np.result_type(a.dtype, np.complex64)


def _scaled(
    found: Any, scale: float, dtype: Any, like: Any, dims: Dims, *, keeps_last: bool = False
) -> Array:
    """A transform times its scale, laid out in memory as PyTorch leaves it.

    The dimensions along which it was made come last, both they and the others as those of ``like``.

    Args:
        keeps_last: whether the last dimension stays behind all others.
    """
    others = [each for each in range(like.ndim) if each not in dims]
    free = len(dims) - keeps_last
    order = [
        *sorted(others, key=lambda each: -like.strides[each]),
        *sorted(dims[:free], key=lambda each: -like.strides[each]),
        *dims[free:],
    ]
    laid = np.empty([found.shape[each] for each in order], dtype).transpose(np.argsort(order))
    np.multiply(found, np.float64(scale), out=laid, casting="unsafe")
    return laid


@op("FftC2CBackward0", formula=r"\mathrm{scale} \sum_k a_k e^{\mp 2 \pi i j k / n}")
def fft_c2c(a: Any, *, dim: Dims, scale: float, forward: bool) -> Array:
    """The discrete Fourier transform of complex numbers, forward or inverse."""
    both = np.fft.fftn(a, axes=dim) if forward else np.fft.ifftn(a, axes=dim, norm="forward")
    return _scaled(both, scale, _wide(a), a, dim)


@fft_c2c.vjp("a", sends=r"\mathrm{scale} \sum_j g_j e^{\pm 2 \pi i j k / n}")
def fft_c2c_wrt_a(F: Any, g: Any, *, dim: Dims, scale: float, forward: bool) -> Any:
    return F.fft_c2c(g, dim=dim, scale=scale, forward=not forward)


@op("FftR2CBackward0", formula=r"\mathrm{scale} \sum_k a_k e^{-2 \pi i j k / n}")
def fft_r2c(a: Any, *, dim: Dims, scale: float, onesided: bool) -> Array:
    """The forward transform of real numbers; one-sided, without the redundant conjugate half."""
    transform = np.fft.rfftn if onesided else np.fft.fftn
    return _scaled(transform(a, axes=dim), scale, _wide(a), a, dim, keeps_last=True)


@fft_r2c.vjp("a", sends=r"\mathrm{scale} \cdot \operatorname{Re} \sum_j g_j e^{2 \pi i j k / n}")
def fft_r2c_wrt_a(F: Any, g: Any, *, a: Any, dim: Dims, scale: float, onesided: bool) -> Any:
    missing = a.shape[dim[-1]] - g.shape[dim[-1]]
    if missing:
        last = dim[-1]
        pad = tuple((0, missing if each == last else 0) for each in range(a.ndim))
        g = F.constant_pad(g, pad=pad, value=0)
    sent = F.fft_c2c(g, dim=dim, scale=scale, forward=False)
    return F.select(F.view_as_real(sent), dim=a.ndim, index=0)


@op("FftC2RBackward0", formula=r"\mathrm{scale} \sum_k a_k e^{2 \pi i j k / n}")
def fft_c2r(a: Any, *, dim: Dims, scale: float, size: int) -> Array:
    """The inverse of ``fft_r2c``, to ``size`` real numbers along the last dimension."""
    if dim[:-1]:
        a = fft_c2c.kernel(a, dim=dim[:-1], scale=1.0, forward=False)
    real = np.fft.irfft(a, size, axis=dim[-1], norm="forward")
    return _scaled(real, scale, a.real.dtype, a, dim[-1:])


@fft_c2r.vjp("a", sends=r"\mathrm{scale}\, w_k \sum_j g_j e^{-2 \pi i j k / n}")
def fft_c2r_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], dim: Dims, scale: float, size: int
) -> Any:
    sent = F.fft_r2c(g, dim=dim, scale=scale, onesided=True)
    last, one_side = dim[-1], size // 2 + 1
    weights = np.ones((one_side, *(1,) * (len(a_shape) - 1 - last)))
    weights[1 : size - one_side + 1] = 2  # of these the other side is not there
    return F.scale_by(sent, weight=weights)
