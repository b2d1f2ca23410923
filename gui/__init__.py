"""The window: views of a recording, and nothing that computes a derivative."""
