# The first gradient · 第一个梯度
# Walk back from y: 2 crosses the product,
# then x receives two shares, one per use.
# 从 y 往回走：2 先穿过乘法，
# x 被用了两次，所以收到两份贡献。

import torch

x = torch.arange(4.0, requires_grad=True)
y = 2 * torch.dot(x, x)
y.backward()
x.grad == 4 * x
