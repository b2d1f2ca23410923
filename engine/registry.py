"""The two faces of every operation, filled by ``engine.op`` as operations are declared."""

from types import SimpleNamespace

raw = SimpleNamespace()
"""name -> kernel on arrays: what a plain backward computes with; nothing is taped."""

traced = SimpleNamespace()
"""name -> operation on tensors: what ``create_graph=True`` computes with; every step is taped."""
