"""Records the modules in which PyTorch defines its classes and functions; needs ``torch``.

``python record_submodules.py`` asks each public name where it was defined. That is where classes
say that they come from, and scripts may import them from there, too.
"""

import importlib
import inspect
import json
from pathlib import Path
from typing import Any

SUBMODULES = Path(__file__).parents[3] / "engine" / "torch" / "names" / "submodules.json"
NAMESPACES = (
    *("torch", "torch.amp", "torch.autograd", "torch.autograd.function", "torch.autograd.graph"),
    *("torch.distributions", "torch.distributions.transforms", "torch.func", "torch.nn"),
    *("torch.nn.utils", "torch.nn.utils.rnn", "torch.optim", "torch.optim.lr_scheduler"),
    *("torch.optim.swa_utils", "torch.signal.windows", "torch.utils.data"),
)


def is_recorded(path: object, namespace: str) -> bool:
    """Whether a module that a member comes from is one of PyTorch's, and another one."""
    if not isinstance(path, str) or path in (namespace, "torch"):
        return False
    return path.startswith("torch.") and "._" not in path


def main() -> None:
    found: dict[str, dict[str, list[str]]] = {}
    for namespace in NAMESPACES:
        space = importlib.import_module(namespace)
        for name in sorted(getattr(space, "__all__", vars(space))):
            member: Any = getattr(space, name)
            path = getattr(member, "__module__", None)
            is_made = inspect.isclass(member) or inspect.isfunction(member)
            if is_made and not name.startswith("_") and is_recorded(path, namespace):
                found.setdefault(str(path), {}).setdefault(namespace, []).append(name)
    recorded = {
        path: {space: " ".join(names) for space, names in spaces.items()}
        for path, spaces in sorted(found.items())
    }
    text = json.dumps(recorded, indent=1)
    SUBMODULES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
