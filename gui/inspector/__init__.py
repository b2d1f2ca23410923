"""The panel that tells everything about one card."""
