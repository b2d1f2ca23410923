"""An LSTM layer along a sequence, as one operation.

Shapes: a (steps, n, inputs), w (4 * size, inputs), u (4 * size, size), b, c (4 * size,) or
zero-dim for none, h, s (n, size) -> (steps, n, size), and twice h's

Source: aten/src/ATen/native/mkldnn/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from typing import Any, NamedTuple

import numpy as np

from engine.multi_op import multi_op
from engine.registry import raw
from engine.tensor import Array, Tensor


class _Step(NamedTuple):
    """What one step of a sequence computes.

    Attributes:
        at: which of the sequence it is.
        hidden, memory: what it takes beside the input.
        gates: how much comes in and is kept, what comes in, and how much goes out.
        new_memory, output: what it gives on.
    """

    at: int
    hidden: Any
    memory: Any
    gates: tuple[Any, Any, Any, Any]
    new_memory: Any
    output: Any


def _linear(F: Any, a: Any, weight: Any, bias: Any) -> Any:
    return F.addmm(bias, a, F.t(weight), beta=1.0, alpha=1.0)


def _steps(
    F: Any, a: Any, w: Any, u: Any, b: Any, c: Any, h: Any, s: Any, reverse: bool
) -> list[_Step]:
    """All steps, the first to be made first."""
    count, size = a.shape[0], u.shape[1]
    steps = []
    for at in reversed(range(count)) if reverse else range(count):
        row = F.select(a, dim=0, index=at)
        total = F.add(_linear(F, row, w, b), _linear(F, h, u, c))
        i, f, g, o = F.unsafe_split(total, size=size, dim=1)
        i, f, g, o = F.sigmoid(i), F.sigmoid(f), F.tanh(g), F.sigmoid(o)
        memory = F.add(F.mul(f, s), F.mul(i, g))
        output = F.mul(o, F.tanh(memory))
        steps.append(_Step(at, h, s, (i, f, g, o), memory, output))
        h, s = output, memory
    return steps


@multi_op(
    "MkldnnRnnLayerBackward0",
    outputs=("out", "hn", "cn"),
    formula=r"h_t = o \tanh s_t,\, s_t = f s_{t-1} + i z,\, "
    r"(i, f, z, o) = (\sigma, \sigma, \tanh, \sigma)(w a_t + b + u h_{t-1} + c)",
)
def lstm_layer(
    a: Any, w: Any, u: Any, b: Any, c: Any, h: Any, s: Any, *, reverse: bool
) -> tuple[Array, Array, Array]:
    """The output of each step, and the last output and memory."""
    steps = _steps(raw, a, w, u, b, c, h, s, reverse)
    out = np.stack([step.output for step in sorted(steps)], axis=0)
    return out, steps[-1].output, steps[-1].new_memory


def _in_order(F: Any, g: Any) -> Any:
    array = g._data if isinstance(g, Tensor) else g
    return g if array.flags.c_contiguous else F.clone_in_order(g)


_INPUTS = ("a", "w", "u", "b", "c", "h", "s")


@lstm_layer.vjp_at_once
def lstm_layer_at_once(
    F: Any, gs: Any, *, a: Any, w: Any, u: Any, b: Any, c: Any, h: Any, s: Any, reverse: bool,
    mask: tuple[bool, ...],
) -> list[Any]:  # fmt: skip
    """Back through the steps, which are made once more."""
    of_out, of_h, of_s = (each if each is None else _in_order(F, each) for each in gs)
    of_h = F.zeros_like(h) if of_h is None else of_h
    of_s = F.zeros_like(s) if of_s is None else of_s
    of_rows: dict[int, Any] = {}
    total: list[Any] = []
    for step in reversed(_steps(F, a, w, u, b, c, h, s, reverse)):
        i, f, g, o = step.gates
        sent = of_h if of_out is None else F.add(F.select(of_out, dim=0, index=step.at), of_h)
        tanh, again = F.tanh(step.new_memory), F.tanh(step.new_memory)
        flat = F.sub(1, F.mul(tanh, again))
        of_memory = F.add(of_s, F.mul(F.mul(sent, o), flat))
        of_o = F.mul(F.mul(F.mul(sent, F.tanh(step.new_memory)), o), F.sub(1, o))
        of_g = F.mul(F.mul(of_memory, i), F.sub(1, F.mul(g, g)))
        of_f = F.mul(F.mul(F.mul(of_memory, step.memory), f), F.sub(1, f))
        of_i = F.mul(F.mul(F.mul(of_memory, g), i), F.sub(1, i))
        of_gates = F.cat(of_i, of_f, of_g, of_o, dim=1)
        of_rows[step.at] = F.unsqueeze(F.mm(of_gates, w), dim=0)
        turned = F.transpose(of_gates, dim0=0, dim1=1)
        parts = [
            F.mm(turned, F.select(a, dim=0, index=step.at)),
            F.mm(turned, step.hidden),
            F.sum_dims(of_gates, dim=(0,), keepdim=False),
        ]
        total = [F.add(one, other) for one, other in zip(total, parts)] if total else parts
        of_h, of_s = F.mm(of_gates, u), F.mul(of_memory, f)
    of_a = F.cat(*[of_rows[at] for at in sorted(of_rows)], dim=0)
    of_w, of_u, of_b = total
    sent_all = (of_a, of_w, of_u, of_b, of_b, of_h, of_s)
    return [each if asked else None for each, asked in zip(sent_all, mask)]


def _declare(place: int, name: str) -> None:
    mask = tuple(at == place for at in range(len(_INPUTS)))

    def rule(
        F: Any, gs: Any, *, a: Any, w: Any, u: Any, b: Any, c: Any, h: Any, s: Any, reverse: bool
    ) -> Any:
        known = {"a": a, "w": w, "u": u, "b": b, "c": c, "h": h, "s": s}
        return lstm_layer_at_once(F, gs, **known, reverse=reverse, mask=mask)[place]

    sends = rf"\sum_t \frac{{\partial (h_t, s_t)}}{{\partial {name}}}^{{\mathsf{{T}}}} g"
    lstm_layer.vjp(name, sends=sends)(rule)


for _place, _name in enumerate(_INPUTS):
    _declare(_place, _name)
