"""Dtypes that PyTorch's kernels do not compute in, where ours would.

Source: what PyTorch 2.13, in its build for the CPU, says to operands of each dtype.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from engine import dtypes
from engine.tensor import Tensor
from engine.torch.calling.dtype_arguments import refuse_dtypes

_KERNELS: dict[str, str] = {
    "torch": """
        addbmm addmm_impl_cpu_ b
        addcmul addcmul_cpu_out b
        addmm addmm_impl_cpu_ b
        addmv addmv_impl_cpu b
        baddbmm baddbmm b
        bmm bmm b
        bucketize searchsorted_out_cpu bc
        cholesky_inverse cholesky_inverse_out_cpu biu
        clamp_max minimum_cpu c
        clamp_min maximum_cpu c
        copysign copysign_cpu c
        ge ge_cpu c
        grid_sampler_2d grid_sampler_2d_cpu_kernel_impl c
        grid_sampler_3d grid_sampler3d_cpu c
        gt gt_cpu c
        histc histogram_cpu c
        histogram histogramdd c
        histogramdd histogramdd c
        igamma igamma_cpu c
        igammac igammac_cpu c
        index_reduce index_func_ bc
        kthvalue kthvalue_cpu b
        le le_cpu c
        lt lt_cpu c
        median median_cpu c
        nanmedian median_cpu c
        native_batch_norm batch_norm c
        native_group_norm GroupNormKernelImpl c
        searchsorted searchsorted_out_cpu bc
        unique_consecutive unique c
        xlogy xlogy_cpu c
    """,
    "torch.Tensor": """
        addbmm addmm_impl_cpu_ b
        addbmm_ addmm_impl_cpu_ b
        addcmul addcmul_cpu_out b
        addcmul_ addcmul_cpu_out b
        addmm addmm_impl_cpu_ b
        addmm_ addmm_impl_cpu_ b
        addmv addmv_impl_cpu b
        addmv_ addmv_impl_cpu b
        baddbmm baddbmm b
        baddbmm_ baddbmm b
        bmm bmm b
        cholesky_inverse cholesky_inverse_out_cpu biu
        clamp_max minimum_cpu c
        clamp_max_ minimum_cpu c
        clamp_min maximum_cpu c
        clamp_min_ maximum_cpu c
        copysign copysign_cpu c
        copysign_ copysign_cpu c
        ge ge_cpu c
        ge_ ge_cpu c
        gt gt_cpu c
        gt_ gt_cpu c
        histc histogram_cpu c
        histogram histogramdd c
        hypot_ hypot_cpu biu
        igamma igamma_cpu c
        igamma_ igamma_cpu bciu
        igammac igammac_cpu c
        igammac_ igammac_cpu bciu
        index_reduce index_func_ bc
        index_reduce_ index_func_ bc
        kthvalue kthvalue_cpu b
        le le_cpu c
        le_ le_cpu c
        lt lt_cpu c
        lt_ lt_cpu c
        median median_cpu c
        nanmedian median_cpu c
        nextafter_ nextafter_cpu biu
        unique_consecutive unique c
        xlogy xlogy_cpu c
        xlogy_ xlogy_cpu c
    """,
    "torch.nn.functional": """
        adaptive_avg_pool1d adaptive_avg_pool2d c
        adaptive_avg_pool2d adaptive_avg_pool2d c
        adaptive_avg_pool3d adaptive_avg_pool3d_cpu c
        adaptive_max_pool1d adaptive_max_pool2d c
        adaptive_max_pool2d adaptive_max_pool2d c
        adaptive_max_pool3d adaptive_max_pool3d_cpu bciu
        avg_pool1d avg_pool2d bcu
        avg_pool2d avg_pool2d bcu
        avg_pool3d avg_pool3d_out_frame bcu
        batch_norm batch_norm c
        binary_cross_entropy binary_cross_entropy c
        binary_cross_entropy_with_logits log_sigmoid_cpu c
        group_norm GroupNormKernelImpl c
        instance_norm batch_norm c
        linear addmm_impl_cpu_ b
        local_response_norm avg_pool2d c
        max_pool3d max_pool3d c
        max_unpool1d max_unpool2d c
        max_unpool2d max_unpool2d c
        max_unpool3d max_unpool3d c
        multi_margin_loss multi_margin_loss_cpu_kernel c
        multilabel_margin_loss multilabel_margin_loss_forward_out_frame c
        nll_loss nll_loss_out_frame c
    """,
    "torch.special": """
        airy_ai airy_ai_cpu c
        bessel_j0 bessel_j0_cpu c
        bessel_j1 bessel_j1_cpu c
        bessel_y0 bessel_y0_cpu c
        bessel_y1 bessel_y1_cpu c
        chebyshev_polynomial_t chebyshev_polynomial_t_cpu c
        chebyshev_polynomial_u chebyshev_polynomial_u_cpu c
        chebyshev_polynomial_v chebyshev_polynomial_v_cpu c
        chebyshev_polynomial_w chebyshev_polynomial_w_cpu c
        erfcx erfcx_cpu c
        hermite_polynomial_h hermite_polynomial_h_cpu c
        hermite_polynomial_he hermite_polynomial_he_cpu c
        i0e i0e_cpu c
        i1 i1_cpu c
        i1e i1e_cpu c
        laguerre_polynomial_l laguerre_polynomial_l_cpu c
        legendre_polynomial_p legendre_polynomial_p_cpu c
        log_ndtr log_ndtr_cpu c
        modified_bessel_i0 modified_bessel_i0_cpu c
        modified_bessel_i1 modified_bessel_i1_cpu c
        modified_bessel_k0 modified_bessel_k0_cpu c
        modified_bessel_k1 modified_bessel_k1_cpu c
        ndtri ndtri_cpu c
        scaled_modified_bessel_k0 scaled_modified_bessel_k0_cpu c
        scaled_modified_bessel_k1 scaled_modified_bessel_k1_cpu c
        shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_t_cpu c
        shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_u_cpu c
        shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_v_cpu c
        shifted_chebyshev_polynomial_w shifted_chebyshev_polynomial_w_cpu c
        spherical_bessel_j0 spherical_bessel_j0_cpu c
        xlog1py xlog1py_cpu c
        xlogy xlogy_cpu c
        zeta zeta_cpu c
    """,
}
"""By namespace a line for each function: its name, its kernel's, and the numpy kinds refused."""


_IDLE_WITHOUT_ELEMENTS = frozenset(
    (
        *("addmm_impl_cpu_", "adaptive_avg_pool2d", "baddbmm", "batch_norm", "bmm"),
        "searchsorted_out_cpu",
    )
)
"""Kernels that are not called where there is nothing to compute."""

_PROMOTING = frozenset(
    (
        *("addcmul_cpu_out", "ge_cpu", "gt_cpu", "igamma_cpu", "igammac_cpu", "le_cpu", "lt_cpu"),
        *("maximum_cpu", "minimum_cpu", "searchsorted_out_cpu", "xlog1py_cpu", "xlogy_cpu"),
        "zeta_cpu",
    )
)
"""Kernels that compute in the dtype that all operands are promoted to."""


_OPERANDS = (bool, int, float, complex, np.ndarray, np.generic)


def refuse_dtypes_in(namespace: str, names: dict[str, Any]) -> None:
    """Make the functions of a namespace refuse dtypes as PyTorch's kernels do."""
    for line in _KERNELS.get(namespace, "").strip().splitlines():
        name, kernel, kinds = line.split()
        names[name] = _refusing(names[name], kernel, kinds)


def _refusing(function: Callable[..., Any], kernel: str, kinds: str) -> Callable[..., Any]:
    """The function, but with an error where its first argument is of one of some kinds.

    Raises:
        NotImplementedError: when called with such a tensor.
    """
    is_idle, promotes = kernel in _IDLE_WITHOUT_ELEMENTS, kernel in _PROMOTING

    @wraps(function)
    def refuses(*args: Any, **kwargs: Any) -> Any:
        first = args[0] if args else kwargs.get("input")
        if is_idle and isinstance(first, Tensor) and not first._data.size:
            return function(*args, **kwargs)
        if promotes and len(args) > 1:
            refuse_dtypes(kernel, _common_dtype(args), kinds)
        elif isinstance(first, Tensor):
            refuse_dtypes(kernel, first, kinds)
        return function(*args, **kwargs)

    return refuses


def _common_dtype(args: tuple[Any, ...]) -> dtypes.dtype:
    given = (each._data if isinstance(each, Tensor) else each for each in args)
    operands = [dtypes.operand(each) for each in given if isinstance(each, _OPERANDS)]
    return dtypes.result_type(*operands)
