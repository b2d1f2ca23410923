"""Help: the tour, the guide and the page of keys."""
