"""What a script imports as ``torch.nn``."""

from engine.torch.nn import functional

__all__ = ["functional"]
