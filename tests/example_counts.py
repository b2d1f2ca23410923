"""How many examples a property is tried on: few in every run, many where there is time."""

import hypothesis


def times(factor: float) -> int:
    """So many times as many examples as other properties have in this run of the tests."""
    return round(factor * hypothesis.settings().max_examples)
