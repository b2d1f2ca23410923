"""The graph as a picture: in a file, on the clipboard, or on paper."""
