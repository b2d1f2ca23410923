"""Writes anew which public names PyTorch's classes and their objects have; needs ``torch``.

Of each class, in ``class_names.json``: its nearest base that is listed, the names that it has
beside those of that one, and what makes an object of it, if one of ``ARGUMENTS`` does, with its
names. Of bases that scripts derive classes from the names of helpers, too.
"""

import importlib
import json
import warnings
from pathlib import Path
from typing import Any

NAMES = Path(__file__).with_name("class_names.json")
NAMESPACES = (
    "torch.nn",
    "torch.nn.parameter",
    "torch.nn.utils.rnn",
    "torch.nn.utils.parametrize",
    "torch.nn.utils.prune",
    "torch.autograd",
    "torch.autograd.function",
    "torch.autograd.graph",
    "torch.autograd.forward_ad",
    "torch.optim",
    "torch.optim.lr_scheduler",
    "torch.optim.swa_utils",
    "torch.distributions",
    "torch.distributions.transforms",
    "torch.distributions.constraints",
    "torch.utils.data",
    "torch.utils.checkpoint",
    "torch.amp",
)
ARGUMENTS = (
    *("", "2", "2, 2", "2, 2, 2", "2, 4, 2, 2", "[2]", "2, [2]", "2, 2, [2]", "1.0, 2.0", "0.5"),
    *("torch.ones(3)", "torch.ones(3), torch.ones(3)", "torch.ones(3), torch.eye(3)"),
    *("torch.zeros(3), torch.ones(3)", "2, torch.ones(2)", "torch.tensor(2.0)", "torch.eye(3)"),
    *("torch.zeros(3), torch.ones(3, 2), torch.ones(3)", "2.0, torch.eye(2)", "range(4)"),
    *("torch.nn.Linear(2, 2)", "[torch.nn.Parameter(torch.ones(2, 2))]", "0.5, torch.ones(2)"),
    *("OPTIMIZER", "OPTIMIZER, 2", "OPTIMIZER, lambda n: 0.5", "OPTIMIZER, [2]", "OPTIMIZER, 0.5"),
    *("OPTIMIZER, 0.1, 1.0", "OPTIMIZER, 0.1, 5", "[LAYER.LinearLR(OPTIMIZER)]"),
    *("torch.nn.TransformerEncoderLayer(2, 2), 2", "torch.nn.TransformerDecoderLayer(2, 2), 2"),
    *("torch.distributions.Normal(torch.zeros(3), 1), 1", "range(4), 2, True", "range(4), [1, 2]"),
    "torch.distributions.Normal(0, 1), [torch.distributions.ExpTransform()]",
    "torch.distributions.Categorical(torch.ones(3)), torch.distributions.Normal(torch.ones(3), 1)",
    *("[torch.distributions.ExpTransform()]", "torch.distributions.ExpTransform(), 1", "{}"),
    *("torch.distributions.constraints.real, 1", "[torch.distributions.constraints.real]"),
    *("lambda x: x", "lambda x: x, lambda x: x", "[range(4)]"),
    "torch.utils.data.SequentialSampler(range(4)), 2, True",
)
OF_SOME = {
    "torch.distributions.ComposeTransform": "[torch.distributions.ExpTransform()]",
    "torch.nn.RNNCellBase": "",  # which nothing makes: ours is made as its subclasses are
    "torch.optim.swa_utils.AveragedModel": "torch.nn.Linear(2, 2)",
}
"""What those take that PyTorch makes of something that makes no sense."""

OPTIMIZER = "torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], 0.1)"


def public(names: Any) -> set[str]:
    return {each for each in names if not each.startswith("_")}


def helpers(names: Any) -> set[str]:
    """Names with one underscore; Python keeps apart those with two."""
    return {each for each in names if each.startswith("_") and "__" not in each}


def making(path: str) -> list[str]:
    """Expressions that may make an object of the class at a path."""
    arguments = [OF_SOME[path]] if path in OF_SOME else ARGUMENTS
    filled = (each.replace("OPTIMIZER", OPTIMIZER) for each in arguments)
    return [f"{path}({each.replace('LAYER', 'torch.optim.lr_scheduler')})" for each in filled]


def made(expression: str, torch: Any) -> Any:
    """The object that an expression makes; None where it makes none."""
    try:
        return eval(expression, {"torch": torch})
    except Exception:
        return None


def is_listed(name: str, kind: Any) -> bool:
    """Whether it is a class of PyTorch's own that is not written in C++."""
    is_own = isinstance(kind, type) and kind.__module__.startswith("torch")
    return is_own and not name.startswith("_") and not kind.__module__.startswith("torch._C")


def families(torch: Any) -> tuple[type, ...]:
    """Of what scripts make objects, or derive classes from."""
    data, nn, optim = torch.utils.data, torch.nn, torch.optim
    spread = torch.distributions
    return (
        *(nn.Module, optim.Optimizer, optim.lr_scheduler.LRScheduler, data.Dataset, data.Sampler),
        *(data.DataLoader, spread.Distribution, spread.Transform, spread.constraints.Constraint),
    )


def names_of(path: str, kind: type, listed: dict[type, str], torch: Any) -> dict[str, Any]:
    base = next((each for each in kind.__mro__[1:] if each in listed), object)
    beside = public(dir(kind)) - public(dir(base))
    known: dict[str, Any] = {"base": listed.get(base, ""), "names": sorted(beside)}
    is_made = issubclass(kind, families(torch))
    objects = ((each, made(each, torch)) for each in (making(path) if is_made else ()))
    expression, found = next((each for each in objects if type(each[1]) is kind), ("", None))
    if kind in (*families(torch), torch.autograd.Function):
        known["helpers"] = sorted(helpers(dir(kind)) | helpers(getattr(found, "__dict__", ())))
    if hasattr(found, "__dict__"):
        known |= {"made": expression, "own": sorted(public(vars(found)) - public(dir(kind)))}
    return known


def main() -> None:
    torch: Any = importlib.import_module("torch")
    warnings.simplefilter("ignore")
    listed: dict[type, str] = {}
    for namespace in NAMESPACES:
        for name, kind in sorted(vars(importlib.import_module(namespace)).items()):
            if is_listed(name, kind):
                listed.setdefault(kind, f"{namespace}.{name}")
    known = {path: names_of(path, kind, listed, torch) for kind, path in listed.items()}
    text = json.dumps(known, separators=(",", ":")).replace("},", "},\n")
    NAMES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
