"""The namespace that a script imports as ``torch``.

Source: the public names and argument rules of PyTorch 2.13.
"""

import builtins as _builtins
import math as _math
from types import ModuleType as _ModuleType

from engine import ops as _ops
from engine.device import device
from engine.dtypes import (
    bfloat16,
    bool,
    cdouble,
    cfloat,
    complex64,
    complex128,
    double,
    dtype,
    float,
    float16,
    float32,
    float64,
    half,
    int,
    int8,
    int16,
    int32,
    int64,
    long,
    set_default_dtype,
    short,
    uint8,
)
from engine.dtypes import default_dtype as get_default_dtype
from engine.errors import OutOfMemoryError
from engine.grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from engine.passes.anomaly import is_anomaly_check_nan_enabled, is_anomaly_enabled
from engine.printing import set_printoptions
from engine.random.generator import Generator, default_generator
from engine.size import Size
from engine.tensor import Tensor
from engine.tensor_formats import STRIDED as _STRIDED
from engine.tensor_formats import layout, memory_format
from engine.torch import (
    amp,
    autograd,
    distributions,
    fft,
    func,
    linalg,
    nn,
    optim,
    overrides,
    signal,
    sparse,
    special,
    testing,
    utils,
)
from engine.torch import machines as _machines
from engine.torch import overriding as _overriding
from engine.torch import random_state as _random_state
from engine.torch.control_flow import cond
from engine.torch.functions import functions as _functions
from engine.torch.matrices import older_factors as _older_factors
from engine.torch.names.absent import missing as _missing
from engine.torch.names.namespaces import make_ready as _make_ready
from engine.torch.serialization import load, save
from engine.torch.tensors import tensor_class as _tensor_class
from engine.torch.tensors.sparse_facts import SPARSE_COO as _SPARSE_COO
from engine.torch.tensors.sparse_facts import SparseFacts as _SparseFacts

_C = _overriding.C
_dynamo = _machines.dynamo
lu = _older_factors.lu
vmap = func.vmap
e = _math.e
inf = _math.inf
nan = _math.nan
pi = _math.pi
newaxis = None
has_lapack = has_mkl = has_openmp = has_spectral = True
strided = _STRIDED
sparse_coo = _SPARSE_COO
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")
__version__ = "2.13.0"


def is_tensor(obj: object) -> _builtins.bool:
    """Whether an object is a tensor."""
    return isinstance(obj, Tensor | _SparseFacts)


def _assert(condition: object, message: str) -> None:
    """Check a condition, as libraries of models do.

    Raises:
        AssertionError: the condition is false.
    """
    if not condition:
        raise AssertionError(message)


def is_vulkan_available() -> _builtins.bool:
    """False: there is no such device."""
    return False


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    names = [
        each
        for each, value in globals().items()
        if not each.startswith("_") and not isinstance(value, _ModuleType)
    ]
    raise _missing("torch", name, names)


random = _random_state  # as PyTorch has it, in place of our module of that name
globals().update(_functions())
_make_ready()
