"""The number of examples of property tests: few in quick runs, many in thorough ones."""

import hypothesis


def times(factor: float) -> int:
    """The usual number of examples in this run, times a factor."""
    return round(factor * hypothesis.settings().max_examples)
