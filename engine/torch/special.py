"""What a script imports as ``torch.special``."""

from __future__ import annotations

import math
from typing import Any

from engine.errors import missing as _missing
from engine.ops import elementary as _elementary
from engine.ops import exponentials as _exponentials
from engine.ops import special as _special
from engine.ops import with_numbers as _with_numbers
from engine.tensor import Tensor
from engine.torch import elementwise as _elementwise
from engine.torch import operands as _operands
from engine.torch import reductions as _reductions
from engine.torch.nn import activations as _activations

digamma = psi = _elementwise.digamma
erf, erfc, erfinv = _elementwise.erf, _elementwise.erfc, _elementwise.erfinv
exp2, expm1, log1p = _elementwise.exp2, _elementwise.expm1, _elementwise.log1p
expit = _elementwise.of_one(_elementary.sigmoid, "special_expit")
gammaln = _elementwise.lgamma
i0, logit, sinc = _elementwise.i0, _elementwise.logit, _elementwise.sinc
i1 = _elementwise.of_one(_special.i1, "special_i1")
entr = _elementwise.of_one(_special.entr, "special_entr")
polygamma, round = _elementwise.polygamma, _elementwise.round
xlogy = _operands.xlogy
multigammaln = _elementwise.mvlgamma
xlog1py = _operands.of_two(_exponentials.xlog1py, "special_xlog1py")
logsumexp = _reductions.logsumexp


def softmax(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Exponentials along a dimension as shares of their sum."""
    return _activations.softmax(input, dim, dtype=dtype)


def log_softmax(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The logarithm of ``softmax``."""
    return _activations.log_softmax(input, dim, dtype=dtype)


def ndtr(input: Tensor) -> Tensor:
    """The normal distribution's probability of being below a number."""
    scaled = _elementwise.erf(_with_numbers.mul_number(input, number=math.sqrt(0.5)))
    return _with_numbers.mul_number(_with_numbers.add_number(scaled, number=1), number=0.5)


def __getattr__(name: str) -> Any:
    """Called for names that the namespace does not have.

    Raises:
        MissingOperationError: always, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.special", name, [each for each in globals() if not each.startswith("_")])
