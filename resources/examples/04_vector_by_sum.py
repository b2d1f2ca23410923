# A vector output: sum it · 向量输出：先求和
# y has four numbers. Their sum is one number,
# and it sends 1 back to each of the four.
# y 有四个数。求和得到一个数，
# 它把 1 送回给这四个数中的每一个。

import torch

x = torch.arange(4.0, requires_grad=True)
y = x * x
y.sum().backward()
x.grad == 2 * x
