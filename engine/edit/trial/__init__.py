"""A script tried on zeros before it is run: which of its operations take what they are given."""
