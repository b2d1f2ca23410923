"""The Tensor class: operators and methods, in-place operations, memory."""
