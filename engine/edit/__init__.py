"""Gestures as edits of a script: pure functions from a source to a source."""
