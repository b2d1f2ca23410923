"""The script as a file: opening, saving, recovery, and changes by other programs."""
