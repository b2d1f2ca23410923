"""Predict mode in the window: question, answer and score."""
