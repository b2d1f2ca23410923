"""Predicting steps: the question, the answer and the score, in the window."""
