"""Spectra of short stretches of a signal, and the signal from them, as scripts call them.

Source: torch.stft and torch.istft, PyTorch 2.13; Griffin and Lim 1984.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from engine import errors
from engine.ops import fourier
from engine.ops.elementwise import arithmetic, complex_numbers
from engine.ops.indexing import select
from engine.ops.shapes import becoming, joining, layout, memory, shape
from engine.script_warnings import warn, warn_once
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.nn import margins
from engine.torch.routines import complex_parts, operands, views

_NO_WINDOW = "A window was not provided. A rectangular window will be applied{}"
_SUPPRESS = (
    "To suppress this warning and use a rectangular window, explicitly set "
    "`window=torch.ones(n_fft, device=<device>)`."
)
_LEAKS = (
    ",which is known to cause spectral leakage. Other windows such as torch.hann_window or "
    f"torch.hamming_window are recommended to reduce spectral leakage.{_SUPPRESS}"
)
_LOSES = f".Please provide the same window used by stft to make the inversion lossless.{_SUPPRESS}"
_NOT_COMPLEX = (
    "stft with return_complex=False is deprecated. In a future pytorch release, stft will return "
    "complex tensors for all inputs, and return_complex=False will raise an error.\n"
    "Note: you can still call torch.view_as_real on the complex output to recover the old return "
    "format."
)
_ONE_SIDE_OF_COMPLEX = "Cannot have onesided output if window or input is complex"
_LEAST_OVERLAP = 1e-11
"""Where windows sum up to less the signal cannot be call from the spectra."""


def stft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
    align_to_window: bool | None = None,
) -> Tensor:
    """The short-time Fourier transform of a signal, in frames ``hop_length`` apart.

    Shapes: (length,) or (n, length) -> as many dimensions and one more, (..., frequencies, times)

    Raises:
        RuntimeError: settings that do not fit together, or the signal.
    """
    require_tensors("stft", input=input)
    hop = n_fft // 4 if hop_length is None else hop_length
    width = n_fft if win_length is None else win_length
    if center and align_to_window is not None:
        raise RuntimeError("stft align_to_window should only be set when center = false")
    if align_to_window and width != n_fft:
        raise errors.MissingOperationError("Gradwalk's stft has no align_to_window=True")
    signal = _centered(input, n_fft // 2, pad_mode) if center else input
    if window is None:
        warn_once(_NO_WINDOW.format(_LEAKS))
    is_complex = return_complex
    if is_complex is None:
        is_complex = signal.dtype.is_complex or (window is not None and window.dtype.is_complex)
        if not is_complex:
            raise RuntimeError(
                "stft requires the return_complex parameter be given for real inputs, and will "
                "further require that return_complex=True in a future PyTorch release."
            )
    elif not is_complex:
        warn_once(_NOT_COMPLEX)
    call = _call_text(
        f"stft({_kind_of(signal)}", n_fft=n_fft, hop_length=hop, win_length=width, window=window,
        normalized=normalized, onesided=onesided, return_complex=return_complex,
        align_to_window=align_to_window,
    )  # fmt: skip
    _check_signal(signal, call, n_fft, hop, width, window)
    spectra = _spectra(signal, _stretched(window, signal, width, n_fft), n_fft, hop)
    found = _transformed(spectra, normalized, onesided, n_fft)
    becoming.transpose_.apply_in_place(found, dim0=1, dim1=2)
    if input.ndim == 1:
        becoming.squeeze_dim_.apply_in_place(found, dim=0)
    return found if is_complex else complex_parts.view_as_real(found)


def _centered(input: Tensor, margin: int, mode: str) -> Tensor:
    """The signal with a margin on both sides, so that the first stretch is around its start."""
    extents = (*(1,) * (3 - input.ndim), *input.shape)
    wide = margins.pad(shape.view(input, shape=extents), (margin, margin), mode)
    return shape.view(wide, shape=tuple(wide.shape[wide.ndim - input.ndim :]))


def _kind_of(tensor: Tensor) -> str:
    return f"{errors.tensor_type(tensor.dtype)}{list(tensor.shape)}"


def _call_text(start: str, **settings: Any) -> str:
    """A call as PyTorch's errors show it: booleans as numbers."""
    parts = [start]
    for name, each in settings.items():
        if isinstance(each, Tensor):
            each = f"{errors.tensor_type(each.dtype)}{{{list(each.shape)}}}"
        parts.append(f"{name}={int(each) if isinstance(each, bool) else each}")
    return ", ".join(parts) + ")"


def _check_signal(
    signal: Tensor, call: str, n_fft: int, hop: int, width: int, window: Tensor | None
) -> None:
    """Check that a signal can be cut into stretches.

    Raises:
        RuntimeError: it cannot.
    """
    length = signal.shape[-1] if signal.ndim else 0
    if not (signal.dtype.is_floating_point or signal.dtype.is_complex):
        what = "expected a tensor of floating point or complex values"
    elif signal.ndim not in (1, 2):
        what = "expected a 1D or 2D tensor"
    elif not 0 < n_fft <= length:
        what = f"expected 0 < n_fft < {length}, but got n_fft={width}"
    elif hop <= 0:
        what = f"expected hop_length > 0, but got hop_length={hop}"
    elif not 0 < width <= n_fft:
        what = f"expected 0 < win_length <= n_fft, but got win_length={width}"
    elif window is not None and tuple(window.shape) != (width,):
        what = (
            f"expected a 1D window tensor of size equal to win_length={width}, but got window with "
            f"size {list(window.shape)}"
        )
    else:
        return
    raise RuntimeError(f"{call} : {what}")


def _stretched(window: Tensor | None, signal: Tensor, width: int, n_fft: int) -> Tensor | None:
    """The window with zeros on both sides, as wide as a stretch; None where it is all ones."""
    if width == n_fft:
        return window
    if window is None:
        window = wrap(np.ones(width, signal._data.real.dtype))
    left = (n_fft - width) // 2
    return joining.constant_pad(window, pad=((left, n_fft - width - left),), value=0)


def _spectra(signal: Tensor, window: Tensor | None, n_fft: int, hop: int) -> Tensor:
    """The stretches of a signal, each seen through the window."""
    batch = shape.unsqueeze(signal, dim=0) if signal.ndim == 1 else signal
    rows, length = batch.shape
    count = 1 + (length - n_fft) // hop
    settings = views.strided_settings(
        batch, (rows, count, n_fft), (length, hop, 1), storage_offset=None
    )
    frames = memory.as_strided(batch, **settings)
    return frames if window is None else operands.mul(frames, window)


def _transformed(frames: Tensor, normalized: bool, onesided: bool | None, n_fft: int) -> Tensor:
    scale = 1 / sqrt(n_fft) if normalized else 1.0
    if not frames.dtype.is_complex:
        one = True if onesided is None else onesided
        return fourier.fft_r2c(frames, dim=(2,), scale=scale, onesided=one)
    if onesided:
        raise RuntimeError(_ONE_SIDE_OF_COMPLEX)
    return fourier.fft_c2c(frames, dim=(2,), scale=scale, forward=True)


def istft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: int | None = None,
    return_complex: bool = False,
) -> Tensor:
    """The inverse short-time Fourier transform, in the least-squares sense.

    Raises:
        RuntimeError: settings that do not fit together, or the spectra.
    """
    require_tensors("istft", input=input)
    hop = n_fft // 4 if hop_length is None else hop_length
    width = n_fft if win_length is None else win_length
    if not input.dtype.is_complex:
        raise RuntimeError(
            "istft requires a complex-valued input tensor matching the output from stft with "
            "return_complex=True."
        )
    if window is None:
        warn_once(_NO_WINDOW.format(_LOSES))
    call = _call_text(
        f"istft(CPU{input.dtype.scalar_name}Type{list(input.shape)}", n_fft=n_fft, hop_length=hop,
        win_length=width, window=window, center=center, normalized=normalized, onesided=onesided,
        length=length, return_complex=return_complex,
    )  # fmt: skip
    one = input.shape[input.ndim - 2] != n_fft if onesided is None else onesided
    _check_spectra(input, call, n_fft, hop, width, window, one)
    weights = _stretched(window, input, width, n_fft)
    if weights is None:
        weights = wrap(np.ones(n_fft, input._data.real.dtype))
    frames = _frames(input, n_fft, normalized, one, return_complex)
    signal = _overlapped(frames, weights, hop, center, length, call)
    if input.ndim == 2:
        signal = layout.squeeze_dim(signal, dim=0)
    return signal


def _check_spectra(
    input: Tensor, call: str, n_fft: int, hop: int, width: int, window: Tensor | None, one: bool
) -> None:
    """Check that spectra are those of stretches of a signal.

    Raises:
        RuntimeError: they are not.
    """
    rows = input.shape[input.ndim - 2]
    wanted = "n_fft / 2 + 1 when onesided=True" if one else "n_fft when onesided=False"
    if not input._data.size:
        what = ": input tensor cannot be empty."
    elif input.ndim not in (2, 3):
        what = f": expected a tensor with 3 or 4 dimensions, but got {input.ndim + 1}"
    elif rows != (n_fft // 2 + 1 if one else n_fft):
        what = (
            ": expected the frequency dimension (3rd to the last) of the input tensor to match "
            f"{wanted}, but got {rows}"
        )
    elif not 0 < hop <= width:
        what = ": expected 0 < hop_length <= win_length"
    elif not 0 < width <= n_fft:
        what = ": expected 0 < win_length <= n_fft"
    elif window is not None and tuple(window.shape) != (width,):
        what = ": Invalid window shape. window has to be 1D and length of `win_length`"
    else:
        return
    raise RuntimeError(f"{call} {what}")


def _frames(
    input: Tensor, n_fft: int, normalized: bool, onesided: bool, return_complex: bool
) -> Tensor:
    """The stretches that have given spectra."""
    parts = complex_numbers.view_as_real(input)
    if input.ndim == 2:
        parts = shape.unsqueeze(parts, dim=0)
    turned = complex_numbers.view_as_complex(layout.transpose(parts, dim0=1, dim1=2))
    scale = 1 / (sqrt(n_fft) if normalized else n_fft)
    if return_complex:
        if onesided:
            raise RuntimeError(_ONE_SIDE_OF_COMPLEX)
        return fourier.fft_c2c(turned, dim=(2,), scale=scale, forward=False)
    if not onesided:
        turned = select.slice(turned, dim=2, start=0, end=n_fft // 2 + 1, step=1)
    return fourier.fft_c2r(turned, dim=(2,), scale=scale, size=n_fft)


def _overlapped(
    frames: Tensor, window: Tensor, hop: int, center: bool, length: int | None, call: str
) -> Tensor:
    """Stretches added up where they overlap, over the sum of the squared windows there.

    Raises:
        RuntimeError: somewhere no window lets anything of the signal through.
    """
    rows, count, n_fft = frames.shape
    whole = n_fft + hop * (count - 1)
    seen = operands.mul(frames, shape.view(window, shape=(1, 1, n_fft)))
    settings = {"dim": 1, "size": n_fft, "step": hop}
    signal = layout.unfold_backward(seen, shape=(rows, whole), **settings)
    squares = shape.expand(arithmetic.pow_number(window, exponent=2), shape=(1, count, n_fft))
    weight = layout.unfold_backward(squares, shape=(1, whole), **settings)
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else whole - start
    inside = {"dim": 1, "start": start, "end": min(end, whole), "step": 1}
    kept, weight = select.slice(signal, **inside), select.slice(weight, **inside)
    if np.abs(elements(weight)).min(initial=np.inf) < _LEAST_OVERLAP:
        raise RuntimeError(f"{call} window overlap add min: 1")
    result = operands.div(kept, weight)
    if end > whole:
        warn(
            "The length of signal is shorter than the length parameter. Result is being padded "
            "with zeros in the tail. Please check your center and hop_length settings."
        )
        result = joining.constant_pad(result, pad=((0, 0), (0, end - whole)), value=0)
    return result
