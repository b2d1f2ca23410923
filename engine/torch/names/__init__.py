"""Which names PyTorch has and in which modules, those that Gradwalk lacks included."""
