"""What a run leaves behind in the window: its output, its error, and what is out of date."""
