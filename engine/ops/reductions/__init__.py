"""Reductions, and elements chosen by their rank."""
