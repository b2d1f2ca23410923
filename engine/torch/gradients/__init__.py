"""What is behind ``torch.autograd`` and ``torch.func``: derivatives of functions, and checks."""
