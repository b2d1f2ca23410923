"""What a run leaves behind: the recorder that writes it, the columns that hold it, the states read from it."""
