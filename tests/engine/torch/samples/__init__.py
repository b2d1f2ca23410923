"""Sample calls of PyTorch's operations, with their recorded outcomes."""
