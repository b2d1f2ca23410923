"""Live runs: the script runs again as it changes, and the view stays where it was."""
