"""Every public name of PyTorch works, or is refused by an error that names it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from engine.errors import MissingOperationError
from engine.torch.calling.refusals import REFUSED, WRITING
from engine.torch.names.namespaces import torch_modules
from engine.torch.names.public_names import public_names
from tests.engine.untyped import torch

# Internal arguments of PyTorch: names of base classes, of decorators, and of arguments
# that are distinguished by their types here.
INTERNAL = {
    ("torch", "can_cast"): {"from_", "to"},
    ("torch", "promote_types"): {"type1", "type2"},
    ("torch", "result_type"): {"tensor", "other", "scalar", "scalar1", "scalar2"},
    ("torch", "enable_grad"): {"orig_func"},
    ("torch", "isin"): {"element", "test_element"},
    ("torch.autograd", "enable_grad"): {"orig_func"},
    ("torch.Tensor", "copy_"): {"other"},
    ("torch.Tensor", "random_"): {"from_"},
    ("torch.Tensor", "requires_grad_"): {"mode"},
    ("torch.nn", "RNNBase"): {"mode"},
    ("torch.nn", "RNNCellBase"): {"num_chunks"},
}

WITHOUT_SIGNATURE = {"LinAlgError", "OutOfMemoryError"}
"""Exceptions with a built-in constructor, whose signature ``inspect`` cannot read."""


def space(namespace: str) -> Any:
    return torch.Tensor if namespace == "torch.Tensor" else torch_modules()[namespace]


def found(namespace: str, name: str) -> Any:
    """The member of a namespace with a name; of a tensor, from an instance."""
    if namespace == "torch.Tensor" and not hasattr(torch.Tensor, name):
        return getattr(torch.ones(1), name)
    return getattr(space(namespace), name)


def missing(namespace: str) -> set[str]:
    names = set()
    for name in public_names()[namespace]:
        try:
            found(namespace, name)
        except MissingOperationError:
            names.add(name)
    return names


@pytest.mark.parametrize("namespace", public_names())
def test_a_missing_name_is_named_in_the_error(namespace: str):
    for name in missing(namespace):
        with pytest.raises(MissingOperationError, match="Gradwalk does not have") as caught:
            found(namespace, name)
        assert f"{namespace}.{name}".removeprefix("torch.Tensor.") in str(caught.value)


def accepted(function: Any) -> set[str] | None:
    """The keyword arguments that a function takes; None if it takes any and checks them."""
    parameters = inspect.signature(function).parameters.values()
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return None
    return {each.name for each in parameters}


@pytest.mark.parametrize("namespace", public_names())
def test_every_keyword_of_pytorch_is_accepted_or_refused(namespace: str):
    ignored = {}
    absent = missing(namespace)
    for name, keywords in public_names()[namespace].items():
        if name in absent | WITHOUT_SIGNATURE:
            continue
        member = found(namespace, name)
        taken = accepted(member) if callable(member) else None
        if taken is None:
            continue
        if name in WRITING.get(namespace, "").split():
            taken |= {"out"}
        refused = set(REFUSED.get(f"{namespace}.{name}", "").split())
        left = set(keywords) - taken - refused - INTERNAL.get((namespace, name), set())
        if namespace == "torch.Tensor":
            left -= {"input", "tensor"}
        if left:
            ignored[name] = sorted(left)
    assert ignored == {}


def test_a_refused_keyword_is_named_in_the_error():
    x = torch.ones(2, 2)
    with pytest.raises(NotImplementedError, match=r"torch\.mm has no out_dtype="):
        torch.mm(x, x, out_dtype=torch.float64)


@pytest.mark.parametrize("function", ["zeros", "rand", "arange"])
def test_creation_functions_refuse_unknown_options(function: str):
    with pytest.raises(TypeError, match="colour"):
        getattr(torch, function)(2, colour="red")


def test_all_names_that_a_course_needs_exist():
    needed = {
        "torch": "arange einsum matmul where topk sort unique cumsum logsumexp meshgrid",
        "torch.nn": "Linear Conv1d Conv2d MaxPool2d AvgPool2d BatchNorm1d BatchNorm2d LayerNorm "
        "Dropout Embedding RNN LSTM GRU MultiheadAttention Sequential ModuleList Flatten",
        "torch.optim": "SGD Adam AdamW RMSprop Adagrad",
        "torch.linalg": "inv det slogdet solve cholesky svd eigh norm",
    }
    for namespace, names in needed.items():
        assert not set(names.split()) & missing(namespace)


def test_a_name_that_pytorch_lacks_too_raises_pythons_error():
    with pytest.raises(AttributeError, match="module 'torch' has no attribute 'zeross'") as caught:
        found("torch", "zeross")
    assert not isinstance(caught.value, MissingOperationError)


@pytest.mark.parametrize("namespace", ["torch", "torch.linalg", "torch.special", "torch.Tensor"])
def test_every_function_has_a_docstring(namespace: str):
    functions = {name: getattr(space(namespace), name, None) for name in vars(space(namespace))}
    told = {name: each.__doc__ for name, each in functions.items() if inspect.isfunction(each)}
    assert [name for name, text in told.items() if not name.startswith("_") and not text] == []
