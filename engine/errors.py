"""PyTorch's error messages, verbatim, since learners will search for them."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine import dtypes
from engine.dotted_name import DottedName, name_in_errors
from engine.passes import anomaly_mode
from engine.rare_attributes import OWN
from engine.script_warnings import warn
from engine.storage import Creation

if TYPE_CHECKING:
    from engine.nodes.any_node import AnyNode
    from engine.tensor import Tensor

_HOW_FREED = (
    "Saved intermediate values of the graph are freed when you call .backward() or "
    "autograd.grad(). Specify retain_graph=True if you need to backward through the graph a "
    "second time or if you need to access saved {} after calling backward."
)
FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    f"they have already been freed). {_HOW_FREED.format('tensors')}"
)
FREED_BEFORE_HOOKS = (
    "Calling register_hooks on a saved tensor after it has been freed. "
    f"{_HOW_FREED.format('variables')}"
)
ACCESSED_ONCE = (
    "saved_tensors can only be accessed once when clear_saved_tensors_on_access=True is set on the "
    "autograd.Function. Either access saved_tensors only once, or set "
    "clear_saved_tensors_on_access=False."
)
PACK_CHANGED = (
    "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack "
    "hook cannot be modified by in-place operations as this can lead to unexpected side-effects. "
    "Please open an issue if you need to perform in-place operations on the input to a pack hook."
)
ONLY_OF_LEAVES = "you can only change requires_grad flags of leaf variables."
NOT_A_LEAF = (
    f"{ONLY_OF_LEAVES} If you want to use a computed variable in a subgraph that doesn't require "
    "differentiation use var_no_grad = var.detach()."
)
LEAF_VIEW_IN_PLACE = (
    "a view of a leaf Variable that requires grad is being used in an in-place operation."
)
LEAF_WAS_IN_PLACE = "a leaf Variable that requires grad has been used in an in-place operation."
CANNOT_DETACH_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel "
    "(DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP "
    "buckets, and hence detach_() cannot be called on these gradients. To fix this error, please "
    "refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
)
INFERENCE_REQUIRES_GRAD = (
    "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
)
LEAF_IN_PLACE = "a leaf Variable that requires grad is being used in an in-place operation."
NO_GRAD_FN = "does not require grad and does not have a grad_fn"
NOTHING_TO_DIFFERENTIATE = f"element {{index}} of tensors {NO_GRAD_FN}"
CHANGED_IN_PLACE = (
    "one of the variables needed for gradient computation has been modified by an inplace operation"
)
NOT_A_SCALAR = "grad can be implicitly created only for scalar outputs"
NOT_A_REAL_SCALAR = "grad can be implicitly created only for real scalar outputs but got {dtype}"
UNUSED_INPUT = (
    "The differentiated Tensor at index {index} appears to not have been used in the graph. Set "
    "allow_unused=True if this is the desired behavior."
)
INFERENCE_SAVED = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
    "inference mode in computation tracked by autograd. To work around this, you can make a clone "
    "to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of "
    "`torch.inference_mode()`."
)
SAVED_DETACHED = (
    "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_().This is "
    "not supported, please use out-of-place `.detach()` instead"
)
RETAINED_WITHOUT_GRAD_FN = (
    "old_fn INTERNAL ASSERT FAILED: the tensor retains its gradient from before it was detached in "
    "place, and cannot become the result of another operation. Use detach() instead of detach_()."
)
INFERENCE_IN_PLACE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone "
    "to get a normal tensor before doing inplace update.See "
    "https://github.com/pytorch/rfcs/pull/17 for more details."
)
_AMBIGUOUS = (
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your "
    "code by moving both the view and the inplace either both inside the {mode} block (if you "
    "don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
)
VIEW_MODES = {Creation.NO_GRAD: "no_grad", Creation.INFERENCE: "inference"}
VIEW_REASONS = {
    Creation.SEVERAL_OUTPUTS: (
        "This view is the output of a function that returns multiple views. Such functions do not "
        "allow the output views to be modified inplace. You should replace the inplace operation "
        "by an out-of-place one."
    ),
    Creation.NO_GRAD: _AMBIGUOUS.format(mode="no_grad"),
    Creation.INFERENCE: _AMBIGUOUS.format(mode="inference_mode"),
    Creation.CUSTOM_FUNCTION: (
        "This view was created inside a custom Function (or because an input was returned as-is) "
        "and the autograd logic to handle view+inplace would override the custom backward "
        "associated with the custom Function, leading to incorrect gradients. This behavior is "
        "forbidden. You can fix this by cloning the output of the custom Function."
    ),
}
BACKWARD_IN_TRANSFORM = (
    "backward() called inside a functorch transform. This is not supported, please use "
    "functorch.grad or functorch.vjp instead or call backward() outside of functorch transforms."
)
NO_BATCH = (
    "vmap(vjp, in_dims=0, ...)(<inputs>): Got in_dim=0 for some input, but that input is a Tensor "
    "of dimensionality 0 so expected in_dim to satisfy 0 <= in_dim < 0."
)
NO_ZEROS_OF_EDGE = "materialize_grads cannot be used when the given input is a GradientEdge"
DIRTY_NO_INPUT = (
    "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been "
    "mutated should be passed to ctx.mark_dirty()."
)
VIEW_IN_SEVERAL = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function "
    "cannot return more than one Tensor. This is not supported by the current autograd engine. You "
    "should either make sure the input is not a view (using .clone() for example) or make your "
    "Function only return one Tensor (potentially splitting it into two Functions: one doing the "
    "inplace that returns a single Tensor and a second one that does the other operations). You "
    "can ask on the forum https://discuss.pytorch.org/ if you need help to do this change."
)
NOT_BOTH_BOOL = (
    "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
    "`logical_xor()` operator instead."
)
NOT_BOOL = (
    "{what}, the `-` operator, {on} a bool tensor is not supported. If you are trying to invert a "
    "mask, use the `~` or `logical_not()` operator instead."
)

DIFFERENT_BATCHES = (
    "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} "
    "for the mapped dimension"
)
NO_GRADIENTS_OF_DTYPE = "Only Tensors of floating point and complex dtype can require gradients"


class MissingOperationError(NotImplementedError, AttributeError):
    """A name that PyTorch has, or may have, and Gradwalk lacks."""

    __module__ = "builtins"  # as in tracebacks of PyTorch's errors


class MissingImportError(ImportError, NotImplementedError):
    """A name, asked for by an import, that PyTorch has and Gradwalk lacks."""

    __module__ = "builtins"


class OutOfMemoryError(RuntimeError):
    """PyTorch's error of a device without free memory; not raised for the CPU."""

    __module__ = "torch"


LinAlgError = type("_LinAlgError", (RuntimeError,), {"__module__": "torch._C"})
"""PyTorch's error for matrices that cannot be inverted or factorised."""


def check_called(gradients: Sequence[object], count: int, kind: type) -> None:
    """Check the gradients with which a script calls a node.

    Raises:
        TypeError: not ``count`` gradients, or one that is neither None nor of the type ``kind``.
    """
    if len(gradients) != count:
        raise TypeError(f"expected {count} arguments, got {len(gradients)} instead")
    for at, each in enumerate(gradients):
        if each is not None and not isinstance(each, kind):
            raise TypeError(f"argument {at} is not a Variable")


_WRITTEN_IN_C = 1 << 8
"""CPython's flag of immutable types, which a ``class`` statement never sets."""

_CPP_NAMES = {
    dtypes.float32: "float",
    dtypes.float64: "double",
    dtypes.float16: "c10::Half",
    dtypes.bfloat16: "c10::BFloat16",
    dtypes.int64: "long int",
    dtypes.int32: "int",
    dtypes.int16: "short int",
    dtypes.int8: "signed char",
    dtypes.uint8: "unsigned char",
    dtypes.bool: "bool",
    dtypes.complex64: "c10::complex<float>",
    dtypes.complex128: "c10::complex<double>",
}


_PLAIN_TYPES = {
    dtypes.bfloat16: "CPUBFloat16Type",
    dtypes.bool: "CPUBoolType",
    dtypes.complex64: "CPUComplexFloatType",
    dtypes.complex128: "CPUComplexDoubleType",
}
"""The type names of dtypes that are newer than names such as ``torch.FloatTensor``."""


def cpp_name(dtype: dtypes.dtype) -> str:
    """The C++ name of a dtype, as some messages have it."""
    return _CPP_NAMES[dtype]


def tensor_type(dtype: dtypes.dtype) -> str:
    """The name of a dtype's tensor type in messages."""
    return _PLAIN_TYPES.get(dtype, f"torch.{dtype.scalar_name}Tensor")


def plain_name(node: AnyNode) -> str:
    """A node's name in messages: the name of the operation."""
    return re.sub(r"Backward(\d*)$", lambda found: found[1].removesuffix("0"), node.name())


def changed_in_place(tensor: Tensor, expected: int, maker: AnyNode | None) -> str:
    """The message about a saved tensor that was modified in place."""
    which = ""
    if maker is not None:
        which = f", which is output {tensor.output_nr} of {plain_name(maker)},"
    hint = (
        "the backtrace further above shows the operation that failed to compute its gradient. The "
        "variable in question was changed in there or anywhere later. Good luck!"
        if anomaly_mode.of_thread.enabled
        else "enable anomaly detection to find the operation that failed to compute its gradient, "
        "with torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )
    return (
        f"{CHANGED_IN_PLACE}: [{tensor_type(tensor.dtype)} {list(tensor.shape)}]{which} "
        f"is at version {tensor._writes}; expected version {expected} instead. Hint: {hint}"
    )


def not_a_tensor(function: str, argument: str, position: int, given: object) -> TypeError:
    """The error for an argument that must be a tensor; ``position`` counts from 1."""
    return TypeError(
        f"{function}(): argument '{argument}' (position {position}) must be Tensor, not "
        f"{type_name(given)}"
    )


def type_name(given: object) -> str:
    """The name of an object's class in messages, with its module unless it is a builtin."""
    kind = type(given)
    if isinstance(kind, DottedName):
        return name_in_errors(kind)
    is_of_module = kind.__module__ != "builtins" and kind.__flags__ & _WRITTEN_IN_C
    return f"{kind.__module__}.{kind.__name__}" if is_of_module else kind.__name__


def invalid_combination(function: str, *given: object) -> TypeError:
    """The error for arguments that match no signature of a function."""
    names = ", ".join(map(type_name, given))
    return TypeError(
        f"{function}() received an invalid combination of arguments - got ({names}), but expected "
        "one of:"
    )


def invalid_gradient(
    node: str, position: int, found: Iterable[int], expected: Iterable[int]
) -> str:
    """The message about a node that returns a gradient of the wrong shape."""
    return (
        f"Function {node} returned an invalid gradient at index {position} - got {list(found)} but "
        f"expected shape compatible with {list(expected)}"
    )


def overlap(elements: str) -> RuntimeError:
    """The error for an in-place write where elements overlap; ``elements`` says which."""
    return RuntimeError(
        f"unsupported operation: {elements} to a single memory location. Please clone() the tensor "
        "before performing the operation."
    )


def check_asked_for_gradients(wanted: object, is_result: bool) -> None:
    """Check a value that a script assigns to ``requires_grad``.

    Raises:
        RuntimeError: not a boolean, or True for a tensor that is no leaf.
    """
    if not isinstance(wanted, bool):
        raise RuntimeError("requires_grad must be a bool")
    if wanted and is_result:
        raise RuntimeError(ONLY_OF_LEAVES)


def check_assigned_gradient(tensor: Tensor, gradient: Tensor) -> None:
    """Check a tensor that a script assigns to the ``.grad`` of another one.

    Raises:
        RuntimeError: another shape or dtype, or the tensor itself.
    """
    if gradient is tensor:
        raise RuntimeError("can't assign Variable as its own grad")
    wanted = grad_dtype_of(tensor)
    if wanted is not None and gradient.dtype is not wanted:
        theirs, ours = cpp_name(gradient.dtype), wanted.scalar_name
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{theirs}' to a tensor with grad_dtype "
            f"'{ours}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's "
            "dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None "
            "to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and "
            "its gradient may break downstream systems that assume they match."
        )
    if gradient.shape != tensor.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(gradient.shape)}' to a tensor of "
            f"size '{list(tensor.shape)}'. Please ensure that the gradient and the tensor are "
            "the same size"
        )


def grad_dtype_of(leaf: Tensor) -> dtypes.dtype | None:
    """The dtype that a leaf's ``.grad`` must have; None where any is allowed."""
    extra = leaf._extra
    if extra is None or extra.grad_dtype is OWN:
        return leaf.dtype
    wanted: dtypes.dtype | None = extra.grad_dtype
    return wanted


def warn_grad_of_non_leaf() -> None:
    """Warn that the ``.grad`` of an intermediate result is None."""
    warn(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
        "attribute won't be populated during autograd.backward(). If you indeed want the .grad "
        "field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. "
        "If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor "
        "instead. See github.com/pytorch/pytorch/pull/30531 for more information."
    )


def missing(owner: str, name: str, names: Iterable[str], reason: str = "") -> MissingOperationError:
    """The error that Gradwalk lacks ``owner.name``: the reason, or the closest name that it has."""
    return MissingOperationError(_lack(owner, name, names, reason))


def missing_import(
    owner: str, name: str, names: Iterable[str], reason: str = ""
) -> MissingImportError:
    """The same for an import."""
    return MissingImportError(_lack(owner, name, names, reason))


def _lack(owner: str, name: str, names: Iterable[str], reason: str) -> str:
    lack = f"Gradwalk does not have {owner}.{name}"
    if reason:
        return f"{lack}: {reason}"
    nearest = difflib.get_close_matches(name, names, n=1)
    return f"{lack}; the nearest it has is {owner}.{nearest[0]}" if nearest else lack


def other_scalar_type(
    function: str, argument: str, wanted: str, given: Tensor, position: int = 1
) -> RuntimeError:
    """The error for an argument whose dtype a kernel does not support; positions count from 1."""
    return RuntimeError(
        f"Expected tensor for argument #{position} '{argument}' to have one of the following "
        f"scalar types: {wanted}; but got {tensor_type(given.dtype)} instead (while checking "
        f"arguments for {function})"
    )


def of_memory(error: MemoryError) -> RuntimeError:
    """PyTorch's error for numpy's error of an array that is too large for the memory."""
    shape, dtype = getattr(error, "shape", ()), getattr(error, "dtype", None)
    return out_of_memory(math.prod(shape), dtype.itemsize if dtype else 1, shape)


def out_of_memory(count: int, itemsize: int, shape: Iterable[int]) -> RuntimeError:
    """The error for a tensor of ``count`` elements that is too large for the memory."""
    if count * itemsize >= 2**63:
        return RuntimeError(f"Storage size calculation overflowed with sizes={list(shape)}")
    return RuntimeError(
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: "
        f"you tried to allocate {count * itemsize} bytes. Error code 12 (Cannot allocate memory)"
    )
