"""``torch`` as scripts see it, untyped: its tensors get their operators on import."""

from typing import Any

import engine.torch

torch: Any = engine.torch
