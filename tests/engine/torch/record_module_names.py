"""Records the names in PyTorch's modules; needs ``torch``.

``python -m tests.engine.torch.record_module_names`` reads those modules of the installed PyTorch
that Gradwalk has too: the result of ``dir``, and submodules that are imported on demand; and which
of them ``from module import *`` leaves out.
"""

import importlib
import json
import pkgutil
from pathlib import Path

from engine.torch.names.namespaces import torch_modules

_FOLDER = Path(__file__).parents[3] / "engine" / "torch" / "names"
NAMES, KEPT_BACK = _FOLDER / "module_names.json", _FOLDER / "kept_back_names.json"


def names_of(module_name: str) -> list[str]:
    """The public names of a module, and with a dot those of submodules that must be imported."""
    module = importlib.import_module(module_name)
    inside = [each.name for each in pkgutil.iter_modules(getattr(module, "__path__", ()))]
    public = [each for each in {*dir(module), *inside} if not each.startswith("_")]
    return sorted(each if hasattr(module, each) else f".{each}" for each in public)


def kept_back_by(module_name: str) -> list[str]:
    """The public names of a module that ``from module import *`` leaves out."""
    module = importlib.import_module(module_name)
    if not hasattr(module, "__all__"):
        return []
    public = names_of(module_name)
    return [each for each in public if each[0] != "." and each not in module.__all__]


def main() -> None:
    recorded, kept_back = {}, {}
    for name in sorted(torch_modules()):
        try:
            recorded[name] = " ".join(names_of(name))
        except ImportError:
            print("PyTorch has no module", name)
            continue
        if names := kept_back_by(name):
            kept_back[name] = " ".join(names)
    for path, content in ((NAMES, recorded), (KEPT_BACK, kept_back)):
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
