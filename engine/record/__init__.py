"""The recording of a run: its tables, and what is derived from them."""
