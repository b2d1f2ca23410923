"""``torch.save`` and ``torch.load``: tensors, modules and plain containers in files.

A file is an uncompressed zip: ``contents.json`` describes the objects, and each of the others is
memory that tensors share. Reading a file never runs code from it.

Source: the arguments of torch.save and torch.load, PyTorch 2.13.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import dtypes
from engine.device import check_device, device
from engine.errors import MissingOperationError
from engine.script_warnings import warn
from engine.size import Size
from engine.tensor import Tensor
from engine.torch.nn.module import Module
from engine.torch.nn.parameter import Parameter
from engine.torch.routines import creation
from engine.torch.saved_modules import empty, function_at, function_path, path_of, refusal, state_of

if TYPE_CHECKING:
    import zipfile

_CONTENTS = "contents.json"
_VERSION = 1


class FormatError(RuntimeError):
    """A file that ``save`` has not written."""


def save(obj: Any, f: Any) -> None:
    """Write tensors, modules, numbers, texts, and containers of them, to a path or an open file.

    Raises:
        NotImplementedError: other objects; of an optimiser, save the state_dict.
        RuntimeError: the path's folder does not exist.
    """
    import zipfile  # slow to import, and most scripts do not need it

    folder = Path(f).parent if isinstance(f, str | os.PathLike) else Path()
    if not folder.is_dir():
        raise RuntimeError(f"Parent directory {folder} does not exist.")
    writer = _Writer()
    contents = {"gradwalk": _VERSION, "object": writer.encoded(obj)}
    contents |= {"tensors": writer.tensors, "modules": writer.modules}
    with zipfile.ZipFile(f, "w") as file:
        file.writestr(_CONTENTS, json.dumps(contents))
        for name, memory in writer.memories.items():
            file.writestr(name, memory.tobytes())


def load(
    f: Any, map_location: Any = None, *, weights_only: bool = True, **pickle_load_args: Any
) -> Any:
    """Read what ``save`` has written to a path or an open file.

    Args:
        pickle_load_args: such as ``encoding``, for PyTorch's files; without effect here.

    Raises:
        FormatError: the file has another format, or is damaged.
        UnpicklingError: the file contains modules, but ``weights_only`` is set.
        AttributeError: the class of a module does not exist.
    """
    import zipfile  # as in ``save``

    if pickle_load_args and weights_only:
        warn("pickle_load_args only works if `weights_only=False`.")
    if isinstance(map_location, str | device):
        _check_location(str(map_location))
    try:
        with zipfile.ZipFile(f) as file:
            if any(each.compress_type != zipfile.ZIP_STORED for each in file.infolist()):
                raise FormatError("Gradwalk's torch.load reads only files of its torch.save")
            contents = json.loads(file.read(_CONTENTS))
            modules = dict(contents).get("modules", [])
            if modules and weights_only:
                raise refusal(modules[0]["class"])
            return _Reader(file, contents["tensors"], modules).decoded(contents["object"])
    except (zipfile.BadZipFile, KeyError, IndexError, TypeError, ValueError) as error:
        raise FormatError(
            f"Gradwalk's torch.load reads only files of its torch.save ({error})"
        ) from None


def _check_location(tag: str) -> None:
    """Check that tensors can be loaded to a device.

    Raises:
        RuntimeError: a GPU, or an unknown device.
        NotImplementedError: another known device.
    """
    if tag.startswith("cuda"):
        raise RuntimeError(
            "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is "
            "False. If you are running on a CPU-only machine, please use torch.load with "
            "map_location=torch.device('cpu') to map your storages to the CPU."
        )
    try:
        check_device(tag)
    except NotImplementedError:
        raise
    except RuntimeError:
        raise RuntimeError(
            "don't know how to restore data location of torch.storage.UntypedStorage (tagged with "
            f"{tag})"
        ) from None


class _Writer:
    """Encodes objects as JSON lists, each with a tag that says what it is.

    Attributes:
        tensors: the tensors among them.
        memories: the memory of these, by file name.
        modules: the modules among them.
    """

    def __init__(self) -> None:
        self.modules: list[dict[str, Any]] = []
        self.tensors: list[dict[str, Any]] = []
        self.memories: dict[str, np.ndarray] = {}
        self._numbers: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []  # keeps ids unique

    def encoded(self, obj: Any) -> list[Any]:
        """An object as such a list.

        Raises:
            NotImplementedError: an object that cannot be saved.
        """
        if obj is None or type(obj) in (bool, int, float, str):
            return ["plain", obj]
        if isinstance(obj, Tensor):
            return ["tensor", self._number_of(obj)]
        if isinstance(obj, Module):
            return ["module", self._number_of_module(obj)]
        if isinstance(obj, dict):
            kind = "ordered" if isinstance(obj, OrderedDict) else "dict"
            pairs = [[self.encoded(key), self.encoded(value)] for key, value in obj.items()]
            if kind == "ordered" and hasattr(obj, "_metadata"):
                return ["state", [pairs, self.encoded(obj._metadata)]]
            return [kind, pairs]
        for kind, container in _CONTAINERS.items():
            if type(obj) is container:
                return [kind, [self.encoded(each) for each in obj]]
        if isinstance(obj, complex):
            return ["complex", [obj.real, obj.imag]]
        if isinstance(obj, bytes):
            return ["bytes", obj.hex()]
        if isinstance(obj, dtypes.dtype):
            return ["dtype", obj.name]
        if isinstance(obj, device):
            return ["device", str(obj)]
        path = function_path(obj)
        if path is not None:
            return ["function", path]
        raise MissingOperationError(
            f"Gradwalk's torch.save does not keep objects of type {type(obj).__name__}; of an "
            "optimizer, save the state_dict()"
        )

    def _number_of_module(self, module: Module) -> int:
        if id(module) not in self._numbers:
            self._numbers[id(module)] = number = len(self.modules)
            self._kept.append(module)
            described: dict[str, Any] = {"class": path_of(module)}
            self.modules.append(described)
            described["state"] = self.encoded(state_of(module))
            return number
        return self._numbers[id(module)]

    def _number_of(self, tensor: Tensor) -> int:
        if id(tensor) not in self._numbers:
            self._numbers[id(tensor)] = len(self.tensors)
            self._kept.append(tensor)
            self.tensors.append(self._described(tensor))
        return self._numbers[id(tensor)]

    def _described(self, tensor: Tensor) -> dict[str, Any]:
        array = tensor._array()
        memory = array
        while isinstance(memory.base, np.ndarray):
            memory = memory.base
        if not memory.flags.c_contiguous or memory.dtype != array.dtype:
            memory = array = np.ascontiguousarray(array)
        if id(memory) not in self._names:
            self._names[id(memory)] = f"memory/{len(self._names)}"
            self.memories[self._names[id(memory)]] = memory
        return {
            "memory": self._names[id(memory)],
            "dtype": array.dtype.name,
            "offset": array.ctypes.data - memory.ctypes.data,
            "shape": list(array.shape),
            "strides": list(array.strides),
            "requires_grad": tensor.requires_grad,
            "is_parameter": isinstance(tensor, Parameter),
        }


_CONTAINERS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "size": Size}


class _Reader:
    """Decodes objects from such lists."""

    def __init__(
        self,
        file: zipfile.ZipFile,
        tensors: list[dict[str, Any]],
        modules: list[dict[str, Any]],
    ) -> None:
        self._file = file
        self._described, self._described_modules = tensors, modules
        self._modules: dict[int, Module] = {}
        self._tensors: dict[int, Tensor] = {}
        self._memories: dict[str, np.ndarray] = {}
        self._rules: dict[str, Callable[[Any], Any]] = {
            "plain": lambda content: content,
            "tensor": self._tensor,
            "module": self._module,
            "function": function_at,
            "dict": self._pairs,
            "ordered": lambda content: OrderedDict(self._pairs(content)),
            "state": self._state,
            "complex": lambda content: complex(*content),
            "bytes": bytes.fromhex,
            "dtype": dtypes.named,
            "device": device,
        }

    def decoded(self, encoded: list[Any]) -> Any:
        """The object that a list encodes.

        Raises:
            KeyError: an unknown tag.
        """
        kind, content = encoded
        container = _CONTAINERS.get(kind)
        if container is not None:
            return container([self.decoded(each) for each in content])
        return self._rules[kind](content)

    def _pairs(self, content: Any) -> dict[Any, Any]:
        return {self.decoded(key): self.decoded(value) for key, value in content}

    def _state(self, content: Any) -> OrderedDict[Any, Any]:
        """The state of a module, with the versions of the modules inside it."""
        pairs, metadata = content
        state = OrderedDict(self._pairs(pairs))
        state._metadata = self.decoded(metadata)  # type: ignore[attr-defined]
        return state

    def _tensor(self, number: int) -> Tensor:
        if number not in self._tensors:
            self._tensors[number] = self._made(self._described[number])
        return self._tensors[number]

    def _module(self, number: int) -> Module:
        if number not in self._modules:
            described = self._described_modules[number]
            self._modules[number] = module = empty(described["class"])
            vars(module).update(self.decoded(described["state"]))
        return self._modules[number]

    def _made(self, described: dict[str, Any]) -> Tensor:
        name = described["memory"]
        kind = dtypes.named(described["dtype"]).numpy
        if name not in self._memories:
            self._memories[name] = np.frombuffer(bytearray(self._file.read(name)), kind)
        array: np.ndarray = np.ndarray(
            described["shape"],
            kind,
            self._memories[name],
            described["offset"],
            described["strides"],
        )
        tensor = creation.over(array)
        if described["is_parameter"]:
            return Parameter(tensor, described["requires_grad"])
        return tensor._with_grad_required() if described["requires_grad"] else tensor
