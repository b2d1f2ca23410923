"""Backward passes: their seeds, the order of their nodes, and running them step by step."""
