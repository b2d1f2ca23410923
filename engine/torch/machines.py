"""Questions about the machine: devices, threads, backends."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

from engine.device import CPU, check_device
from engine.errors import OutOfMemoryError
from engine.script_warnings import warn
from engine.torch import attention_kernels, older_amp, scripted
from engine.torch.names.absent import refusal
from engine.torch.nn.module import Module
from engine.torch.nn.optimized import OptimizedModule


def _never() -> bool:
    """False: there is no such device."""
    return False


def _none() -> int:
    """0: there are none."""
    return 0


def _one() -> int:
    """1: there is one."""
    return 1


def _name_of_cpu() -> str:
    """``cpu``: the only device."""
    return "cpu"


def _always() -> bool:
    """True: it is available."""
    return True


def _nothing(*_: Any, **__: Any) -> None:
    """Does nothing: there is no such device."""


def _absent(*_: Any, **__: Any) -> None:
    """Refuse functions of a missing device.

    Raises:
        AssertionError: always.
    """
    raise AssertionError("Torch not compiled with CUDA enabled")


def _unchanged(function: Callable[..., Any] | None = None, *_: Any, **__: Any) -> Any:
    """The function itself, also as a decorator: here it is never compiled."""
    return _unchanged if function is None else function


MODULES: dict[str, ModuleType] = {}
"""All of the following, by the names of their modules."""


def _module(path: str, **members: Any) -> ModuleType:
    """A module with the attributes that scripts read, and may change."""
    module = MODULES[path] = ModuleType(path)
    vars(module).update(members, __getattr__=refusal(path, members), __path__=[])
    return module


def _amp(device: str, **custom: Callable[..., Any]) -> ModuleType:
    """The deprecated ``amp`` of a device, with the decorators of custom functions."""
    path, autocast, scaler = (
        f"torch.{device}.amp",
        older_amp.autocast_of(device),
        older_amp.scaler_of(device),
    )
    return _module(
        path,
        autocast=autocast,
        GradScaler=scaler,
        **custom,
        autocast_mode=_module(f"{path}.autocast_mode", autocast=autocast, **custom),
        grad_scaler=_module(f"{path}.grad_scaler", GradScaler=scaler),
    )


cpu = _module(
    "torch.cpu",
    amp=_amp("cpu"),
    is_available=_always,
    is_initialized=_always,
    device_count=_one,
    current_device=_name_of_cpu,
    set_device=_nothing,
    synchronize=_nothing,
)
cuda = _module(
    "torch.cuda",
    amp=_amp(
        "cuda",
        custom_fwd=older_amp.of_custom_functions("custom_fwd"),
        custom_bwd=older_amp.of_custom_functions("custom_bwd"),
    ),
    is_available=_never,
    OutOfMemoryError=OutOfMemoryError,
    is_initialized=_never,
    is_bf16_supported=_never,
    device_count=_none,
    memory_allocated=_none,
    max_memory_allocated=_none,
    memory_reserved=_none,
    max_memory_reserved=_none,
    manual_seed=_nothing,
    manual_seed_all=_nothing,
    seed=_nothing,
    seed_all=_nothing,
    empty_cache=_nothing,
    set_device=_absent,
    current_stream=_absent,
    get_device_capability=_absent,
    mem_get_info=_absent,
    synchronize=_absent,
    current_device=_absent,
    get_device_name=_absent,
    get_device_properties=_absent,
)
mps = _module("torch.mps", is_available=_never, device_count=_none, manual_seed=_nothing)
xpu = _module("torch.xpu", is_available=_never, device_count=_none, manual_seed=_nothing)
accelerator = _module(
    "torch.accelerator", is_available=_never, device_count=_none, current_accelerator=_nothing
)
backends = _module(
    "torch.backends",
    mps=_module("torch.backends.mps", is_available=_never, is_built=_never),
    cudnn=_module(
        "torch.backends.cudnn",
        is_available=_never,
        version=_nothing,
        enabled=True,
        deterministic=False,
        benchmark=False,
        allow_tf32=True,
    ),
    cuda=_module(
        "torch.backends.cuda",
        is_built=_never,
        matmul=SimpleNamespace(allow_tf32=False),
        enable_cudnn_sdp=attention_kernels.enable_cudnn_sdp,
        enable_flash_sdp=attention_kernels.enable_flash_sdp,
        enable_math_sdp=attention_kernels.enable_math_sdp,
        enable_mem_efficient_sdp=attention_kernels.enable_mem_efficient_sdp,
        cudnn_sdp_enabled=attention_kernels.cudnn_sdp_enabled,
        flash_sdp_enabled=attention_kernels.flash_sdp_enabled,
        math_sdp_enabled=attention_kernels.math_sdp_enabled,
        mem_efficient_sdp_enabled=attention_kernels.mem_efficient_sdp_enabled,
        sdp_kernel=attention_kernels.sdp_kernel,
    ),
    mkl=_module("torch.backends.mkl", is_available=_always),
    mkldnn=_module("torch.backends.mkldnn", is_available=_always, enabled=True),
    openmp=_module("torch.backends.openmp", is_available=_always),
)
compiler = _module(
    "torch.compiler",
    is_compiling=_never,
    is_dynamo_compiling=_never,
    is_exporting=_never,
    disable=_unchanged,
    allow_in_graph=_unchanged,
    assume_constant_result=_unchanged,
    reset=_nothing,
)
dynamo = _module(
    "torch._dynamo",
    OptimizedModule=OptimizedModule,
    allow_in_graph=_unchanged,
    config=SimpleNamespace(),
    disable=_unchanged,
    graph_break=_nothing,
    is_compiling=_never,
    mark_dynamic=_nothing,
    mark_static=_nothing,
    reset=_nothing,
)
distributed = _module(
    "torch.distributed",
    is_available=_never,
    is_initialized=_never,
    nn=_module("torch.distributed.nn"),
)
jit = _module("torch.jit", is_tracing=_never, **scripted.JIT)
version = _module("torch.version", __version__="2.13.0", cuda=None, hip=None)


def compile(model: Callable[..., Any] | None = None, **_: Any) -> Any:
    """The function itself, or a module that holds the given one: nothing is compiled here.

    Also as a decorator.

    Raises:
        AssertionError: it cannot be called.
    """
    if model is None:
        return compile
    if not callable(model):
        raise AssertionError(f"A callable function is expected, but {type(model)} is provided.")
    return OptimizedModule(model) if isinstance(model, Module) else model


_precision = ["highest"]


def set_float32_matmul_precision(precision: str) -> None:
    """Has no effect: products always have full precision."""
    if precision in ("highest", "high", "medium"):
        _precision[0] = precision
    else:
        warn(
            f"{precision} is not one of 'highest', 'high', or 'medium'; the current"
            "setFloat32MatmulPrecision call has no effect."
        )


def get_float32_matmul_precision() -> str:
    """The precision that was set for products."""
    return _precision[0]


def get_num_interop_threads() -> int:
    """The number of inter-op threads: 1."""
    return 1


def get_num_threads() -> int:
    """The number of threads: 1."""
    return 1


def set_num_threads(num: int) -> None:
    """Has no effect: there is one thread."""
    if num <= 0:
        raise RuntimeError("set_num_threads expects a positive integer")


class _Asked:
    """Settings that have no effect here.

    Attributes:
        deterministic: whether only deterministic algorithms are to be used.
        warns_only: whether others are to cause warnings instead of errors.
    """

    deterministic = False
    warns_only = False


asked = _Asked()


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Has no effect: all algorithms are deterministic."""
    asked.deterministic, asked.warns_only = mode, warn_only


def are_deterministic_algorithms_enabled() -> bool:
    """Whether deterministic algorithms were asked for."""
    return asked.deterministic


def set_default_device(device: Any) -> None:
    """Set the default device: only the CPU.

    Raises:
        AssertionError, NotImplementedError: another device.
    """
    check_device(device)


def get_default_device() -> Any:
    """The default device: the CPU."""
    return CPU
