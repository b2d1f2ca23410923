"""Every operation's rules against central differences, to the second order."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

from engine import autograd, dtypes
from engine.gradcheck import check_derivatives
from engine.op import Op
from engine.ops import arithmetic, reduce
from engine.registry import traced
from engine.tensor import Tensor, wrap


class Case(NamedTuple):
    """Inputs by their shapes, or as arrays of no float dtype, which stay as they are."""

    inputs: tuple[Any, ...]
    settings: Mapping[str, Any] = MappingProxyType({})
    positive: bool = False

    def arrays(self, rng: np.random.Generator) -> list[np.ndarray]:
        """Numbers with magnitudes from 0.5 to 2, so far from 0, where some rules have kinks."""
        return [self._array(rng, each) for each in self.inputs]

    def _array(self, rng: np.random.Generator, given: Any) -> np.ndarray:
        if isinstance(given, np.ndarray):
            return given
        magnitudes = np.asarray(rng.uniform(0.5, 2.0, given))
        return magnitudes if self.positive else magnitudes * rng.choice([-1.0, 1.0], given)


UNARY = [Case((shape,)) for shape in [(2, 3), (), (1,), (0, 2)]]
POSITIVE = [case._replace(positive=True) for case in UNARY]
BROADCAST = [
    Case(shapes)
    for shapes in [
        ((2, 3), (2, 3)),
        ((2, 3), (3,)),
        ((2, 1), (1, 3)),
        ((), (2, 3)),
        ((2, 3), ()),
        ((), ()),
        ((1, 3), (0, 3)),
    ]
]


def with_settings(cases: list[Case], **settings: Any) -> list[Case]:
    return [case._replace(settings=settings) for case in cases]


RESHAPES = [Case(((2, 3),), {"shape": (3, 2)}), Case(((1,),), {"shape": ()})]
REDUCTIONS = [
    Case(((2, 3, 4),), {"dim": (1,), "keepdim": False}),
    Case(((2, 3, 4),), {"dim": (0, 2), "keepdim": True}),
    Case(((2, 3, 4),), {"dim": (0, 1, 2), "keepdim": False}),
    Case(((),), {"dim": (), "keepdim": False}),
    Case(((0, 3),), {"dim": (1,), "keepdim": False}),
]

PLACES = [
    Case(((2, 3),), {"dim": 0, "index": 1}),
    Case(((2, 3),), {"dim": 1, "index": -1}),
    Case(((2,),), {"dim": 0, "index": 0}),
]
RANGES = [
    Case(((2, 5),), {"dim": 1, "start": 1, "end": 5, "step": 2}),
    Case(((3,),), {"dim": 0, "start": 1, "end": 1, "step": 1}),
]

CASES: dict[str, list[Case]] = {
    **dict.fromkeys(("add", "sub", "rsub_tensor", "mul", "div"), BROADCAST),
    **dict.fromkeys(("add_scaled", "sub_scaled"), with_settings(BROADCAST, alpha=-1.5)),
    **dict.fromkeys(("neg", "reciprocal", "zero", "clone", "copy", "exp", "sin", "cos"), UNARY),
    **dict.fromkeys(("tanh", "sigmoid", "relu", "abs", "sign", "sum"), UNARY),
    **dict.fromkeys(("log", "sqrt"), POSITIVE),
    "rsub": [Case((*case.inputs, np.array(3))) for case in UNARY],
    "pow_number": [
        *with_settings(UNARY, exponent=2),
        *with_settings(UNARY, exponent=-3),
        *with_settings(UNARY, exponent=0),
        *with_settings(POSITIVE, exponent=1.5),
    ],
    "fill": with_settings(UNARY, value=2.5),
    "relu_backward": [Case(((2, 3), (2, 3))), Case(((), ()))],
    "masked_fill": [Case(((2, 3), np.array([[True, False, True]] * 2)), {"value": 7.0})],
    "dot": [Case(((3,), (3,))), Case(((0,), (0,)))],
    "mv": [Case(((2, 3), (3,))), Case(((0, 3), (3,))), Case(((2, 0), (0,)))],
    "mm": [Case(((2, 3), (3, 4))), Case(((2, 0), (0, 4))), Case(((1, 1), (1, 1)))],
    "mean": UNARY[:3],
    "norm": UNARY[:3],
    "sum_dims": REDUCTIONS,
    "mean_dims": REDUCTIONS,
    "sum_to": [
        Case(((2, 3),), {"shape": (1, 3)}),
        Case(((4, 2, 3),), {"shape": (2, 1)}),
        Case(((2, 3),), {"shape": ()}),
        Case(((0, 3),), {"shape": (1, 3)}),
    ],
    "expand": [
        Case(((1, 3),), {"shape": (4, 2, 3)}),
        Case(((),), {"shape": (2, 3)}),
        Case(((2, 1),), {"shape": (2, 0)}),
        Case(((2, 3),), {"shape": (2, 3)}),
    ],
    **dict.fromkeys(("view", "unsafe_view", "reshape_alias"), RESHAPES),
    "permute": [Case(((2, 3, 4),), {"dims": (2, 0, 1)}), Case(((),), {"dims": ()})],
    "unsqueeze": [Case(((2, 3),), {"dim": 1}), Case(((),), {"dim": 0})],
    "squeeze": [Case(((2, 1, 3),), {"dim": 1}), Case(((1,),), {"dim": 0})],
    "t": [Case(((2, 3),)), Case(((3,),)), Case(((),))],
    "select": PLACES,
    "select_backward": [
        Case(((3,),), {"shape": (2, 3), "dim": 0, "index": 1}),
        Case(((),), {"shape": (2,), "dim": 0, "index": 0}),
    ],
    "slice_": RANGES,
    "slice_backward": [
        Case(((2, 2),), {"shape": (2, 5), "dim": 1, "start": 1, "end": 5, "step": 2}),
    ],
    "unbind": [Case(((2, 3),), {"dim": 1}), Case(((3,),), {"dim": 0})],
    "stack": [Case(((2, 3), (2, 3)), {"dim": 1}), Case(((), (), ()), {"dim": 0})],
    "to_copy": with_settings(UNARY, dtype=dtypes.float64),
}

DIFFERENTIABLE = sorted(
    name for name, each in vars(traced).items() if isinstance(each, Op) and each.rules
)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def numbered_cases() -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}-{number}")
        for name in DIFFERENTIABLE
        for number, case in enumerate(CASES.get(name, []))
    ]


def joined(result: Tensor | tuple[Tensor, ...]) -> Tensor:
    """The result of an operation; of several, a number that depends on each in its own way."""
    if isinstance(result, Tensor):
        return result
    parts = [part for part in result if part.dtype.is_floating_point]
    total = reduce.sum(parts[0])
    for part in parts[1:]:
        total = arithmetic.mul(arithmetic.add(total, 1.0), reduce.sum(part))
    return total


def is_float(array: np.ndarray) -> bool:
    return array.dtype.kind == "f"


def test_every_operation_with_rules_has_cases():
    assert sorted(CASES) == DIFFERENTIABLE


@pytest.mark.parametrize(("name", "case"), numbered_cases())
def test_rules_agree_with_differences(name: str, case: Case, rng: np.random.Generator):
    arrays = case.arrays(rng)
    constants = [None if is_float(array) else wrap(array) for array in arrays]

    def apply(*inputs: Tensor) -> Tensor:
        given = iter(inputs)
        operands = [next(given) if each is None else each for each in constants]
        return joined(getattr(traced, name)(*operands, **case.settings))

    check_derivatives(apply, [array for array in arrays if is_float(array)], rng)


@pytest.mark.parametrize(("name", "case"), numbered_cases())
@pytest.mark.parametrize("create_graph", [False, True])
def test_gradients_look_like_their_inputs(
    name: str, case: Case, create_graph: bool, rng: np.random.Generator
):
    arrays = [a.astype(np.float32) if is_float(a) else a for a in case.arrays(rng)]
    operands = [wrap(array) for array in arrays]
    inputs = [tensor.requires_grad_() for tensor in operands if tensor.dtype.is_floating_point]
    out = joined(getattr(traced, name)(*operands, **case.settings))
    seed = wrap(np.ones(out.shape, out._data.dtype))
    gradients = autograd.grad(out, inputs, seed, create_graph=create_graph)
    for gradient, tensor in zip(gradients, inputs, strict=True):
        assert gradient is not None
        assert gradient.shape == tensor.shape
        assert gradient.dtype is tensor.dtype
