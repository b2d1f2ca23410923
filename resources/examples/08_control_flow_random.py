# Loops and branches, random · 控制流：随机数
# Each run draws a new a, and the graph is
# as long as the loop made it.
# 每次运行都会抽取新的 a，
# 循环转了多少圈，图就有多长。

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


a = torch.randn(size=(), requires_grad=True)
d = f(a)
d.backward()
a.grad == d / a
