"""Predict mode: questions about the next step, answers and scores."""
