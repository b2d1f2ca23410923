"""Runs of scripts in worker processes, analyses of them, and the recording that is shown."""
