"""The recording of a run: its tables, and the state at any step derived from them."""
