import torch

x = torch.tensor([1.0, -0.5])
torch.manual_seed(0)
w1 = torch.randn(2, 4, requires_grad=True)
b1 = torch.zeros(4, requires_grad=True)
h = torch.tanh(x @ w1 + b1)
w2 = torch.randn(4, 1, requires_grad=True)
b2 = torch.zeros(1, requires_grad=True)
y = h @ w2 + b2
z = y.sum()
z.backward()
