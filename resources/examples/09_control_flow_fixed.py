# Loops and branches, fixed · 控制流：固定的数
# Three turns of the loop, the lower branch:
# the slope is 2 · 2 · 2 · 2 · 64.
# 循环三圈，然后走下面的分支：
# 斜率是 2 · 2 · 2 · 2 · 64。

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


a = torch.tensor(-100.0, requires_grad=True)
d = f(a)
d.backward()
a.grad
a.grad == d / a
