"""Gradwalk's engine: tensors, automatic differentiation, recording and layout, free of Qt."""

VERSION = "0.1.0"

RECORDING_SUFFIX = ".gradwalk"
"""The file name suffix of recordings."""
