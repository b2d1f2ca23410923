"""Checks of the arguments of recurrent modules.

Source: torch.nn.modules.rnn, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

from engine.script_warnings import warn


def check_dropout(dropout: Any, num_layers: int) -> None:
    """Check a dropout probability, and warn if it has no effect.

    Raises:
        ValueError: not a probability.
    """
    if isinstance(dropout, bool) or not isinstance(dropout, int | float) or not 0 <= dropout <= 1:
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an "
            "element being zeroed"
        )
    if dropout and num_layers == 1:
        warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero "
            f"dropout expects num_layers greater than 1, but got {dropout=} and {num_layers=}"
        )


def check_kinds(kind: type, given: dict[str, Any]) -> None:
    """Check the types of arguments.

    Raises:
        TypeError: one has another type.
    """
    for name, value in given.items():
        if not isinstance(value, kind):
            raise TypeError(
                f"{name} should be of type {kind.__name__}, got: {type(value).__name__}"
            )


def refuse_projection(kwargs: dict[str, Any]) -> None:
    """Refuse ``proj_size``, which only an LSTM has.

    Raises:
        ValueError: it was given.
    """
    if "proj_size" in kwargs:
        raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")


def check_state(hx: Any, is_single: bool) -> None:
    """Check that an initial state is batched if the input is.

    Raises:
        RuntimeError: it is not.
    """
    kind, ndim = ("unbatched", 2) if is_single else ("batched", 3)
    if hx.dim() != ndim:
        raise RuntimeError(
            f"For {kind} {ndim}-D input, hx should also be {ndim}-D but got {hx.dim()}-D tensor"
        )


def check_states(hx: Any, cx: Any, is_single: bool) -> None:
    """Check that initial hidden and cell states are batched if the input is.

    Raises:
        RuntimeError: they are not.
    """
    kind, ndim = ("unbatched", 2) if is_single else ("batched", 3)
    if hx.dim() != ndim or cx.dim() != ndim:
        raise RuntimeError(
            f"For {kind} {ndim}-D input, hx and cx should also be {ndim}-D but got "
            f"({hx.dim()}-D, {cx.dim()}-D) tensors"
        )
