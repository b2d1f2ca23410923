"""The namespace that a script imports as ``torch``.

Source: the public names and argument rules of PyTorch 2.13.
"""

import sys as _sys
from types import ModuleType as _ModuleType

from engine import ops as _ops
from engine.dtypes import (
    bool,
    can_cast,
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
    promote_types,
    set_default_dtype,
    short,
    uint8,
)
from engine.dtypes import default_dtype as get_default_dtype
from engine.errors import missing as _missing
from engine.generator import Generator
from engine.grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from engine.printing import set_printoptions
from engine.size import Size
from engine.tensor import Tensor
from engine.torch import autograd
from engine.torch import tensor_methods as _tensor_methods
from engine.torch.creation import (
    arange,
    from_numpy,
    full,
    initial_seed,
    linspace,
    manual_seed,
    ones,
    ones_like,
    rand,
    randn,
    seed,
    tensor,
    zeros,
    zeros_like,
)
from engine.torch.functions import (
    abs,
    add,
    all,
    any,
    cos,
    div,
    eq,
    equal,
    exp,
    ge,
    gt,
    is_tensor,
    le,
    log,
    lt,
    mean,
    mul,
    ne,
    neg,
    norm,
    pow,
    reciprocal,
    relu,
    rsub,
    sigmoid,
    sign,
    sin,
    sqrt,
    square,
    sub,
    sum,
    tanh,
)
from engine.torch.products import dot, matmul, mm, mv
from engine.torch.shapes import clone, reshape, t


def __getattr__(name: str) -> object:
    """Called for names that the namespace does not have.

    Raises:
        MissingOperationError: always, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch", name, [each for each in globals() if not each.startswith("_")])


def torch_modules() -> dict[str, _ModuleType]:
    """What ``import torch`` and imports of its submodules shall find, by name."""
    return {
        "torch": _sys.modules[__name__],
        "torch.autograd": autograd,
        "torch.autograd.function": autograd.function,
    }
