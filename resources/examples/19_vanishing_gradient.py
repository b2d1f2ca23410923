# Vanishing gradients · 梯度消失
# Each sigmoid passes on at most a quarter of
# what it receives. Select x, and ask why its
# gradient is so small.
# 每个 sigmoid 最多传下收到的四分之一。
# 选中 x，问它的梯度为什么这么小。

import torch

x = torch.tensor([-2.0, 0.0, 2.0], requires_grad=True)
h = x
for layer in range(10):
    h = torch.sigmoid(h)
h.sum().backward()
x.grad
