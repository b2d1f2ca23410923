"""The gallery: all bundled scripts, with pictures of their graphs."""
