"""Lines that a script writes again after a carriage return, such as a progress bar."""


def replaces_line(text: str) -> bool:
    """Whether a text begins by writing the line again that is already there."""
    return "\r" in _ended(text).partition("\n")[0]


def with_lines_replaced(text: str) -> str:
    """A text with only what each of its lines shows in the end."""
    return "\n".join(line.rpartition("\r")[2] for line in _ended(text).split("\n"))


def _ended(text: str) -> str:
    """A text without returns that nothing follows in their lines, which replace nothing yet."""
    return "\n".join(line.rstrip("\r") for line in text.split("\n"))
