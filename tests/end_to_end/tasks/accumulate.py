import torch

x = torch.tensor(3.0, requires_grad=True)
y = torch.square(x)
y.backward(retain_graph=True)
y.backward()
x.grad.zero_()
