"""The unit of Qt's wheel events."""

ANGLE_PER_NOTCH = 120
"""``QWheelEvent.angleDelta`` of one notch of a mouse wheel: 15 degrees, in eighths of a degree."""
