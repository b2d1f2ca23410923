# A function, traced · 追踪一个函数
# f(x) = ((log x²) · sin x) + 1/x: three ways
# lead from x to f, so x receives three shares,
# and their sum is the derivative.
# f(x) = ((log x²) · sin x) + 1/x：从 x 到 f 有
# 三条路，x 收到三份贡献，其和就是导数。

import torch

x = torch.tensor(2.0, requires_grad=True)
a = x**2
b = torch.log(a)
c = torch.sin(x)
d = b * c
e = 1 / x
f = d + e
f.backward()
x.grad
