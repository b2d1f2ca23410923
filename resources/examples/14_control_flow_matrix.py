# f(a) for a matrix · 矩阵的 f(a)
# backward(v) weighs every number of d: a.grad
# is the slope of (v * d).sum(). A weight of 0
# leaves its number out.
# backward(v) 给 d 的每个数一个权重：a.grad 是
# (v * d).sum() 的斜率；权重 0 就不计入。

import torch


def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b
    else:
        c = 64 * b
    return c


a = torch.tensor([[3.0, 4.0], [-12.0, 1.0]])
a.requires_grad_(True)
v = torch.tensor([[1.0, 0.0], [2.0, 0.5]])
d = f(a)
d.backward(v)
a.grad
a.grad == v * d / a
