"""The outcome of a run: its output, its error, and what is out of date."""
