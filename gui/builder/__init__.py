"""Direct manipulation: gestures on the graph that become edits of the script."""
