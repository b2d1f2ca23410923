"""What a script imports as ``torch.autograd``."""

from engine.autograd import backward, grad
from engine.grad_mode import enable_grad, no_grad, set_grad_enabled

__all__ = ["backward", "enable_grad", "grad", "no_grad", "set_grad_enabled"]
