"""Answers why a gradient is None, zero, not finite, or larger than expected, from a recording."""
