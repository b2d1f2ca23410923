# A loop that finds a root · 求平方根的循环
# Heron's loop mentions no derivative, yet its
# gradient is that of the root: 1 / (2 · b).
# 海伦的循环里没有导数，
# 梯度却正是平方根的导数：1 / (2 · b)。

import torch


def root(a):
    b = (1 + a) / 2
    while (b * b - a).abs() > 0.001:
        b = (b + a / b) / 2
    return b


a = torch.tensor(2.0, requires_grad=True)
b = root(a)
b.backward()
b
a.grad
1 / (2 * b.detach())
