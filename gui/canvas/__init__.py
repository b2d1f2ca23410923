"""The canvas: a widget that paints a scene of cards and edges, and lets the user select in it."""
