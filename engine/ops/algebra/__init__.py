"""Linear algebra: products, decompositions and solutions."""
