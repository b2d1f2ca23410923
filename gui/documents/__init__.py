"""The script as a file: opened, changed, saved, and not lost."""
