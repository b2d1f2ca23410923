"""A function that a script computes, sampled over a range: where to look, and what was found."""
