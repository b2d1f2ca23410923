"""Pruning methods: how elements of a parameter are chosen to be set to 0.

A pruned parameter is the product of the trained ``weight_orig`` with the mask ``weight_mask``; a
hook computes it before each ``forward``.

Source: torch.nn.utils.prune, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from numbers import Integral, Real
from typing import Any, ClassVar

from engine.torch import random
from engine.torch.matrices import norms
from engine.torch.routines import creation, ranks


class BasePruningMethod(ABC):
    """A pruning method; also the hook that computes the pruned parameter.

    Attributes:
        PRUNING_TYPE: whether it chooses elements ("unstructured") or slices ("structured") that
            are not pruned yet, or has a mask for all ("global").
    """

    PRUNING_TYPE: ClassVar[str]
    _tensor_name: str

    def __call__(self, module: Any, inputs: Any) -> None:
        """Compute the pruned parameter of the module."""
        setattr(module, self._tensor_name, self.apply_mask(module))

    @abstractmethod
    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask: 1 for kept elements and 0 for pruned ones, including those pruned before."""

    def apply_mask(self, module: Any) -> Any:
        """The pruned parameter."""
        mask = getattr(module, f"{self._tensor_name}_mask")
        original = getattr(module, f"{self._tensor_name}_orig")
        return mask.to(dtype=original.dtype) * original

    @classmethod
    def apply(
        cls, module: Any, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any
    ) -> Any:
        """Prune a parameter of a module, in addition to earlier pruning.

        Raises:
            AssertionError: scores of another shape.
        """
        method = _joined_with_older(module, name, cls(*args, **kwargs))
        original = getattr(module, name)
        if importance_scores is not None and importance_scores.shape != original.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as parameter {name} of {module}, "
                f"got {importance_scores.shape} vs {original.shape}"
            )
        scores = original if importance_scores is None else importance_scores
        is_first = not isinstance(method, PruningContainer)
        if is_first:
            module.register_parameter(f"{name}_orig", original)
            del module._parameters[name]
            before = creation.ones_like(original)
        else:
            before = getattr(module, f"{name}_mask").detach().clone()
        try:
            mask = method.compute_mask(scores, default_mask=before)
            module.register_buffer(f"{name}_mask", mask)
            setattr(module, name, method.apply_mask(module))
            module.register_forward_pre_hook(method)
        except Exception:
            if is_first:
                module.register_parameter(name, getattr(module, f"{name}_orig"))
                del module._parameters[f"{name}_orig"]
            raise
        return method

    def prune(self, t: Any, default_mask: Any = None, importance_scores: Any = None) -> Any:
        """A pruned copy of a tensor.

        Raises:
            AssertionError: scores of another shape.
        """
        scores = t if importance_scores is None else importance_scores
        if scores.shape != t.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as tensor t, got {scores.shape} vs "
                f"{t.shape}"
            )
        before = creation.ones_like(t) if default_mask is None else default_mask
        return t * self.compute_mask(scores, default_mask=before)

    def remove(self, module: Any) -> None:
        """Make pruning permanent."""
        name = self._tensor_name
        weight = self.apply_mask(module)
        if hasattr(module, name):
            delattr(module, name)
        original = module._parameters.pop(f"{name}_orig")
        original.data = weight.data
        del module._buffers[f"{name}_mask"]
        setattr(module, name, original)


def _joined_with_older(module: Any, name: str, method: BasePruningMethod) -> BasePruningMethod:
    """The pruning method of a parameter: if it is pruned already, all methods as one."""
    method._tensor_name = name
    for key, older in list(module._forward_pre_hooks.items()):
        if isinstance(older, BasePruningMethod) and older._tensor_name == name:
            del module._forward_pre_hooks[key]
            container = older if isinstance(older, PruningContainer) else PruningContainer(older)
            container.add_pruning_method(method)
            return container
    return method


class PruningContainer(BasePruningMethod):
    """Several methods, each applied to what the previous ones left."""

    def __init__(self, *args: BasePruningMethod) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        if args:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod) -> None:
        """Add a method for the same parameter.

        Raises:
            TypeError: not a pruning method.
            ValueError: a method for another parameter.
        """
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if self._tensor_name != method._tensor_name:
            raise ValueError(
                "Can only add pruning methods acting on the parameter named "
                f"'{self._tensor_name}' to PruningContainer {self}. Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self._pruning_methods)

    def __getitem__(self, index: int) -> BasePruningMethod:
        return self._pruning_methods[index]

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask of the last method, applied to what the others left."""
        method = self._pruning_methods[-1]
        mask = default_mask.to(dtype=t.dtype)
        part = _left(method, t, mask)
        found = method.compute_mask(t[part], default_mask=default_mask[part])
        mask[part] = found.to(dtype=mask.dtype)
        return mask


def _left(method: BasePruningMethod, t: Any, mask: Any) -> Any:
    """The index of the elements that a method can choose from.

    Raises:
        AttributeError: a structured method without a dimension.
        ValueError: an unknown ``PRUNING_TYPE``.
    """
    if method.PRUNING_TYPE == "unstructured":
        return mask == 1
    whole: list[Any] = [slice(None)] * t.ndim
    if method.PRUNING_TYPE == "structured":
        if not hasattr(method, "dim"):
            raise AttributeError(
                'Pruning methods of PRUNING_TYPE "structured" need to have the attribute `dim` '
                "defined."
            )
        along = range(t.ndim)[method.dim]
        whole[along] = mask.sum(dim=[dim for dim in range(t.ndim) if dim != along]) != 0
    elif method.PRUNING_TYPE != "global":
        raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
    return tuple(whole)


class Identity(BasePruningMethod):
    """Prunes nothing."""

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The given mask."""
        return default_mask


class _Amount(BasePruningMethod):
    """Prunes a number of elements or slices, or a fraction of them."""

    amount: Any

    def __init__(self, amount: Any) -> None:
        is_number: bool = isinstance(amount, Real)
        if not is_number:
            raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
        if amount < 0 or (amount > 1 and not isinstance(amount, Integral)):
            raise ValueError(
                f"amount={amount} should either be a float in the range [0, 1] or a non-negative "
                "integer"
            )
        self.amount = amount

    def _count(self, size: int) -> int:
        """The number of elements to prune.

        Raises:
            ValueError: more than there are.
        """
        count = int(self.amount) if isinstance(self.amount, Integral) else self.amount * size
        if isinstance(self.amount, Integral) and count > size:
            raise ValueError(
                f"amount={count} should be smaller than the number of parameters to prune={size}"
            )
        return round(count)


class _Unstructured(_Amount):
    """Prunes the elements with the lowest scores."""

    PRUNING_TYPE = "unstructured"
    _largest: bool

    def _scores(self, t: Any, mask: Any) -> Any:
        raise NotImplementedError

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """0 where scores come first."""
        count, mask = self._count(t.nelement()), default_mask.clone()
        if count:
            chosen: Any = ranks.topk(self._scores(t, mask).view(-1), count, largest=self._largest)
            mask.view(-1)[chosen.indices] = 0
        return mask


class RandomUnstructured(_Unstructured):
    """Prunes random elements."""

    _largest = True

    def _scores(self, t: Any, mask: Any) -> Any:
        return random.rand_like(mask)


class L1Unstructured(_Unstructured):
    """Prunes the elements with the smallest magnitudes."""

    _largest = False

    def _scores(self, t: Any, mask: Any) -> Any:
        return t.abs()


class _Structured(_Amount):
    """Prunes slices along a dimension."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: float, dim: int = -1) -> None:
        super().__init__(amount)
        self.dim = dim

    def _kept(self, t: Any, count: int, size: int) -> Any:
        """An index of the slices that are kept."""
        raise NotImplementedError

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """0 in the slices that are pruned.

        Raises:
            ValueError: a tensor of one dimension.
            IndexError: a dimension that there is not.
        """
        if t.ndim <= 1:
            raise ValueError(
                "Structured pruning can only be applied to multidimensional tensors. Found tensor "
                f"of shape {t.shape} with {t.ndim} dims"
            )
        if self.dim >= t.ndim:
            raise IndexError(f"Invalid index {self.dim} for tensor of size {t.shape}")
        size = t.shape[self.dim]
        count = self._count(size)
        if not count:
            return default_mask
        index: list[Any] = [slice(None)] * t.ndim
        index[self.dim] = self._kept(t, count, size)
        mask: Any = creation.zeros_like(t)
        mask[tuple(index)] = 1
        mask *= default_mask.to(dtype=mask.dtype)
        return mask


class RandomStructured(_Structured):
    """Prunes random slices."""

    def _kept(self, t: Any, count: int, size: int) -> Any:
        scores: Any = random.rand(size)
        least: Any = ranks.kthvalue(scores, count)
        return scores > least.values


class LnStructured(_Structured):
    """Prunes the slices with the smallest norms."""

    def __init__(self, amount: float, n: Any, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def _kept(self, t: Any, count: int, size: int) -> Any:
        others = [dim for dim in range(t.ndim) if dim != range(t.ndim)[self.dim]]
        lengths = norms.norm(t, self.n, others)
        kept: Any = ranks.topk(lengths, size - count, largest=True)
        return kept.indices


class CustomFromMask(BasePruningMethod):
    """Prunes by a given mask."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Any) -> None:
        self.mask = mask

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The given mask, times the earlier one.

        Raises:
            AssertionError: an earlier mask of another shape.
        """
        if default_mask.shape != self.mask.shape:
            raise AssertionError(
                f"default_mask shape {default_mask.shape} must match self.mask shape "
                f"{self.mask.shape}"
            )
        return default_mask * self.mask.to(dtype=default_mask.dtype)
