"""Runs a person's script in a process of its own, and streams what happened to the window."""
