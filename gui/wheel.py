"""How far the wheel of a mouse turns."""

NOTCH = 120
"""What Qt counts for one notch of 15 degrees: eighths of a degree."""
