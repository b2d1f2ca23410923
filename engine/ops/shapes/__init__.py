"""Other shapes of the same elements: views, copies, and tensors joined and taken apart."""
