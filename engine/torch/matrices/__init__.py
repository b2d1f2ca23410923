"""Functions of matrices: products, norms, factors, and what is solved with them."""
