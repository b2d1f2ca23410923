"""Names the failing case in tests that go through many cases."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def noting(case: object) -> Iterator[None]:
    """Adds a note with the case to any exception raised inside.

    Where cases take less time than pytest needs to collect, set up and report a test, one test
    goes through many.
    """
    try:
        yield
    except BaseException as error:
        error.add_note(f"in the case {case}")
        raise
