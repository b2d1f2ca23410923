"""What a run leaves behind: the recorder, the columns it fills, the states read from them."""
