"""Explains the steps of a recording: by which formula, in which order, and what is kept for it."""
