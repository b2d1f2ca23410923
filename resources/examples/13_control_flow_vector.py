# f(a) for a vector · 向量的 f(a)
# d has three numbers: which one to start from?
# Add them up. As each d depends on its own a
# only, the gradient is each one's own slope.
# d 有三个数，从哪个开始？先求和。每个 d 只依赖
# 自己的 a，所以梯度就是各自的斜率。

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


a = torch.tensor([1.0, -2.0, 3.0])
a.requires_grad_(True)
d = f(a)
try:
    d.backward()
except RuntimeError as error:
    print(error)
d.sum().backward()
a.grad == d / a
