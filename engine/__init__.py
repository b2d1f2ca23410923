"""Gradwalk's engine: tensors, automatic differentiation, recording and layout, free of Qt."""

VERSION = "0.1.0"

RECORDING_SUFFIX = ".gradwalk"
"""How the names of files with recordings end."""
