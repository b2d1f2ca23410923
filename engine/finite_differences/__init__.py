"""Checks the gradients of a script against differences of the numbers that it computes."""
