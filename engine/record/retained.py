"""Gradients that the script has other tensors than leaves keep, which are not recorded."""

from engine.record.recording import Recording
from engine.record.schema import CardFlag


def may_retain_grad(recording: Recording, card: int) -> bool:
    """Whether the script may call ``retain_grad`` on a card that is no leaf, as far as it reads."""
    is_leaf = recording["cards"]["flags"][card] & CardFlag.LEAF
    if is_leaf or "retain_grad" not in recording.source:
        return False
    names = recording.names(card)
    return not names or any(f"{name}.retain_grad" in recording.source for name in names)
