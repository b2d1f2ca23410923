# Where the gradient will live · 梯度存放在哪里
# requires_grad_ makes room for a gradient.
# A backward pass fills it; until then: None.
# requires_grad_ 只是为梯度留出位置：
# 反向传播之前，x.grad 一直是 None。

import torch

x = torch.arange(4.0)
x.requires_grad
x.requires_grad_(True)
x.grad is None

y = 2 * torch.dot(x, x)
x.grad is None
y.backward()
x.grad
