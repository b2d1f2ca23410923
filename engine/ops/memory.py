"""Elements read and written by their places, wherever a view has them in its base's memory."""

from functools import partial
from math import prod
from typing import Any

import numpy as np

from engine import in_place, observe
from engine.op import Op, op
from engine.tensor import Array, Tensor


class _Pick(Op):
    """Reads elements by their places; its nodes are also those of views made anew."""

    def renew(self, view: Tensor) -> None:
        """Give an outdated view a new grad_fn, which leads to what its base is now.

        Raises:
            RuntimeError: it was made outside of grad mode, or as one of several views.
        """
        made = view._own_extra().view
        assert made is not None
        in_place.refuse_rebase(view, made, is_indirect=True)
        if observe.observer is not None:
            observe.observer.view_renews(view)
        base = made.base
        operands, settings = (base,), {"places": in_place.places_in(base, view)}
        # Also where the base requires no grad: then the gradient leads nowhere, as in PyTorch.
        node = self._tape(operands, (base._data,), (view,), settings, needed=(True,))
        in_place.set_history(view, node)
        made.version = view._writes


@partial(_Pick, node_name="AsStridedBackward0", formula=r"a_{\mathrm{places}}")
def pick(a: Array, *, places: np.ndarray) -> Array:
    """The elements at some places, which count them in order."""
    return np.asarray(a).reshape(-1)[places]


@pick.vjp("a", sends=r"\sum_{\mathrm{places}_k = i} g_k")
def pick_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], places: np.ndarray) -> Any:
    return F.spread(g, shape=tuple(a_shape), places=places)


@op("AsStridedScatterBackward0", formula=r"\sum_{\mathrm{places} = i} g")
def spread(g: Array, *, shape: tuple[int, ...], places: np.ndarray) -> Array:
    """Zeros, with g added at some places, as often as each comes."""
    out = np.zeros(prod(shape), g.dtype)
    np.add.at(out, places, g)
    return out.reshape(shape)


@spread.vjp("g", sends=r"g_{\mathrm{places}}")
def spread_wrt_g(F: Any, g: Any, *, places: np.ndarray) -> Any:
    return F.pick(g, places=places)


@op("CopySlicesBackward0", formula=r"b \text{ at } \mathrm{places}\text{, else } a")
def put(a: Array, b: Array, *, places: np.ndarray) -> Array:
    """a, with b at some places."""
    out = np.array(a, order="C")
    out.reshape(-1)[places] = b
    return out


@put.vjp("a", sends=r"\begin{cases} 0 & i \in \mathrm{places} \\ g_i \end{cases}")
def put_wrt_a(F: Any, g: Any, *, places: np.ndarray) -> Any:
    return F.put(g, F.zeros_like(F.pick(g, places=places)), places=places)


@put.vjp("b", sends=r"g_{\mathrm{places}}")
def put_wrt_b(F: Any, g: Any, *, places: np.ndarray) -> Any:
    return F.pick(g, places=places)
