"""Running the script again as it changes."""
