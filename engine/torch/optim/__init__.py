"""The module ``torch.optim``."""

from typing import Any as _Any

from engine.torch.names.absent import missing as _missing
from engine.torch.optim import lr_scheduler as lr_scheduler
from engine.torch.optim import swa_utils as swa_utils
from engine.torch.optim.adam import Adam, AdamW
from engine.torch.optim.adaptive import ASGD, Adamax, NAdam, RAdam, Rprop
from engine.torch.optim.descent import SGD, Adadelta, Adagrad, RMSprop
from engine.torch.optim.matrix_wise import Adafactor, Muon
from engine.torch.optim.optimizer import Optimizer
from engine.torch.optim.quasi_newton import LBFGS

__all__ = [
    "ASGD",
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Muon",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "lr_scheduler",
    "swa_utils",
]


def __getattr__(name: str) -> _Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.optim", name, __all__)
