"""What is around the graph: the docks, the sentence below it and the status bar."""
