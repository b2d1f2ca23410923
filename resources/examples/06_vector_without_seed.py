# A vector output: no seed · 向量输出：缺少梯度
# Only a single number begins with 1 by itself,
# so the last line is an error.
# 只有单个数才会默认从 1 开始，
# 所以最后一行会报错。

import torch

x = torch.arange(4.0, requires_grad=True)
y = x * x
y.backward()
