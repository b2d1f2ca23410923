"""The graph view: cards, edges, and what a person does with them."""
