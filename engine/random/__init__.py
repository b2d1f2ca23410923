"""Random numbers: PyTorch's generator on the CPU, its state, and its samplers."""
