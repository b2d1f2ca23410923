"""Imports from the modules in which PyTorch defines its classes, and their ``__module__``."""

from __future__ import annotations

import importlib
import sys

import pytest

from engine.torch.names.namespaces import torch_modules
from tests.engine.untyped import torch


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the engine importable as torch."""
    for name, module in torch_modules().items():
        monkeypatch.setitem(sys.modules, name, module)


@pytest.mark.parametrize(
    ("path", "name", "same"),
    [
        ("torch.distributions.normal", "Normal", torch.distributions.Normal),
        ("torch.nn.parameter", "Parameter", torch.nn.Parameter),
        ("torch.nn.modules", "Linear", torch.nn.Linear),
        ("torch.nn.modules.module", "Module", torch.nn.Module),
        ("torch.nn.utils.clip_grad", "clip_grad_norm_", torch.nn.utils.clip_grad_norm_),
        ("torch.optim.optimizer", "Optimizer", torch.optim.Optimizer),
        ("torch.utils.data.dataset", "Dataset", torch.utils.data.Dataset),
        ("torch.autograd.variable", "Variable", torch.autograd.Variable),
        ("torch.cuda.amp", "autocast", torch.cuda.amp.autocast),
        ("torch.functional", "split", torch.split),
    ],
)
def test_names_can_be_imported_from_where_pytorch_defines_them(path: str, name: str, same: object):
    module = importlib.import_module(path)
    assert getattr(module, name) is same


def test_submodules_are_attributes_of_their_parents_unless_functions_hide_them():
    modules = torch_modules()
    for path, module in modules.items():
        parent, _, name = path.rpartition(".")
        if parent and parent != "torch.optim":  # which deletes its submodules
            found = getattr(modules[parent], name)
            assert found is module or callable(found), path


def test_torch_distributed_is_not_available():
    assert not torch.distributed.is_available()
    assert not isinstance(torch.nn.Linear(1, 1), torch.nn.parallel.DistributedDataParallel)
    with pytest.raises(NotImplementedError, match="it computes in one process"):
        torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(1, 1))


def test_submodules_are_attributes_of_their_parents():
    assert torch.nn.modules.linear.Linear is torch.nn.Linear
    assert torch.nn.modules.Module is torch.nn.Module
    assert torch.distributions.normal.Normal is torch.distributions.Normal
    assert callable(torch.nn.utils.weight_norm)  # a function, which hides the module


def test_submodules_of_torch_optim_can_only_be_imported():
    from_there = importlib.import_module("torch.optim.sgd")
    assert from_there.SGD is torch.optim.SGD
    with pytest.raises(AttributeError, match=r"^module 'torch.optim' has no attribute 'sgd'$"):
        _ = torch.optim.sgd


def test_settings_are_shared_by_both_module_names(monkeypatch: pytest.MonkeyPatch):
    cudnn = importlib.import_module("torch.backends.cudnn")
    monkeypatch.setattr(cudnn, "benchmark", True)
    assert torch.backends.cudnn.benchmark is True


def test_classes_have_pytorchs_module_attribute():
    assert repr(torch.nn.Linear) == "<class 'torch.nn.modules.linear.Linear'>"
    assert repr(torch.optim.AdamW) == "<class 'torch.optim.adamw.AdamW'>"
    assert repr(torch.Tensor) == "<class 'torch.Tensor'>"
    assert repr(torch.optim.lr_scheduler.StepLR) == "<class 'torch.optim.lr_scheduler.StepLR'>"


def test_a_name_that_pytorch_lacks_raises_pythons_import_error():
    module = importlib.import_module("torch.nn.modules.loss")
    with pytest.raises(AttributeError, match=r"module 'torch\.nn\.modules\.loss' has no attribute"):
        module.Nothing  # noqa: B018
