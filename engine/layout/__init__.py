"""The layered layout of a graph of cards, and the process that computes it."""
