# Backward twice · 反向传播两次
# The first pass frees what the product saved,
# so the second one finds nothing to work with.
# 第一趟释放了乘法保存的数值，
# 第二趟就无从算起，于是报错。

import torch

x = torch.arange(4.0, requires_grad=True)
y = torch.dot(x, x)
y.backward()
x.grad
y.backward()
