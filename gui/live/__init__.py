"""The script run again as it changes."""
