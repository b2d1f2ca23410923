"""Records the signatures of PyTorch's functions that are written in C++; needs ``torch``.

``python record_signatures.py`` finds them in the library, where each stands in PyTorch's own
notation, and asks PyTorch in which order it tries those of one name: the list is in the error that
an impossible call raises.
"""

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.torch.calling.inner_calls import names_in
from engine.torch.calling.signatures import Signature
from engine.torch.names.public_names import public_names

SIGNATURES = Path(__file__).parents[3] / "engine" / "torch" / "calling" / "signatures.json"
NAMESPACES = (
    "torch",
    "torch.Tensor",
    "torch.fft",
    "torch.linalg",
    "torch.nn.functional",
    "torch.special",
    "torch._C._nn",
)
NOTATION = re.compile(rb"\0(\w+)\(([\w:<>*?\[\]=,.\"{} -]*)\)(\|\w+)?(?=\0)")


def notations(torch: Any) -> dict[str, list[str]]:
    """All signatures in the library, by the name of the function."""
    library = Path(str(torch.__file__)).parent / "lib" / "libtorch_python.so"
    found: dict[str, list[str]] = {}
    for name, parameters, mark in NOTATION.findall(library.read_bytes()):
        text = f"({parameters.decode()}){mark.decode()}"
        if is_typed(parameters.decode()):
            found.setdefault(name.decode(), []).append(text)
    return found


def is_typed(parameters: str) -> bool:
    """Whether a text is the parameters of a signature, not words of a docstring."""
    parts = [each for each in parameters.split(", ") if each not in ("", "*")]
    return all(re.fullmatch(r"[\w:<>]+\*?(\[\d\])?>?\?? \w+(=\S.*)?", each) for each in parts)


def said(call: Any) -> str:
    """The error message of an impossible call."""
    try:
        call(*[object()] * 40)
    except Exception as error:
        return str(error)
    return ""


def takes_input(text: str) -> bool:
    """Whether a signature is that of a function, whose first parameter is the tensor."""
    return re.search(r"Tensor input\b", text) is not None


def ordered(known: list[str], name: str, message: str, is_method: bool) -> Iterator[str]:
    """The signatures in the order of an error message, or the only one; then hidden ones."""
    listed = re.findall(r"^ \* (\(.*\))$", message, re.MULTILINE)
    shown = {str(Signature.of(name, text)): text for text in known if "|" not in text}
    if listed:
        yield from (shown[each] for each in listed)
    else:
        own = [text for text in shown.values() if is_method != takes_input(text)]
        yield from (own or list(shown.values()))[:1]
    yield from (each for each in known if "|" in each and is_method != takes_input(each))


def in_namespace(torch: Any, namespace: str) -> dict[str, list[str]]:
    """The signatures of the functions in a namespace; none for those without any argument."""
    found = notations(torch)
    space = eval(namespace, {"torch": torch})
    is_class = namespace == "torch.Tensor"
    recorded = {}
    for name in public_names().get(namespace) or names_in(namespace):
        member = getattr(space, name)
        if type(member).__name__ not in ("builtin_function_or_method", "method_descriptor"):
            continue
        message = said(getattr(torch.ones(1), name) if is_class else member)
        if "takes no arguments" in message:
            recorded[name] = ["none"]
            continue
        called = member.__name__
        known = found.get(called, [])
        try:
            texts = list(ordered(known, called, message, is_class))
        except KeyError as missing:
            print(namespace, name, "lacks", missing, known)
            continue
        if texts:
            recorded[name] = ([f"={called}"] if called != name else []) + texts
        else:
            print(namespace, name, "has none:", message[:100])
    return recorded


def main() -> None:
    torch = importlib.import_module("torch")
    recorded = {namespace: in_namespace(torch, namespace) for namespace in NAMESPACES}
    text = json.dumps(recorded, indent=None, separators=(",", ":")).replace('],"', '],\n"')
    SIGNATURES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
