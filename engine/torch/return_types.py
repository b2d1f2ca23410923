"""Named tuples that functions with several results return, printed as PyTorch prints them."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from engine.dotted_name import DottedName, name_in_errors


class ReturnType(tuple[Any, ...], metaclass=DottedName):
    """A named tuple.

    Attributes:
        FIELDS: the names of its elements.
    """

    __slots__ = ()
    FIELDS: tuple[str, ...] = ()

    def __repr__(self) -> str:
        members = ",\n".join(f"{name}={each!r}" for name, each in zip(self.FIELDS, self))
        return f"{name_in_errors(type(self))}(\n{members})"


def _return_type(name: str, *fields: str) -> type[ReturnType]:
    def member(place: int) -> property:
        return property(lambda self: self[place])

    members: dict[str, Any] = {field: member(place) for place, field in enumerate(fields)}
    own = {"__module__": "torch.return_types", "__slots__": (), "FIELDS": fields}
    return cast(type[ReturnType], DottedName(name, (ReturnType,), own | members))


@cache
def written_type(kind: type[ReturnType]) -> type[ReturnType]:
    """The type of results that were written into the tensors of ``out=``."""
    return _return_type(f"{kind.__name__}_out", *kind.FIELDS)


max = _return_type("max", "values", "indices")
min = _return_type("min", "values", "indices")
median = _return_type("median", "values", "indices")
nanmedian = _return_type("nanmedian", "values", "indices")
mode = _return_type("mode", "values", "indices")
kthvalue = _return_type("kthvalue", "values", "indices")
sort = _return_type("sort", "values", "indices")
topk = _return_type("topk", "values", "indices")
cummax = _return_type("cummax", "values", "indices")
cummin = _return_type("cummin", "values", "indices")
aminmax = _return_type("aminmax", "min", "max")
slogdet = _return_type("slogdet", "sign", "logabsdet")
frexp = _return_type("frexp", "mantissa", "exponent")
histogram = _return_type("histogram", "hist", "bin_edges")
histogramdd = _return_type("histogramdd", "hist", "bin_edges")
linalg_slogdet = _return_type("linalg_slogdet", "sign", "logabsdet")
svd = _return_type("svd", "U", "S", "V")
linalg_svd = _return_type("linalg_svd", "U", "S", "Vh")
linalg_eigh = _return_type("linalg_eigh", "eigenvalues", "eigenvectors")
triangular_solve = _return_type("triangular_solve", "solution", "cloned_coefficient")
geqrf = _return_type("geqrf", "a", "tau")
qr = _return_type("qr", "Q", "R")
linalg_qr = _return_type("linalg_qr", "Q", "R")
linalg_eig = _return_type("linalg_eig", "eigenvalues", "eigenvectors")
linalg_inv_ex = _return_type("linalg_inv_ex", "inverse", "info")
linalg_cholesky_ex = _return_type("linalg_cholesky_ex", "L", "info")
linalg_solve_ex = _return_type("linalg_solve_ex", "result", "info")
linalg_lu = _return_type("linalg_lu", "P", "L", "U")
linalg_lu_factor = _return_type("linalg_lu_factor", "LU", "pivots")
linalg_lu_factor_ex = _return_type("linalg_lu_factor_ex", "LU", "pivots", "info")
linalg_ldl_factor = _return_type("linalg_ldl_factor", "LD", "pivots")
linalg_ldl_factor_ex = _return_type("linalg_ldl_factor_ex", "LD", "pivots", "info")
lu_with_info = _return_type("_lu_with_info", "LU", "pivots", "info")
lu_unpack = _return_type("lu_unpack", "P", "L", "U")
linalg_lstsq = _return_type("linalg_lstsq", "solution", "residuals", "rank", "singular_values")
