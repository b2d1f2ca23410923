"""Building a script by hand: gestures on the graph that become edits of its text."""
