"""Where in a recording to go: frame ends, lines, nodes, conditions, and what wrote a gradient."""
