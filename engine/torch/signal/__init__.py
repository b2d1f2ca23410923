"""The module ``torch.signal``."""

from engine.torch.signal import windows as windows

__all__ = ["windows"]
