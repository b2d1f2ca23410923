"""The module ``torch.utils``."""

from engine import hooks as hooks
from engine.torch.utils import checkpoint as checkpoint
from engine.torch.utils import data as data
from engine.torch.utils import dlpack as dlpack

__all__ = ["checkpoint", "data", "dlpack", "hooks"]
