"""Exports the graph as a picture to a file, the clipboard or a printer."""
