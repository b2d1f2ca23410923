"""Keyboard navigation from a card: along its edges, or to a card beside it."""

from enum import Enum

import numpy as np

from gui.canvas.scene import Scene


class Direction(Enum):
    """Up to an operand of a card, down to a user of it, or to a card beside it."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


def neighbour(scene: Scene, card: int, direction: Direction) -> int | None:
    """The card that a direction leads to; None where it leads nowhere."""
    if direction == Direction.UP:
        candidates = scene.edges[scene.edges[:, 1] == card, 0]
    elif direction == Direction.DOWN:
        candidates = scene.edges[scene.edges[:, 0] == card, 1]
    else:
        candidates = _beside(scene, card, direction)
    if not len(candidates):
        return None
    across = np.abs(scene.x[candidates] - scene.x[card])
    down = np.abs(scene.y[candidates] - scene.y[card])
    return int(candidates[np.argmin(across + down)])


def _beside(scene: Scene, card: int, direction: Direction) -> np.ndarray:
    """Cards left or right of one, in the same row."""
    sign = -1 if direction == Direction.LEFT else 1
    same_row = np.abs(scene.y - scene.y[card]) < (scene.heights + scene.heights[card]) / 2
    return np.flatnonzero(same_row & (sign * (scene.x - scene.x[card]) > 0))
