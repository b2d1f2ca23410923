"""The nodes of the autograd graph: what they save, and how they are evaluated."""
