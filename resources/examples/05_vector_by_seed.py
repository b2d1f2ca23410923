# A vector output: seed it · 向量输出：给定梯度
# backward() takes the gradient to begin with.
# Ones do the same as the sum did.
# backward() 可以接收起始的梯度，
# 全为 1 时，效果与先求和相同。

import torch

x = torch.arange(4.0, requires_grad=True)
y = x * x
y.backward(torch.ones(len(x)))
x.grad == 2 * x
