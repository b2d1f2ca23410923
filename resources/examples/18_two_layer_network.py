# Training a network · 训练一个网络
# 50 turns: forward, backward, a step downhill,
# and the gradients back to 0, since the next
# pass would add to them.
# 五十轮：前向、反向、沿梯度下降一步，再把
# 梯度清零，否则下一趟会累加上去。

import torch

x = torch.linspace(-2, 2, 8).reshape(8, 1)
target = torch.sin(x)
w1 = torch.tensor([[0.5, -0.5, 1.0]])
b1 = torch.tensor([0.5, 0.5, -0.5])
w2 = torch.tensor([[0.5], [0.5], [0.0]])
w1.requires_grad_(True)
b1.requires_grad_(True)
w2.requires_grad_(True)

for turn in range(50):
    hidden = torch.tanh(x @ w1 + b1)
    y = hidden @ w2
    loss = ((y - target) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w1 -= 0.2 * w1.grad
        b1 -= 0.2 * b1.grad
        w2 -= 0.2 * w2.grad
    w1.grad.zero_()
    b1.grad.zero_()
    w2.grad.zero_()
    if turn % 10 == 0:
        print(turn, loss.item())

loss
