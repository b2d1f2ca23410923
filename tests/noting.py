"""Lets a test that goes through many cases say at which of them it failed."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def noting(case: object) -> Iterator[None]:
    """Whatever is raised inside tells of the case.

    Where cases take less time than pytest needs to collect, set up and report a test, one test
    goes through many.
    """
    try:
        yield
    except BaseException as error:
        error.add_note(f"in the case {case}")
        raise
