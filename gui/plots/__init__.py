"""The panel of plots: a function with its derivative, and what a loop computes in each turn."""
