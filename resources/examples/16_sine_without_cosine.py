# A slope without a formula · 不用公式求斜率
# The slope of the sine, at nine places over a
# whole turn: it is the sine itself, a quarter
# turn ahead.
# 在一整圈的九个位置求正弦的斜率：
# 还是正弦，只是提前了四分之一圈。

import math

import torch

x = torch.linspace(0, 2 * math.pi, 9)
x.requires_grad_(True)
y = torch.sin(x)
y.sum().backward()
x.grad
ahead = torch.sin(x.detach() + math.pi / 2)
(x.grad - ahead).abs() < 1e-6
