"""What helps a person to find their way: the tour, and the page of keys."""
