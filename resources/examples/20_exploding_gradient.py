# Exploding gradients · 梯度爆炸
# A recurrent network uses the same weights
# in each step. After thirty the gradient is
# large: select w, and ask why.
# 循环网络每一步都使用同样的权重。
# 三十步之后梯度很大：选中 w，问为什么。

import torch

w = torch.tensor([[1.5, 0.5], [0.2, 1.8]])
w.requires_grad_(True)
state = torch.tensor([1.0, -1.0])
for step in range(30):
    state = w @ state
state.sum().backward()
w.grad
