"""Both sides of the lines in which matrices are multiplied are equal."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine.explain.derivatives import explanation
from tests.engine.explain.scripts import at_end, recorded

START = (
    "x = torch.tensor([[1.0, -2.0], [0.5, 4.0]], requires_grad=True)\n"
    "W = torch.tensor([[2.0, 1.0], [-1.0, 3.0]], requires_grad=True)\n"
    "v = torch.tensor([3.0, 5.0], requires_grad=True)\n"
    "b = torch.tensor([0.5, -1.5], requires_grad=True)\n"
)

EXPRESSIONS = (
    *("x @ W", "x @ v", "v @ x", "x.T @ W.t()", "torch.mv(x, v)", "x.mm(W)", "torch.vdot(v, b)"),
    *("torch.addmm(b, x, W, beta=2, alpha=3)", "torch.addmm(W, x, W, alpha=0.5)"),
    *("torch.addmv(b, x, v, beta=2, alpha=3)", "torch.addr(x, v, b, beta=2, alpha=-3)"),
    *("torch.nn.functional.linear(x, W, b)", "torch.nn.functional.linear(v, W)"),
    *("x.inverse()", "torch.linalg.solve(x, W)", "torch.linalg.solve(x, W, left=False)"),
    *("torch.linalg.solve_triangular(x, W, upper=True)", "x.T", "x.reshape(1, 4)", "v[:, None]"),
    *("torch.outer(v, b)", "x.transpose(0, 1)", "torch.dot(v, b)", "torch.einsum('ij,jk', x, W)"),
)

MATRIX = re.compile(r"\{\s*\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}\s*\}|(\d+(?:\.\d+)?)|(-)")
POWER = re.compile(r"\s*\^\s*\{([^{}]*(?:\\mathsf\{T\})?)\}")


def value_of(latex: str) -> np.ndarray:
    """The value of a product of matrices and numbers."""
    at, total, sign = 0, None, 1.0
    while found := MATRIX.search(latex, at):
        at, number = found.end(), found[2]
        if found[3]:
            sign = -sign
            continue
        if number:
            factor = np.asarray(float(number))
        else:
            rows = [row.split("&") for row in found[1].split(r"\\")]
            factor = np.array([[float(each.replace(" ", "")) for each in row] for row in rows])
        if power := POWER.match(latex, at):
            at = power.end()
            factor = np.linalg.inv(factor) if "-" in power[1] else factor
            factor = factor.T if "T" in power[1] else factor
        is_matrix = total is not None and total.ndim and factor.ndim
        total = factor if total is None else total @ factor if is_matrix else total * factor
    assert total is not None
    return sign * total


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_both_sides_of_a_product_of_matrices_are_equal(expression: str):
    recording = recorded(
        f"{START}y = {expression}\ny.backward(torch.arange(1.0, y.numel() + 1).reshape(y.shape))\n"
    )
    state = at_end(recording)
    cards = range(len(recording["cards"]))
    explained = [each for card in cards if (each := explanation(state, card)) is not None]
    lines = [d.numbers for each in explained for d in each.derivatives if d.numbers]
    products = [line for line in lines if line[-1].startswith("=")]
    for product, result in products:
        left, right = value_of(product.partition("=")[2]), value_of(result[1:])
        assert left.shape == right.shape
        np.testing.assert_allclose(left, right, rtol=2e-3, atol=2e-3, err_msg=product)
