import torch

x = torch.tensor([1.0, -2.0])
w = torch.tensor([0.5, -1.0], requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
y = torch.tanh(w @ x + b)
loss = (y - 1) ** 2
loss.backward()
