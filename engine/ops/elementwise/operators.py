"""Arithmetic between tensors by operators, as rules write it; scripts get more (engine.torch)."""

from engine.ops.elementwise import arithmetic
from engine.tensor import Tensor

for _name, _method in {
    "__add__": arithmetic.add.on_two,
    "__radd__": arithmetic.add.on_two,
    "__sub__": arithmetic.sub.on_two,
    "__rsub__": arithmetic.rsub.on_two,
    "__mul__": arithmetic.mul.on_two,
    "__rmul__": arithmetic.mul.on_two,
    "__truediv__": arithmetic.div.on_two,
    "__neg__": arithmetic.neg.on_one,
}.items():
    setattr(Tensor, _name, _method)
