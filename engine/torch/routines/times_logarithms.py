"""Functions of two tensors, or of a tensor and a number, as scripts call them.

Among them are products with logarithms, which are 0 where the factor is.
"""

from __future__ import annotations

from engine.op import Op
from engine.ops.elementwise import distribution_functions, exponentials, with_numbers
from engine.tensor import Tensor
from engine.torch.calling.arguments import Operand
from engine.torch.calling.naming import named
from engine.torch.calling.numbers import python_number
from engine.torch.calling.out_argument import into
from engine.torch.routines.operands import Function, of_two


def _of_numbers_too(name: str, operation: Op, by_number: Op, of_number: Op) -> Function:
    """An operation on tensors as a function, which takes a number for either of them."""
    of_tensors = of_two(operation, name)

    def function(input: Operand, other: Operand, *, out: Tensor | None = None) -> Tensor:
        input, other = python_number(input), python_number(other)
        if not isinstance(other, Tensor | complex) and isinstance(input, Tensor):
            result = by_number(input, number=other)
        elif not isinstance(input, Tensor | complex) and isinstance(other, Tensor):
            result = of_number(other, number=input)
        else:
            result = of_tensors(input, other)
        return result if out is None else into(name, out, result, input, other)

    return named(function, name, operation.__doc__)


xlogy = _of_numbers_too(
    "xlogy", exponentials.xlogy, with_numbers.xlogy_number, with_numbers.number_xlogy
)
xlog1py = _of_numbers_too(
    "special_xlog1py",
    exponentials.xlog1py,
    with_numbers.xlog1py_number,
    with_numbers.number_xlog1py,
)
zeta = _of_numbers_too(
    "special_zeta",
    distribution_functions.zeta,
    distribution_functions.zeta_number,
    distribution_functions.number_zeta,
)
