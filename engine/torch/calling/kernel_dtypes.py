"""Dtypes that PyTorch's kernels do not support, but ours would.

Complex operands of real-only operations are refused by ``complex_refusals``.

Source: what PyTorch 2.13, in its build for the CPU, says to operands of each dtype.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

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
        histc histogram_cpu c
        histogram histogramdd c
        histogramdd histogramdd c
        kthvalue kthvalue_cpu b
        median median_cpu c
        nanmedian median_cpu c
        native_batch_norm batch_norm c
        native_group_norm GroupNormKernelImpl c
        searchsorted searchsorted_out_cpu bc
        unique_consecutive unique c
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
        histc histogram_cpu c
        histogram histogramdd c
        hypot_ hypot_cpu biu
        igamma_ igamma_cpu biu
        igammac_ igammac_cpu biu
        kthvalue kthvalue_cpu b
        median median_cpu c
        nanmedian median_cpu c
        nextafter_ nextafter_cpu biu
        unique_consecutive unique c
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
}
"""By namespace a line for each function: its name, its kernel's, and the refused numpy kinds."""


_IDLE_WITHOUT_ELEMENTS = frozenset(
    (
        *("addmm_impl_cpu_", "adaptive_avg_pool2d", "baddbmm", "batch_norm", "bmm"),
        "searchsorted_out_cpu",
    )
)
"""Kernels that are not called for empty tensors."""

_PROMOTING = frozenset(("addcmul_cpu_out", "searchsorted_out_cpu"))
"""Kernels that compute in the dtype to which all operands promote."""


def refuse_dtypes_in(namespace: str, names: dict[str, Any]) -> None:
    """Make the functions of a namespace refuse dtypes as PyTorch's kernels do."""
    for line in _KERNELS.get(namespace, "").strip().splitlines():
        name, kernel, kinds = line.split()
        names[name] = _refusing(names[name], kernel, kinds)


def _refusing(function: Callable[..., Any], kernel: str, kinds: str) -> Callable[..., Any]:
    """The function with an error if its first argument has a dtype of some numpy kinds.

    Raises:
        NotImplementedError: when called with such a tensor.
    """
    is_idle, promotes = kernel in _IDLE_WITHOUT_ELEMENTS, kernel in _PROMOTING

    @wraps(function)
    def refuses(*args: Any, **kwargs: Any) -> Any:
        first = args[0] if args else kwargs.get("input")
        if is_idle and isinstance(first, Tensor) and not first._data.size:
            return function(*args, **kwargs)
        tensors = [each for each in args if isinstance(each, Tensor)] if promotes else []
        if len(tensors) > 1:
            refuse_dtypes(kernel, _common_dtype(tensors), kinds)
        elif isinstance(first, Tensor):
            refuse_dtypes(kernel, first, kinds)
        return function(*args, **kwargs)

    return refuses


def _common_dtype(tensors: Sequence[Tensor]) -> dtypes.dtype:
    return dtypes.result_type(*(dtypes.operand(each._data) for each in tensors))
