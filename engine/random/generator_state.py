"""The state of a generator, as PyTorch serialises it.

Source: CPUGeneratorImplState, PyTorch 2.13.
"""

from __future__ import annotations

import numpy as np

from engine.random.generator import Generator

_WORDS = 624

_STATE = np.dtype(
    [
        ("seed", "<u8"),
        ("left", "<i4"),
        ("is_seeded", "<i4"),
        ("next", "<u8"),
        ("words", "<u8", _WORDS),
        ("normals", "<f8", 3),
        ("has_normal", "<i4", 2),
        ("single_normal", "V8"),
    ]
)
"""``normals`` holds the left-over normal in the middle."""


def state_of(generator: Generator) -> np.ndarray:
    """The state as bytes. Shapes: -> (5056,)."""
    state = np.zeros(1, _STATE)
    stream = generator._bits.state["state"]
    position, spare = int(stream["pos"]), generator._spare_normal
    seed = generator.initial_seed()
    is_fresh = position == _WORDS and stream["key"][0] == seed % 2**32
    state["seed"], state["is_seeded"] = seed, 1
    state["left"], state["next"] = _WORDS + 1 - position, 0 if is_fresh else position
    state["words"] = stream["key"]
    if spare is not None:
        state["normals"][0, 1], state["has_normal"][0, 0] = spare, 1
    return state.view(np.uint8)


def restore(generator: Generator, elements: np.ndarray) -> None:
    """Restore a generator to a state.

    Raises:
        RuntimeError: the state has another size.
    """
    if elements.size != _STATE.itemsize:
        raise RuntimeError(
            f"Expected a CPUGeneratorImplState of size {_STATE.itemsize} but found the input RNG "
            f"state size to be {elements.size}"
        )
    state = np.ascontiguousarray(elements).view(_STATE)[0]
    generator.manual_seed(int(state["seed"]))
    position = _WORDS + 1 - int(state["left"])
    generator._bits.state = {
        "bit_generator": "MT19937",
        "state": {"key": state["words"].astype(np.uint32), "pos": position},
    }
    if state["has_normal"][0]:
        generator._spare_normal = float(state["normals"][1])
