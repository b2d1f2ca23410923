"""Argument parsing by PyTorch's signatures: arguments are checked, and refused with its errors."""
