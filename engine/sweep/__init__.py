"""Sampling a function that a script computes over a range."""
