"""The child processes of the window: workers and the layout process, forked where possible."""
