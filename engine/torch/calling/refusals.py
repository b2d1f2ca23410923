"""Keyword arguments that PyTorch's functions have and Gradwalk's lack: refused, never ignored."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from engine.errors import MissingOperationError
from engine.torch.calling.kernel_dtypes import refuse_dtypes_in
from engine.torch.calling.out_argument import into, into_each
from engine.torch.return_types import ReturnType

REFUSED: dict[str, str] = {
    "torch.addmm": "out_dtype",
    "torch.argsort": "out",
    "torch.baddbmm": "out_dtype",
    "torch.bmm": "out_dtype",
    "torch.group_norm": "cudnn_enabled",
    "torch.histogram": "out",
    "torch.instance_norm": "cudnn_enabled",
    "torch.layer_norm": "cudnn_enable",
    "torch.mm": "out_dtype",
    "torch.native_batch_norm": "out",
    "torch.rrelu": "generator",
    "torch.load": "mmap pickle_module",
    "torch.save": "pickle_module pickle_protocol",
    "torch.TypedStorage": "device dtype wrap_storage",
    "torch.Tensor.cpu": "memory_format",
    "torch.Tensor.expand": "implicit",
    "torch.Tensor.new": "other size storage",
    "torch.Tensor.resize_": "memory_format",
    "torch.Tensor.resize_as_": "memory_format",
    "torch.Tensor.type": "non_blocking",
    "torch.autograd.gradcheck": "masked",
    "torch.autograd.gradgradcheck": "masked",
    "torch.nn.functional.multi_head_attention_forward": "static_k static_v",
}


WRITING: dict[str, str] = {
    "torch": """
        bucketize chain_matmul cholesky cholesky_inverse cholesky_solve diff float_power
        frexp gcd geqrf hardshrink histc lcm log_softmax lu_unpack matrix_power msort
        nonzero_static orgqr qr searchsorted slogdet softmax svd take take_along_dim threshold
        triangular_solve
    """,
    "torch.fft": """
        fft fft2 fftfreq fftn hfft hfft2 hfftn ifft ifft2 ifftn ihfft ihfft2 ihfftn irfft
        irfft2 irfftn rfft rfft2 rfftfreq rfftn
    """,
    "torch.linalg": """
        cholesky_ex eig eigh eigvals eigvalsh householder_product inv_ex ldl_factor
        ldl_factor_ex lu lu_factor lu_factor_ex matrix_power matrix_rank multi_dot pinv qr
        slogdet solve_ex solve_triangular svd svdvals tensorinv tensorsolve vecdot
    """,
    "torch.nn.functional": "hardshrink",
}
"""Functions whose results are first computed and then written into ``out=``."""


def writing(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The function with an argument ``out``, into which it writes its result or results."""

    @wraps(function)
    def writes(*args: Any, out: Any = None, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if out is None:
            return result
        return (into_each if isinstance(result, ReturnType) else into)(name, out, result)

    return writes


def refusing(function: Callable[..., Any], name: str, keywords: str) -> Callable[..., Any]:
    """The function with an error for keyword arguments that are not supported.

    Raises:
        NotImplementedError: when called with one of them, unless it is None.
    """
    refused = frozenset(keywords.split())

    @wraps(function)
    def refuses(*args: Any, **kwargs: Any) -> Any:
        if kwargs:
            for keyword in refused & kwargs.keys():
                if kwargs.pop(keyword) is not None:
                    raise MissingOperationError(
                        f"Gradwalk's {name} has no {keyword}=; leave it out"
                    )
        return function(*args, **kwargs)

    return refuses


def refuse_in(namespace: str, names: dict[str, Any]) -> None:
    """Make the functions of a namespace refuse unsupported keywords, and support ``out``."""
    refuse_dtypes_in(namespace, names)
    for name in WRITING.get(namespace, "").split():
        shown_name = f"linalg_{name}" if namespace == "torch.linalg" else name
        names[name] = writing(names[name], shown_name)
    prefix = f"{namespace}."
    for path, keywords in REFUSED.items():
        name = path.removeprefix(prefix)
        if path.startswith(prefix) and "." not in name:
            member = names[name]
            if isinstance(member, type):
                start: Any = member.__init__  # type: ignore[misc]
                member.__init__ = refusing(start, path, keywords)  # type: ignore[misc]
            else:
                names[name] = refusing(member, path, keywords)
