"""Saved objects are loaded unchanged, and hostile files are refused."""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from typing import Any

import pytest

from tests.engine.untyped import torch


def there_and_back(obj: Any) -> Any:
    file = io.BytesIO()
    torch.save(obj, file)
    file.seek(0)
    return torch.load(file)


def test_a_state_dict_is_loaded_as_it_was_saved():
    module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    state = there_and_back(module.state_dict())
    assert type(state) is OrderedDict
    assert list(state) == list(module.state_dict())
    assert all(torch.equal(state[name], each) for name, each in module.state_dict().items())


def test_containers_and_plain_values_keep_their_types():
    saved = {
        1: [None, True, 2**80, 0.5, "ä"],
        (2,): {3, 4},
        "z": 1j,
        "b": b"x",
        "s": torch.Size([2]),
    }
    loaded = there_and_back(saved)
    assert loaded == saved
    assert type(loaded["s"]) is torch.Size
    assert there_and_back([torch.float16, torch.device("cpu")]) == [
        torch.float16,
        torch.device("cpu"),
    ]


def test_shared_memory_stays_shared():
    whole = torch.arange(4.0)
    same, part, again = there_and_back([whole, whole[1:], whole])
    assert same is again
    same[1] = 9
    assert part.tolist() == [9.0, 2.0, 3.0]


def test_leaves_stay_leaves():
    parameter = there_and_back(torch.nn.Parameter(torch.ones(2)))
    assert isinstance(parameter, torch.nn.Parameter)
    result = there_and_back(torch.ones(2, requires_grad=True) * 2)
    assert result.requires_grad
    assert result.is_leaf


def test_other_objects_are_refused():
    with pytest.raises(NotImplementedError, match=r"state_dict\(\)"):
        torch.save(torch.optim.SGD([torch.ones(1)], lr=1), io.BytesIO())


class Halved(torch.nn.Module):  # type: ignore[misc]
    """A module as a script defines it."""

    def __init__(self):
        super().__init__()
        self.inner, self.act = torch.nn.Linear(1, 1), torch.relu

    def forward(self, x):
        return self.act(self.inner(x)) / 2


def test_a_module_of_the_scripts_own_class_is_loaded():
    file, module = io.BytesIO(), Halved()
    torch.save([module, module], file)
    file.seek(0)
    first, second = torch.load(file, weights_only=False)
    x = torch.ones(1)
    assert first is second
    assert type(first) is Halved
    assert first(x).item() == module(x).item()


@pytest.mark.parametrize("path", ["builtins.eval", "engine.tensor.Tensor", "nowhere.Net"])
def test_only_modules_are_instantiated_by_name(path: str):
    state = '["dict", []]'
    file = forged(
        f'{{"object": ["module", 0], "tensors": [], "modules": [{{"class": "{path}", "state": '
        f"{state}}}]}}"
    )
    with pytest.raises(AttributeError, match="Can't get attribute"):
        torch.load(file, weights_only=False)


@pytest.mark.parametrize("path", ["os:system", "builtins:eval", "engine.tensor:Tensor"])
def test_only_the_engines_own_functions_are_found_by_name(path: str):
    file = forged(f'{{"object": ["function", "{path}"], "tensors": []}}')
    assert torch.load(file) is None


def forged(contents: str, memory: bytes = b"", compression: int = zipfile.ZIP_STORED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("contents.json", contents)
        archive.writestr("memory/0", memory)
    file.seek(0)
    return file


OUTSIDE = (
    '{"object": ["tensor", 0], "tensors": [{"memory": "memory/0", "dtype": "float32", "offset": 0,'
    ' "shape": [1000], "strides": [4], "requires_grad": false, "is_parameter": false}]}'
)


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b"no zip"),
        forged("[]"),
        forged('{"object": ["what", 1], "tensors": []}'),
        forged('{"object": ["tensor", 5], "tensors": []}'),
        forged(OUTSIDE, bytes(8)),
        forged('{"object": ["plain", 1], "tensors": []}', compression=zipfile.ZIP_DEFLATED),
    ],
    ids=["no zip", "no object", "no kind", "no tensor", "outside of memory", "compressed"],
)
def test_hostile_files_are_refused(file: io.BytesIO):
    with pytest.raises(RuntimeError, match=r"torch\.load reads only"):
        torch.load(file)


def test_bfloat16_is_saved_and_loaded_without_a_numpy_dtype():
    x = torch.tensor([1.1, -2.0], dtype=torch.bfloat16)
    found, dtype = there_and_back([x, torch.bfloat16])
    assert (found.dtype, dtype) == (torch.bfloat16, torch.bfloat16)
    assert found.tolist() == [1.1015625, -2.0]
