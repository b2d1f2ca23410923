"""Explains the steps of a recording: formulas, order, saved tensors."""
