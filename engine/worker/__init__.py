"""Runs scripts in separate processes, and streams their recordings to the window."""
