"""Random draws, equal to PyTorch's for the same seed."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors, operand_checks
from engine.op import Op
from engine.ops import random
from engine.random import generator
from engine.strides import held
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import not_implemented
from engine.torch.calling.options import options_of, size_of
from engine.torch.calling.out_argument import into
from engine.torch.routines import creation
from engine.torch.tensors import memory_orders


def rand(*args: Any, **options: Any) -> Tensor:
    """Uniform draws from [0, 1)."""
    size = size_of("rand", args, options.pop("size", None))
    return options_of("rand", options).create(random.rand, size=size)


def randn(*args: Any, **options: Any) -> Tensor:
    """Draws from the standard normal distribution."""
    size = size_of("randn", args, options.pop("size", None))
    return options_of("randn", options).create(random.randn, size=size)


def randint(*args: Any, **options: Any) -> Tensor:
    """``randint(high, size)`` or ``randint(low, high, size)``; ``high`` is excluded.

    Raises:
        TypeError: no size.
        RuntimeError: the range is empty.
    """
    given = list(args)
    size = options.pop("size", None)
    if size is None:
        size = given.pop() if given else None
    low, high = options.pop("low", None), options.pop("high", None)
    if high is None:
        high = given.pop() if given else None
    if low is None:
        low = given.pop() if given else 0
    extents = size_of("randint", (), size if size is not None else ())
    if len(args) == 1 and high is None:
        raise errors.invalid_combination("randint", *args)
    if not isinstance(size, tuple | list):
        raise TypeError(
            f"randint(): argument 'size' (position {len(args)}) must be tuple of ints, not "
            f"{type(size).__name__}"
        )
    if not isinstance(high, int) or not isinstance(low, int):
        raise TypeError("randint(): arguments 'low' and 'high' must be int")
    chosen = options_of("randint", options, dtypes.int64)
    return chosen.create(random.randint, low=low, high=high, size=extents)


def randperm(n: int, **options: Any) -> Tensor:
    """A permutation of 0, 1, ... n - 1.

    Raises:
        RuntimeError: a negative number.
    """
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    return options_of("randperm", options, dtypes.int64).create(random.randperm, n=n)


def _like(input: Tensor, options: dict[str, Any]) -> dict[str, Any]:
    passed = {name: each for name, each in options.items() if name != "memory_format"}
    return {**passed, "dtype": options.get("dtype") or input.dtype}


def _comes_by_rows(input: Tensor, options: dict[str, Any]) -> bool:
    """Whether the result in the layout of ``input`` is row-major."""
    order = str(options.get("memory_format"))
    if order == "torch.contiguous_format":
        return True
    return memory_orders.rank_of(order) is None and random.is_in_order(input._data)


def _in_its_order(input: Tensor, fill: Op, options: dict[str, Any], **settings: Any) -> Tensor:
    """Draws in the layout of ``input``, made in the order of memory."""
    of_memory = {name: each for name, each in options.items() if name != "generator"}
    made = creation.empty_like(input, **of_memory)
    made._data = fill.kernel(made._data, generator=options.get("generator"), **settings)
    return made


def rand_like(input: Tensor, **options: Any) -> Tensor:
    """Uniform draws from [0, 1) in the shape and dtype of ``input``."""
    require_tensors("rand_like", input=input)
    if not _comes_by_rows(input, options):
        return _in_its_order(input, random.uniform, options, low=0.0, high=1.0)
    return rand(tuple(input.shape), **_like(input, options))


def randn_like(input: Tensor, **options: Any) -> Tensor:
    """Draws from the standard normal distribution in the shape and dtype of ``input``."""
    require_tensors("randn_like", input=input)
    if not _comes_by_rows(input, options):
        return _in_its_order(input, random.normal_like, options, mean=0.0, std=1.0)
    return randn(tuple(input.shape), **_like(input, options))


def randint_like(input: Tensor, *bounds: int, **options: Any) -> Tensor:
    """Integers in the shape and dtype of ``input``: ``(high)`` or ``(low, high)``."""
    require_tensors("randint_like", input=input)
    if not _comes_by_rows(input, options):
        low, high = bounds if len(bounds) == 2 else (0, *bounds)
        return _in_its_order(input, random.random, options, low=low, high=high)
    return randint(*bounds, tuple(input.shape), **_like(input, options))


def normal(mean: Any, std: Any = 1.0, size: Any = None, **options: Any) -> Tensor:
    """Draws from normal distributions; mean and standard deviation may be tensors.

    Raises:
        RuntimeError: a negative standard deviation, or tensors of different sizes.
    """
    if not isinstance(mean, Tensor) and not isinstance(std, Tensor):
        extents = size_of("normal", (), size)
        chosen = options_of("normal", options)
        return chosen.create(random.normal, mean=mean, std=std, size=extents)
    if not isinstance(std, Tensor) and std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    if isinstance(std, Tensor) and (held(elements(std)) < 0).any():
        raise RuntimeError("normal expects all elements of std >= 0.0")
    given, out = options.get("generator"), options.get("out")
    if not isinstance(std, Tensor):
        result = random.normal_around(mean, std=std, generator=given)
    elif not isinstance(mean, Tensor):
        result = random.normal_of_spread(std, mean=mean, generator=given)
    else:
        operand_checks.check_broadcast_shapes(mean.shape, std.shape)
        result = random.normal_of_both(mean, std, generator=given)
    return result if out is None else into("normal", out, result)


def bernoulli(
    input: Tensor,
    p: float | None = None,
    *,
    generator: generator.Generator | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Draws from Bernoulli distributions, with the elements as probabilities, or with ``p``.

    Raises:
        RuntimeError: a probability outside [0, 1].
        NotImplementedError: integer probabilities.
    """
    require_tensors("bernoulli", input=input)
    if p is not None:
        result = random.bernoulli_like(input, p=p, generator=generator)
    else:
        if not input.dtype.is_floating_point:
            raise not_implemented("bernoulli_tensor_cpu_p_", input)
        result = random.bernoulli(input, generator=generator)
    return result if out is None else into("bernoulli", out, result)


def poisson(input: Tensor, generator: generator.Generator | None = None) -> Tensor:
    """Draws from Poisson distributions with the elements as rates.

    Raises:
        NotImplementedError: integer rates.
        RuntimeError: a negative rate.
    """
    require_tensors("poisson", input=input)
    if not input.dtype.is_floating_point:
        raise not_implemented("poisson_cpu", input)
    return random.poisson(input, generator=generator)


def binomial(count: Tensor, prob: Tensor, generator: generator.Generator | None = None) -> Tensor:
    """Draws from binomial distributions with a number of trials and a success probability each.

    Raises:
        ValueError: numbers that are not floating-point.
    """
    require_tensors("binomial", count=count, prob=prob)
    for name, each in (("count", count), ("prob", prob)):
        if not each.dtype.is_floating_point:
            raise ValueError(
                f"binomial only supports floating-point dtypes for {name}, got: "
                f"{each.dtype.scalar_name}"
            )
    return random.binomial(count, prob, generator=generator)


def multinomial(
    input: Tensor,
    num_samples: int,
    replacement: bool = False,
    *,
    generator: generator.Generator | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Indices drawn with probabilities proportional to the elements of each row.

    Raises:
        RuntimeError: not one or two dimensions, or more draws without replacement than categories.
    """
    require_tensors("multinomial", input=input)
    if input.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            "multinomial only supports floating-point dtypes for input, got: "
            f"{input.dtype.scalar_name}"
        )
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > input.shape[-1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        )
    if (elements(input) < 0).any() or not np.isfinite(elements(input)).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not elements(input).any(-1).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    result = random.multinomial(
        input, num_samples=num_samples, replacement=replacement, generator=generator
    )
    return result if out is None else into("multinomial", out, result)
