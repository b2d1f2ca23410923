"""Implements ``torch.autograd`` and ``torch.func``: derivatives, transforms and checks."""
