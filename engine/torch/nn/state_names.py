"""The module ``torch.nn.modules.utils``: the names of a state, changed.

Source: torch.nn.modules.utils, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any


def consume_prefix_in_state_dict_if_present(state_dict: dict[str, Any], prefix: str) -> None:
    """Remove a prefix such as ``module.`` from the keys of a state dict."""
    _shorten(state_dict, prefix)
    metadata = getattr(state_dict, "_metadata", None)
    if metadata is not None:
        _shorten(metadata, prefix, alone=prefix.replace(".", ""))


def _shorten(names: dict[str, Any], prefix: str, alone: str = "") -> None:
    for name in list(names):
        if name and (name.startswith(prefix) or name == alone):
            names[name[len(prefix) :]] = names.pop(name)
