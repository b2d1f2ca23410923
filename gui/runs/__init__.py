"""Runs of scripts and of parts of them in worker processes, and the recording shown."""
