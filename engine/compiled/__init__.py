"""Functions generated from source text, for the common case of each operation."""
