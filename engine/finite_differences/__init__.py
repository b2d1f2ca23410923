"""Checks gradients of a script against finite differences."""
