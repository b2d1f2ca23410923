"""The processes that the window starts: workers and the layout process, forked where possible."""
