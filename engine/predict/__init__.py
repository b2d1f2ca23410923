"""Asking what a backward pass will do next, before it is shown."""
