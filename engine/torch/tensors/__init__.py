"""The class of tensors: its operators and methods, in-place changes, and memory."""
