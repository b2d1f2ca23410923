"""The functions of ``torch``, as scripts call them."""
