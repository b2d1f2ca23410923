"""Analyses on demand from the inspector: gradient checks, Jacobians and edits of seeds."""
