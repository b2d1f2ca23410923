# Backward twice, retained · 保留图，两次反向
# Now the first pass keeps what was saved. The
# second gives the same and adds to it: not
# 2 · x, but 4 · x.
# 第一趟保留了数值；第二趟算出同样的梯度，
# 并累加上去：结果是 4 · x，而不是 2 · x。

import torch

x = torch.arange(4.0, requires_grad=True)
y = torch.dot(x, x)
y.backward(retain_graph=True)
x.grad == 2 * x
y.backward()
x.grad == 4 * x
