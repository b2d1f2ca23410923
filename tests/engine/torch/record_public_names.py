"""Records PyTorch's public names and keyword arguments; needs ``torch``.

``python record_public_names.py`` asks the installed PyTorch: what each namespace lists as its own,
and the signatures, which for functions written in C++ stand in the stubs beside them.
"""

import ast
import importlib
import inspect
import json
from pathlib import Path
from typing import Any

NAMES = Path(__file__).parents[3] / "engine" / "torch" / "names" / "public_names.json"
NAMESPACES = (
    "torch",
    "torch.Tensor",
    "torch.autograd",
    "torch.autograd.functional",
    "torch.fft",
    "torch.linalg",
    "torch.nn",
    "torch.nn.functional",
    "torch.nn.init",
    "torch.nn.utils",
    "torch.optim",
    "torch.optim.lr_scheduler",
    "torch.signal.windows",
    "torch.special",
    "torch.utils.data",
)


def namespace(name: str) -> Any:
    """A module, or a class of one."""
    parent, _, last = name.rpartition(".")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return getattr(importlib.import_module(parent), last)


def stubs(path: Path, of_class: str = "") -> dict[str, set[str]]:
    """The argument names of the functions in a stub, or of those in one of its classes."""
    found: dict[str, set[str]] = {}
    body = ast.parse(path.read_text(encoding="utf-8")).body
    classes = [each for each in body if isinstance(each, ast.ClassDef) and each.name == of_class]
    for node in classes[0].body if of_class else body:
        if isinstance(node, ast.FunctionDef):
            args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            found.setdefault(node.name, set()).update(each.arg for each in args)
    return found


def arguments(member: Any, name: str, known: dict[str, set[str]]) -> list[str]:
    """The keyword arguments that a callable takes."""
    try:
        parameters = inspect.signature(member).parameters.values()
        names = {p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
    except (TypeError, ValueError):
        names = set(known.get(name, ()))
    return sorted(each for each in names - {"self", "cls"} if not each.startswith("_"))


def public(name: str, space: Any) -> set[str]:
    """The public names of a namespace: ``__all__``, or else those of ``dir``."""
    names = set(getattr(space, "__all__", dir(space)))
    if name == "torch":
        names |= {each for each in dir(space._C._VariableFunctions) if hasattr(space, each)}
        names |= set(space.functional.__all__)
    shown = {each for each in names if not each.startswith("_") and not each.endswith("_")}
    shown |= {each for each in names if each.endswith("_") and not each.startswith("_")}
    return {each for each in shown if not inspect.ismodule(getattr(space, each, None))}


def main() -> None:
    torch = importlib.import_module("torch")
    folder = Path(str(torch.__file__)).parent / "_C"
    known = stubs(folder / "_VariableFunctions.pyi")
    methods = stubs(folder / "__init__.pyi", "TensorBase")
    recorded: dict[str, dict[str, list[str]]] = {}
    for name in NAMESPACES:
        space = namespace(name)
        listed = methods if name == "torch.Tensor" else known
        prefix = {"torch.linalg": "linalg_", "torch.special": "special_"}.get(name, "")
        recorded[name] = {
            each: arguments(getattr(space, each), prefix + each, listed)
            if callable(getattr(space, each, None))
            else []
            for each in sorted(public(name, space))
        }
    text = json.dumps(recorded, indent=None, separators=(",", ":")).replace("],", "],\n")
    NAMES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
