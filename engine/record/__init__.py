"""What a run leaves behind: the tables of its recording, and what is read from them."""
