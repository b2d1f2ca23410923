"""The time of calls on small tensors, which is nearly all overhead.

    python tests/benchmarks/operations.py [PYTHON [CALL...]]

Prints microseconds for each call and for a backward pass from its result, or only for calls that
contain one of the words given. With a Python that has PyTorch, these are also multiples of its
times on one thread, measured in the next process, and last the geometric mean of all of them.
"""

import importlib
import json
import os
import subprocess
import sys
import timeit
from math import exp, log
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

_TENSORS = """
torch.manual_seed(0)
F, nn = torch.nn.functional, torch.nn
x, y = (torch.randn(4, 3, requires_grad=True) for _ in range(2))
p = (torch.rand(4, 3) + 0.1).requires_grad_()
v, u = (torch.randn(5, requires_grad=True) for _ in range(2))
m, s = torch.randn(3, 3, requires_grad=True), torch.tensor(0.7, requires_grad=True)
b = torch.randn(2, 4, 3, requires_grad=True)
image = torch.randn(1, 2, 6, 6, requires_grad=True)
classes, rows = torch.tensor([0, 2, 1, 0]), torch.tensor([0, 2])
shares, mask = torch.rand(4, 3), torch.tensor([[True, False, True]] * 4)
weight, bias = torch.randn(2, 3, requires_grad=True), torch.randn(2, requires_grad=True)
linear, norm, spread = nn.Linear(3, 2), nn.LayerNorm(3), nn.BatchNorm1d(3)
table, conv, drop = nn.Embedding(7, 3), nn.Conv2d(2, 3, 3), nn.Dropout()
mlp = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
cell, gru, lstm = nn.RNNCell(3, 4), nn.GRUCell(3, 4), nn.LSTM(3, 4)
heads, q = nn.MultiheadAttention(4, 2), torch.randn(3, 1, 4)
"""

CALLS = """
x + y; x - y; x * y; x / p; x ** 2; x ** 3; -x; 1 / p; x + 1; 1 - x; s * x; x + x[0]
x @ m; v @ u; m @ v[:3]; b @ m; torch.dot(v, u); torch.outer(v, u); torch.bmm(b, b.transpose(1, 2))
torch.addmm(bias, x, weight.t()); torch.einsum('ij,jk->ik', x, m)
x.sum(); x.sum(0); x.mean(); x.mean(1); x.var(); x.std(0); x.max(); x.max(1); x.norm(); x.prod()
x.cumsum(0); x.logsumexp(1); x.amax(1); x.argmax(1)
x.exp(); p.log(); x.sin(); x.tanh(); x.sigmoid(); x.relu(); p.sqrt(); x.abs(); x.clamp(min=0)
x.reshape(3, 4); x.view(-1); x.flatten(); x.t(); b.permute(2, 0, 1); x.unsqueeze(0)
v.expand(2, 5); x.repeat(2, 1); torch.cat([x, y]); torch.stack([x, y]); x.split(2); x.unbind()
x[0]; x[0, 1]; x[1:3]; x[:, 1]; x[rows]; x[mask]; x.gather(1, classes[:, None])
x.masked_fill(mask, 0.); torch.where(mask, x, y); torch.maximum(x, y); x > 0; bool(s > 0)
s.item(); x.detach(); x.clone(); x.shape; x.tolist(); x.double()
torch.tensor([1., 2.]); torch.zeros(3); torch.arange(5); torch.randn(3); torch.ones_like(x)
F.softmax(x, 1); F.log_softmax(x, 1); F.cross_entropy(x, classes); F.mse_loss(x, shares)
F.nll_loss(x, classes); F.binary_cross_entropy_with_logits(x, shares); F.smooth_l1_loss(x, shares)
F.gelu(x); F.leaky_relu(x); F.silu(x); F.linear(x, weight, bias); F.one_hot(classes, 3)
F.max_pool2d(image, 2); F.avg_pool2d(image, 2); F.pad(x, (1, 1))
F.scaled_dot_product_attention(b, b, b)
linear(x); norm(x); spread(x); table(classes); mlp(x); conv(image); drop(x)
cell(x); gru(x); lstm(x.unsqueeze(0)); heads(q, q, q)
"""

_ROUNDS, _SECONDS = 7, 0.005


def measure(torch: Any, calls: list[str]) -> dict[str, list[float]]:
    """Microseconds of each call, and of a pass from its result if that has gradients."""
    names = {"torch": torch}
    exec(_TENSORS, names)
    found = {}
    for call in calls:
        forward = _microseconds(call, names)
        found[call] = [forward]
        result = eval(call, names)
        first = result[0] if isinstance(result, tuple) else result
        if isinstance(first, torch.Tensor) and first.requires_grad:
            names["seed"] = torch.ones_like(first)
            there = f"({call})[0]" if isinstance(result, tuple) else f"({call})"
            found[call].append(_microseconds(f"{there}.backward(seed)", names) - forward)
    return found


def _microseconds(call: str, names: dict[str, Any]) -> float:
    timer = timeit.Timer(call, globals=names)
    count = max(1, int(_SECONDS / (timer.timeit(20) / 20)))
    return min(timer.repeat(_ROUNDS, count)) / count * 1e6


def main(python: str | None, words: list[str]) -> None:
    """Print the times."""
    calls = [call for each in CALLS.replace("\n", ";").split(";") if (call := each.strip())]
    calls = [call for call in calls if not words or any(word in call for word in words)]
    ours = _in_a_process(sys.executable, "ours", calls)
    theirs = _in_a_process(python, "theirs", calls) if python else {}
    ratios = []
    for call in calls:
        text = f"{call:48}" + "".join(f"{each:9.2f}" for each in ours[call])
        if python:
            ratios.append(sum(ours[call]) / sum(theirs[call]))
            text += f"   {ratios[-1]:.2f} times PyTorch"
        print(text)
    if ratios:
        print(f"geometric mean of all: {exp(sum(map(log, ratios)) / len(ratios)):.2f}")


def _in_a_process(python: str, whose: str, calls: list[str]) -> dict[str, list[float]]:
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [python, "-W", "ignore", __file__, "--measure", whose],
        env={**os.environ, **one_thread},
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def _measure_here(whose: str) -> None:
    torch: Any = importlib.import_module("engine.torch" if whose == "ours" else "torch")
    if whose == "ours":
        limits = importlib.import_module("engine.worker.limits")
        limits.keep_freed_memory()  # as in the worker, where scripts run
        limits.collect_rarely()
    else:
        torch.set_num_threads(1)
    print(json.dumps(measure(torch, json.load(sys.stdin))))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        _measure_here(sys.argv[2])
    else:
        main(sys.argv[1] if len(sys.argv) > 1 else None, sys.argv[2:])
