"""The parts of the window around the graph: docks, sentence bar, status bar, focus, features."""
