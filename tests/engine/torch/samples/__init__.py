"""Sample calls of PyTorch's operations, with everything that came of them there."""
