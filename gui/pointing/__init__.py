"""From the script to the graph, and back: marks, and tips where the pointer rests."""
