"""Elements read and written by index or by mask."""
