"""Products of vectors and matrices."""

from typing import Any

from engine.op import op
from engine.tensor import Array


@op("DotBackward0", fits=True, formula=r"\sum_i a_i b_i", is_holomorphic=True)
def dot(a: Any, b: Any) -> Array:
    """The dot product of two vectors.

    Shapes: a (n,), b (n,) -> ()
    """
    return a.dot(b)


@dot.vjp("a", slope="b")
def dot_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return g * b


@dot.vjp("b", slope="a")
def dot_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return g * a


@op("MvBackward0", fits=True, formula="a b", is_holomorphic=True)
def mv(a: Any, b: Any) -> Array:
    """Matrix times vector.

    Shapes: a (m, n), b (n,) -> (m,)
    """
    product: Array = a.dot(b)
    return product


@mv.vjp("a", sends=r"g b^{\mathsf{T}}")
def mv_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.mul(_as_column(F, g), b)


@mv.vjp("b", sends=r"a^{\mathsf{T}} g")
def mv_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return F.mv(F.t(a), g)


@op("MmBackward0", fits=True, formula="a b", is_holomorphic=True)
def mm(a: Any, b: Any) -> Array:
    """Matrix times matrix.

    Shapes: a (m, k), b (k, n) -> (m, n)
    """
    return a.dot(b)


@mm.vjp("a", sends=r"g b^{\mathsf{T}}")
def mm_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.mm(g, F.t(b))


@mm.vjp("b", sends=r"a^{\mathsf{T}} g")
def mm_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return F.mm(F.t(a), g)


@mm.vjp("a", sends=r"g b^{\mathsf{T}}", column_major=True)
def mm_wrt_column_major_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.t(F.mm(b, F.t(g)))


@mm.vjp("b", sends=r"a^{\mathsf{T}} g", column_major=True)
def mm_wrt_column_major_b(F: Any, g: Any, *, a: Any) -> Any:
    return F.t(F.mm(F.t(g), a))


def _as_column(F: Any, vector: Any) -> Any:
    return F.view(vector, shape=(vector.shape[0], 1))
