# Where a gradient stops · 梯度在哪里停下
# u has the value of y but no way back to it:
# z sees a constant. y itself is not cut off.
# u 的值与 y 相同，却没有回到 y 的路：
# 对 z 来说它是常数；y 本身并没有被切断。

import torch

x = torch.arange(4.0, requires_grad=True)
y = x * x
u = y.detach()
z = u * x

z.sum().backward()
x.grad == u

x.grad.zero_()
y.sum().backward()
x.grad == 2 * x
