"""The menu Walk: stepping, breakpoints, searches for a step, and playing."""
