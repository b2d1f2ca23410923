# Gradients add up · 梯度会累积
# The second pass adds 1 to what is there;
# zero_() clears it before the third.
# 第二次反向传播在已有的梯度上再加 1；
# 第三次之前先用 zero_() 清零。

import torch

x = torch.arange(4.0, requires_grad=True)
y = 2 * torch.dot(x, x)
y.backward()
x.grad

x.sum().backward()
x.grad == 4 * x + 1

x.grad.zero_()
x.sum().backward()
x.grad
