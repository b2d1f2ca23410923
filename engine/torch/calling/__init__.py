"""How scripts call functions: arguments parsed by PyTorch's signatures, checked, and refused."""
