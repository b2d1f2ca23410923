"""Operations that PyTorch implements for real numbers only, and its errors for complex ones.

Source: the errors of PyTorch 2.13 on the CPU.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes

_KERNELS = {
    name: kernel
    for line in """
        amax:max_values_cpu amin:min_values_cpu aminmax:aminmax_cpu atan2:atan2_cpu
        atan2_of_truth:atan2_cpu celu:elu_cpu
        clamp_max_tensor:minimum_cpu clamp_min_tensor:maximum_cpu
        copysign:copysign_cpu copysign_number:copysign_cpu cummax:cummax_cpu cummin:cummin_cpu
        digamma:digamma elu:elu_cpu
        entr:entr_cpu erf:erf_vml_cpu erfc:erfc_vml_cpu erfinv:erfinv_vml_cpu
        floor_divide:div_floor_cpu floor_divide_number:div_floor_cpu fmod:fmod_cpu
        fmod_number:fmod_cpu frac:frac_cpu ge:ge_cpu gelu:GeluKernelImpl glu:glu_cpu
        grid_sampler_2d:grid_sampler_2d_cpu_kernel_impl grid_sampler_3d:grid_sampler3d_cpu gt:gt_cpu
        hardshrink:hardshrink_cpu hardsigmoid:hardsigmoid_cpu hardswish:hardswish_cpu
        huber_loss:huber_cpu hypot:hypot_cpu i0:i0_vml_cpu kthvalue:kthvalue_cpu
        layer_norm:LayerNormKernelImpl le:le_cpu leaky_relu:leaky_relu_cpu lgamma:lgamma_vml_cpu
        log_sigmoid:log_sigmoid_cpu log_softmax:log_softmax_lastdim_kernel_impl logit:logit_cpu
        lt:lt_cpu max:max_all max_pool2d:max_pool2d median:median_cpu min:min_all mish:mish_cpu
        mode:mode_cpu mse_loss:mse_cpu nextafter:nextafter_cpu prelu:prelu_cpu
        remainder:remainder_cpu remainder_number:remainder_cpu round:round_vml_cpu
        round_decimals:round_cpu smooth_l1_loss:smooth_l1_cpu softmax:softmax_lastdim_kernel_impl
        softplus:softplus_cpu softshrink:softshrink_check threshold:threshold_cpu
        xlog1py:xlog1py_cpu xlog1py_number:xlog1py_cpu number_xlog1py:xlog1py_cpu
        xlogy:xlogy_cpu xlogy_number:xlogy_cpu number_xlogy:xlogy_cpu
        zeta_number:zeta_cpu number_zeta:zeta_cpu
    """.splitlines()
    for name, kernel in (pair.split(":") for pair in line.split())
} | {
    name: f"{name}_cpu"
    for name in (
        *("airy_ai", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "erfcx"),
        *("chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v"),
        *("chebyshev_polynomial_w", "hermite_polynomial_h", "hermite_polynomial_he", "i0e", "i1"),
        *("i1e", "igamma", "igammac", "laguerre_polynomial_l", "legendre_polynomial_p"),
        *("log_ndtr", "modified_bessel_i0", "modified_bessel_i1", "modified_bessel_k0"),
        *("modified_bessel_k1", "ndtri", "scaled_modified_bessel_k0"),
        *("scaled_modified_bessel_k1", "shifted_chebyshev_polynomial_t"),
        *("shifted_chebyshev_polynomial_u", "shifted_chebyshev_polynomial_v"),
        *("shifted_chebyshev_polynomial_w", "spherical_bessel_j0", "zeta"),
    )
}

_NOT_IMPLEMENTED = {
    **dict.fromkeys(
        ("clamp", "clamp_max", "clamp_min", "hardtanh", "relu"),
        "clamp is not supported for complex types",
    ),
    **{name: f"{name} is not supported for complex inputs" for name in ("ceil", "floor", "trunc")},
    "sign": "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use "
    "torch.sgn instead.",
    "signbit": "signbit is not implemented for complex tensors.",
}

_REFUSED = {
    **{
        name: f"{name} not implemented for complex tensors."
        for name in ("fmax", "fmin", "maximum", "minimum")
    },
    **{name: f"{name}(): does not support complex input" for name in ("argmax", "argmin")},
    "deg2rad": "deg2rad is not supported for complex tensors.",
    "heaviside": "heaviside is not yet implemented for complex tensors.",
    "isneginf": "isneginf does not support complex inputs.",
    "isposinf": "isposinf does not support complex inputs.",
    "max_dim": "max(): does not support complex input",
    "min_dim": "min(): does not support complex input",
    "nansum": "nansum on CPU does not support complex inputs",
    "rad2deg": "rad2deg is not supported for complex tensors.",
    "sort": " Sort does not support complex dtypes on CPU",
    "topk": " topk does not support complex dtypes on CPU",
}

_NUMBERS = (np.ndarray, np.generic, bool, int, float, complex)

REAL_ONLY = {*_KERNELS, *_NOT_IMPLEMENTED, *_REFUSED}
"""The names of the operations that PyTorch implements for real numbers only."""


def refuse_complex(operation: str, values: Sequence[Any]) -> None:
    """Refuse complex operands of an operation in ``REAL_ONLY``.

    Raises:
        NotImplementedError: PyTorch has no kernel for complex numbers.
        RuntimeError: PyTorch checks for complex operands before it selects a kernel.
    """
    for each in values:
        if _is_complex(each):
            break
    else:
        return
    if operation in _REFUSED:
        raise RuntimeError(_REFUSED[operation])
    numbers = (each for each in values if isinstance(each, _NUMBERS))
    name = dtypes.result_type(*map(dtypes.operand, numbers)).scalar_name
    raise NotImplementedError(
        _NOT_IMPLEMENTED.get(operation) or f"\"{_KERNELS[operation]}\" not implemented for '{name}'"
    )


def _is_complex(value: Any) -> bool:
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind == "c"
    return isinstance(value, complex)
