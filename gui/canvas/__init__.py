"""The canvas: a widget that paints a scene of cards and edges, and lets a person select in it."""
