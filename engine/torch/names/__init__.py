"""The public names of PyTorch and its modules, including those that Gradwalk lacks."""
