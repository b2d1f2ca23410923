"""From a state of a recording to what the canvas shows: which part of it, and where."""
