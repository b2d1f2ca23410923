"""How functions of ``torch.nn.functional`` that PyTorch implements in Python use their arguments.

First they may read attributes of some; in the end most pass them on to a C++ function, and type
errors name that function.

Source: torch/nn/functional.py, PyTorch 2.13.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from engine.errors import type_name
from engine.tensor import Tensor
from engine.torch.calling.parsing import check, is_by_type
from engine.torch.calling.signatures import Signature, signatures_of

_FUNCTIONS = {
    "adaptive_avg_pool1d": "torch.adaptive_avg_pool1d(input, output_size)",
    "adaptive_avg_pool2d": "input.size nn.adaptive_avg_pool2d(input, output_size:filled)",
    "adaptive_avg_pool3d": "input.size nn.adaptive_avg_pool3d(input, output_size:filled)",
    "adaptive_max_pool1d": "torch.adaptive_max_pool1d(input, output_size)",
    "adaptive_max_pool2d": "input.size nn.adaptive_max_pool2d(input, output_size:filled)",
    "adaptive_max_pool3d": "input.size nn.adaptive_max_pool3d(input, output_size:filled)",
    "batch_norm": "torch.batch_norm(input, weight, bias, running_mean, running_var, training, "
    "momentum, eps, True)",
    "binary_cross_entropy": "target.size input.size weight?.size "
    "nn.binary_cross_entropy(input, target, weight)",
    "binary_cross_entropy_with_logits": "target.size input.size "
    "torch.binary_cross_entropy_with_logits(input, target, weight, pos_weight)",
    "celu": "torch.celu(input, alpha)",
    "cosine_embedding_loss": "torch.cosine_embedding_loss(input1, input2, target, margin)",
    "cross_entropy": "nn.cross_entropy_loss(input, target, weight, 1, ignore_index, "
    "label_smoothing)",
    "dropout": "torch.dropout(input, p!, training)",
    "alpha_dropout": "torch.alpha_dropout(input, p!, training)",
    "dropout1d": "input.dim torch.feature_dropout(input, p!, training)",
    "dropout2d": "input.dim torch.feature_dropout(input, p!, training)",
    "dropout3d": "input.dim torch.feature_dropout(input, p!, training)",
    "feature_alpha_dropout": "torch.feature_alpha_dropout(input, p!, training)",
    "ctc_loss": "torch.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, 1, "
    "zero_infinity)",
    "elu": "nn.elu(input, alpha)",
    "embedding": "torch.embedding(weight, input)",
    "fold": "nn.col2im(input, output_size:pair, kernel_size:pair, dilation:pair, padding:pair, "
    "stride:pair)",
    "gaussian_nll_loss": "input.size",
    "glu": "input.dim nn.glu(input, dim)",
    "grid_sample": "torch.grid_sampler(input, grid, 0, 0, True)",
    "group_norm": "input.dim torch.group_norm(input, num_groups, weight, bias, eps, True)",
    "gumbel_softmax": "torch.empty_like(logits)",
    "hardsigmoid": "nn.hardsigmoid(input)",
    "hardswish": "nn.hardswish(input)",
    "hardtanh": "nn.hardtanh(input, min_val!, max_val!)",
    "hinge_embedding_loss": "torch.hinge_embedding_loss(input, target, margin)",
    "huber_loss": "target.size input.size nn.huber_loss(input, target, 1, delta)",
    "instance_norm": "input.size torch.instance_norm(input, weight, bias, running_mean, "
    "running_var, use_input_stats, momentum, eps, True)",
    "interpolate": "input.dim",
    "kl_div": "torch.kl_div(input, target, 1, log_target=log_target)",
    "l1_loss": "target.size input.size",
    "layer_norm": "torch.layer_norm(input, normalized_shape, weight, bias, eps, True)",
    "leaky_relu": "nn.leaky_relu(input, negative_slope)",
    "local_response_norm": "input.dim",
    "log_softmax": "input.log_softmax(dim?)",
    "lp_pool1d": "input.pow(norm_type)",
    "lp_pool2d": "input.pow(norm_type)",
    "lp_pool3d": "input.pow(norm_type)",
    "margin_ranking_loss": "input1.dim input2.dim target.dim "
    "torch.margin_ranking_loss(input1, input2, target, margin)",
    "max_pool1d": "torch.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode)",
    "max_pool2d": "torch.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode)",
    "max_pool3d": "torch.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode)",
    "mish": "nn.mish(input)",
    "mse_loss": "target.size input.size",
    "multi_margin_loss": "nn.multi_margin_loss(input, target, p, margin, weight)",
    "multilabel_margin_loss": "nn.multilabel_margin_loss(input, target)",
    "nll_loss": "nn.nll_loss_nd(input, target, weight, 1, ignore_index)",
    "normalize": "input.norm",
    "pad": "nn.pad(input, pad, mode, value)",
    "poisson_nll_loss": "torch.poisson_nll_loss(input, target, log_input, full, eps, 1)",
    "relu": "torch.relu(input)",
    "relu6": "nn.relu6(input)",
    "rms_norm": "torch.rms_norm(input, normalized_shape, weight, eps)",
    "rrelu": "torch.rrelu(input, lower, upper, training)",
    "selu": "torch.selu(input)",
    "sigmoid": "input.sigmoid",
    "silu": "nn.silu(input)",
    "smooth_l1_loss": "target.size input.size nn.smooth_l1_loss(input, target, 1, beta)",
    "soft_margin_loss": "nn.soft_margin_loss(input, target)",
    "softmax": "input.softmax(dim?)",
    "softmin": "tensor.softmax(dim?)",
    "softsign": "input.abs",
    "tanh": "input.tanh",
    "tanhshrink": "input.tanh",
    "triplet_margin_loss": "torch.triplet_margin_loss(anchor, positive, negative, margin!, p, eps, "
    "swap)",
    "unfold": "nn.im2col(input, kernel_size:pair, dilation:pair, padding:pair, stride:pair)",
}
"""The methods that are looked up, then the call.

``?`` marks an argument that may be None, which is skipped or counts as 0, ``!`` one that Python
itself compares first, and a colon what is made of an argument.
"""

_STEP = re.compile(r"(\w+)(\??)\.(\w+)(?:\((.*?)\))?(?: |$)")


def _pair(value: Any) -> Any:
    return tuple(value) if isinstance(value, Iterable) else (value, value)


def _filled(value: Any) -> Any:
    """A size in which None stands for the existing sizes."""
    return value if isinstance(value, int) else [value[at] or 0 for at in range(len(value))]


_MADE: dict[str, Callable[[Any], Any]] = {"pair": _pair, "filled": _filled}


class _Step(NamedTuple):
    """One use of arguments.

    Attributes:
        owner: the argument whose attribute is read, or the namespace of a function.
        name: the attribute or the function.
        arguments: the arguments of the call, or None if the attribute is only read.
        may_be_none: whether the step is skipped for None.
    """

    owner: str
    name: str
    arguments: tuple[str, ...] | None
    may_be_none: bool

    @property
    def namespace(self) -> str:
        """The namespace of the function; a method of an argument is one of tensors."""
        return {"torch": "torch", "nn": "torch._C._nn"}.get(self.owner, "torch.Tensor")

    def signatures(self, is_in_place: bool) -> tuple[Signature, ...]:
        """The signatures of the function; its in-place variant has the same."""
        known = signatures_of(self.namespace, self.name) or ()
        if not is_in_place:
            return known
        return tuple(each._replace(function=f"{each.function}_") for each in known)


@cache
def _steps(name: str) -> tuple[_Step, ...]:
    """What a function does with its arguments."""
    steps = []
    for found in _STEP.finditer(_FUNCTIONS.get(name, "")):
        owner, mark, attribute, called = found.groups()
        arguments = None if called is None else tuple(filter(None, called.split(", ")))
        steps.append(_Step(owner, attribute, arguments, bool(mark)))
    return tuple(steps)


def names_in(namespace: str) -> list[str]:
    """The functions of a namespace that call others."""
    steps = [each for name in _FUNCTIONS for each in _steps(name)]
    return sorted({each.name for each in steps if each.namespace == namespace and each.arguments})


def check_inner(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Any) -> bool:
    """Check that a function can use its arguments as PyTorch's does.

    Returns:
        Whether it can use all arguments of these types, whatever the tensors among them.

    Raises:
        AttributeError: an argument lacks an attribute.
        TypeError: the C++ function does not accept them.
    """
    steps = _steps(function.__name__)
    if not steps:
        return True
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except TypeError:
        return False  # Python raises the error
    bound.apply_defaults()
    given, are_by_type = bound.arguments, True
    for step in steps:
        if step.owner in given:
            _check_method(step, given[step.owner])
        if step.arguments is not None:
            are_by_type &= _check_call(step, given)
    return are_by_type


def check_method(name: str, owner: Any, *args: Any, **kwargs: Any) -> None:
    """Check that a method can be called with some arguments.

    Raises:
        AttributeError: the owner of the method is not a tensor.
        TypeError: the method does not accept them.
    """
    if not isinstance(owner, Tensor):
        raise AttributeError(f"'{type_name(owner)}' object has no attribute '{name}'")
    signatures = signatures_of("torch.Tensor", name)
    if signatures:
        check(signatures, args, kwargs)


def _check_method(step: _Step, owner: Any) -> None:
    """Check that an argument has a method.

    Raises:
        AttributeError: it has none.
        TypeError: the attribute is not a method.
    """
    if isinstance(owner, Tensor) or (owner is None and step.may_be_none):
        return
    if not hasattr(owner, step.name):
        raise AttributeError(f"'{type_name(owner)}' object has no attribute '{step.name}'")
    if not callable(getattr(owner, step.name)):
        raise TypeError(f"'{type_name(getattr(owner, step.name))}' object is not callable")


def _check_call(step: _Step, given: dict[str, Any]) -> bool:
    """Check the arguments of a call, unless Python compares one of them first.

    Returns:
        Whether all arguments of their types are accepted.

    Raises:
        TypeError: they are not accepted.
    """
    values, named = [], {}
    for each in step.arguments or ():
        keyword, _, text = each.rpartition("=")
        name, _, made = text.rstrip("!?").partition(":")
        value = given.get(name, True if text == "True" else 1)
        if text.endswith("!") and not isinstance(value, int | float | Tensor):
            return False
        if text.endswith("?") and value is None:
            value = 0
        if keyword:
            named[keyword] = value
        else:
            values.append(_MADE[made](value) if made else value)
    signatures, args = step.signatures(bool(given.get("inplace"))), tuple(values)
    return is_by_type(check(signatures, args, named), args, named)
