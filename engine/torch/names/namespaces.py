"""The namespaces that scripts import, and how their functions are prepared."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import ModuleType

from engine import hooks
from engine.torch import (
    amp,
    attention_bias,
    attention_kernels,
    autograd,
    distributions,
    fft,
    func,
    linalg,
    machines,
    nn,
    optim,
    overriding,
    random_state,
    signal,
    sparse,
    special,
    testing,
    utils,
)
from engine.torch.calling.calls import call_from
from engine.torch.calling.refusals import refuse_in
from engine.torch.names.hidden_names import add_hidden_names
from engine.torch.names.shown_names import show_names_of_pytorch
from engine.torch.names.submodules import submodules, tell_origins
from engine.torch.nn import every_module, state_names

_CHECKED = ("torch.fft", "torch.linalg", "torch.nn.functional", "torch.special")
"""Namespaces whose functions are checked here; ``functions`` checks those of ``torch``."""

_REFUSING = ("torch.autograd", "torch.fft", "torch.linalg", "torch.nn", "torch.special")
"""Namespaces besides ``torch`` whose functions lack keyword arguments, nested ones included."""


def torch_modules() -> dict[str, ModuleType]:
    """The modules that ``import torch`` and imports of its submodules find, by name."""
    spaces = _namespaces()
    modules = {**spaces, **overriding.MODULES, **machines.MODULES, **submodules(spaces)}
    return {**modules, **add_hidden_names(modules)}


@contextlib.contextmanager
def without_our_modules() -> Iterator[None]:
    """Inside its ``with``, packages lack the modules that PyTorch's have not.

    A script that writes ``nn.linear`` for ``nn.Linear`` gets PyTorch's error.
    """
    hidden = [
        (vars(space), name, member)
        for path, space in _namespaces().items()
        for name, member in vars(space).items()
        if isinstance(member, ModuleType) and member.__name__ != f"{path}.{name}"
        if space.__spec__ and member is sys.modules.get(f"{space.__spec__.name}.{name}")
    ]
    for members, name, _ in hidden:
        del members[name]
    try:
        yield
    finally:
        for members, name, member in hidden:
            members[name] = member


def make_ready() -> None:
    """Make functions check their arguments, and all objects report PyTorch's names."""
    spaces = _namespaces()
    for path in _CHECKED:
        call_from(path, vars(spaces[path]))
    for path, space in spaces.items():
        if path == "torch" or path.startswith(_REFUSING):
            refuse_in(path, vars(space))
    overriding.spaces.update((path, vars(space)) for path, space in spaces.items())
    tell_origins(spaces)
    show_names_of_pytorch(spaces.items())


def _namespaces() -> dict[str, ModuleType]:
    """The namespaces with classes and functions, by name."""
    return {
        "torch": sys.modules["engine.torch"],
        "torch.amp": amp,
        "torch.autograd": autograd,
        **autograd.SUBMODULES,
        "torch.distributions": distributions,
        "torch.distributions.constraint_registry": distributions.constraint_registry,
        "torch.distributions.constraints": distributions.constraints,
        "torch.distributions.transforms": distributions.transforms,
        "torch.distributions.utils": distributions.utils,
        "torch.fft": fft,
        "torch.func": func,
        "torch.linalg": linalg,
        "torch.signal": signal,
        "torch.signal.windows": signal.windows,
        "torch.sparse": sparse,
        "torch.special": special,
        "torch.testing": testing,
        "torch.nn": nn,
        "torch.nn.attention": attention_kernels,
        "torch.nn.attention.bias": attention_bias,
        "torch.nn.functional": nn.functional,
        "torch.nn.grad": nn.grad,
        "torch.nn.init": nn.init,
        "torch.nn.utils": nn.utils,
        "torch.nn.modules.module": every_module,
        "torch.nn.modules.utils": state_names,
        **{f"torch.nn.utils.{name}": getattr(nn.utils, name) for name in nn.utils.MODULES},
        "torch.optim": optim,
        "torch.optim.lr_scheduler": optim.lr_scheduler,
        "torch.optim.swa_utils": optim.swa_utils,
        "torch.random": random_state,
        "torch.utils": utils,
        "torch.utils.checkpoint": utils.checkpoint,
        "torch.utils.data": utils.data,
        "torch.utils.dlpack": utils.dlpack,
        "torch.utils.hooks": hooks,
    }
