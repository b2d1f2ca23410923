"""What is computed only when somebody asks: checks, Jacobians and other seeds."""
