"""Weight normalisation, and the deprecated functions for weight and spectral normalisation.

The latter split a parameter of a module, and recompute it before each ``forward``.

Source: torch.nn.utils.weight_norm and torch.nn.utils.spectral_norm, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

from engine import grad_mode
from engine.ops.nn.weight_norm import weight_norm as normed
from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.matrices import norms, products
from engine.torch.nn.module import Module
from engine.torch.nn.parameter import Parameter
from engine.torch.nn.singular_vectors import (
    as_matrix,
    check_iterations,
    out_dim,
    random_unit,
    turn,
)
from engine.torch.routines import dimensions, operands, shapes


def norm_except_dim(v: Tensor, pow: int = 2, dim: int = 0) -> Tensor:
    """The norms of the slices along a dimension; of the whole for the dimension -1."""
    if dim == -1:
        return norms.norm(v, pow)
    if dim == 0:
        rows = shapes.view(shapes.contiguous(v), v.shape[0], -1)
        return shapes.view(norms.norm(rows, pow, 1), v.shape[0], *(1,) * (v.ndim - 1))
    if dim == v.ndim - 1:
        columns = shapes.view(shapes.contiguous(v), -1, v.shape[dim])
        return shapes.view(norms.norm(columns, pow, 0), *(1,) * dim, v.shape[dim])
    turned = norm_except_dim(dimensions.transpose(v, 0, dim), pow, 0)
    return dimensions.transpose(turned, 0, dim)


def with_lengths(v: Tensor, g: Tensor, dim: int) -> Tensor:
    """The slices of a weight, rescaled to given norms."""
    if dim in (0, v.ndim - 1):
        return normed(v, g, dim=dim)
    return operands.mul(v, operands.div(g, norm_except_dim(v, 2, dim)))


class _Composed:
    """A forward pre-hook that recomputes a parameter."""

    def __init__(self, module: Module, name: str) -> None:
        self.name = name
        self.handle = module.register_forward_pre_hook(self)

    def __call__(self, module: Module, args: Any) -> None:
        """Recompute the parameter of the module."""
        setattr(module, self.name, self.weight_of(module, module.training))

    def weight_of(self, module: Module, is_training: bool) -> Tensor:
        """The recomputed parameter."""
        raise NotImplementedError

    def parts(self) -> tuple[str, ...]:
        """The names of the tensors from which it is computed."""
        raise NotImplementedError

    def remove(self, module: Module) -> None:
        """Make the parameter an ordinary one again."""
        with grad_mode.no_grad():
            weight = self.weight_of(module, is_training=False)
        for each in (self.name, *self.parts()):
            delattr(module, each)
        self.handle.remove()
        module._composed.remove(self)
        module.register_parameter(self.name, Parameter(shape.detach(weight)))


class _WeightNorm(_Composed):
    __module__, __qualname__ = "torch.nn.utils.weight_norm", "WeightNorm"

    def __init__(self, module: Module, name: str, dim: int | None) -> None:
        self.dim = -1 if dim is None else dim
        weight = getattr(module, name)
        del module._parameters[name]
        lengths = norm_except_dim(shape.detach(weight), 2, self.dim)
        module.register_parameter(f"{name}_g", Parameter(lengths))
        module.register_parameter(f"{name}_v", Parameter(shape.detach(weight)))
        super().__init__(module, name)
        self(module, ())

    def weight_of(self, module: Module, is_training: bool) -> Tensor:
        v, g = getattr(module, f"{self.name}_v"), getattr(module, f"{self.name}_g")
        return with_lengths(v, g, self.dim)

    def parts(self) -> tuple[str, ...]:
        return f"{self.name}_g", f"{self.name}_v"


class _SpectralNorm(_Composed):
    __module__, __qualname__ = "torch.nn.utils.spectral_norm", "SpectralNorm"

    def __init__(self, module: Module, name: str, iterations: int, eps: float, dim: int) -> None:
        check_iterations(iterations)
        self.iterations, self.eps, self.dim = iterations, eps, dim
        weight = module._parameters[name]
        if weight is None:
            raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
        height, width = as_matrix(weight, dim).shape
        u, v = (random_unit(weight, extent, eps) for extent in (height, width))
        delattr(module, name)
        module.register_parameter(f"{name}_orig", weight)
        setattr(module, name, shape.detach(weight))
        module.register_buffer(f"{name}_u", u)
        module.register_buffer(f"{name}_v", v)
        super().__init__(module, name)

    def weight_of(self, module: Module, is_training: bool) -> Tensor:
        weight, u, v = (getattr(module, f"{self.name}_{part}") for part in ("orig", "u", "v"))
        matrix = as_matrix(weight, self.dim)
        if is_training:
            with grad_mode.no_grad():
                for _ in range(self.iterations):
                    turn(v, dimensions.t(matrix), u, self.eps)
                    turn(u, matrix, v, self.eps)
                u, v = shapes.clone(u), shapes.clone(v)
        return operands.div(weight, products.dot(u, products.mv(matrix, v)))

    def parts(self) -> tuple[str, ...]:
        return f"{self.name}_u", f"{self.name}_v", f"{self.name}_orig"


def _refuse_twice(module: Module, kind: type[_Composed], what: str, name: str) -> None:
    """Check that a parameter does not have the same hook yet.

    Raises:
        RuntimeError: it has.
    """
    if any(isinstance(each, kind) and each.name == name for each in _composed(module)):
        raise RuntimeError(f"Cannot register two {what} hooks on the same parameter {name}")


def _composed(module: Module) -> list[_Composed]:
    found: list[_Composed] = module.__dict__.setdefault("_composed", [])
    return found


def _removed(module: Any, kind: type[_Composed], what: str, name: str) -> Any:
    for each in _composed(module):
        if isinstance(each, kind) and each.name == name:
            each.remove(module)
            return module
    raise ValueError(f"{what} of '{name}' not found in {module}")


def weight_norm(module: Any, name: str = "weight", dim: int | None = 0) -> Any:
    """Split a parameter into norms and directions of its slices; return the module.

    Raises:
        RuntimeError: it is split already.

    Source: Salimans and Kingma 2016.
    """
    warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of "
        "`torch.nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
    )
    _refuse_twice(module, _WeightNorm, "weight_norm", name)
    _composed(module).append(_WeightNorm(module, name, dim))
    return module


def remove_weight_norm(module: Any, name: str = "weight") -> Any:
    """Undo ``weight_norm``; return the module.

    Raises:
        ValueError: it has no weight norm.
    """
    return _removed(module, _WeightNorm, "weight_norm", name)


def spectral_norm(
    module: Any,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> Any:
    """Divide a parameter by an estimate of its largest singular value; return the module.

    Raises:
        RuntimeError: that is done already.
        ValueError: no parameter, or no iterations.

    Source: Miyato et al. 2018.
    """
    _refuse_twice(module, _SpectralNorm, "spectral_norm", name)
    place = out_dim(module) if dim is None else dim
    _composed(module).append(_SpectralNorm(module, name, n_power_iterations, eps, place))
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """Undo ``spectral_norm``; return the module.

    Raises:
        ValueError: it has no spectral norm.
    """
    return _removed(module, _SpectralNorm, "spectral_norm", name)
