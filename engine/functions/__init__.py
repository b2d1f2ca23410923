"""Custom operations: subclasses of ``autograd.Function``."""
