"""Writes files so that they are never there in part."""

import contextlib
import os
import stat
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside the old one, which it replaces only once it is complete.

    The new one has the permissions and the group of the old one, and links stay links. What is no
    file, such as a pipe, is written to; where the old one cannot be replaced, it is written over.

    Raises:
        OSError: it cannot be written; a file that could be replaced is unchanged.
    """
    path = Path(os.path.realpath(path))
    old = path.stat() if path.exists() else None
    if old is not None and not stat.S_ISREG(old.st_mode):
        path.write_bytes(data)
        return
    try:
        _replace(path, old, data)
    except PermissionError:  # such as in a folder that takes no new files
        if old is None:
            raise
        path.write_bytes(data)


def _replace(path: Path, old: os.stat_result | None, data: bytes) -> None:
    if old is not None:
        path.open("ab").close()  # one that may not be written may not be replaced either
    new = path.with_name(f".{os.urandom(8).hex()}.part")
    file = new.open("xb")
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old is not None:
            _hand_over(new, old)
        new.replace(path)
    except BaseException:
        new.unlink()
        raise


def _hand_over(new: Path, old: os.stat_result) -> None:
    """Give a file the group of an old one, whose members may have to write it, and its mode."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # it takes a member of the group
            os.chown(new, -1, old.st_gid)
    with contextlib.suppress(OSError):  # not every file system has them
        new.chmod(stat.S_IMODE(old.st_mode))
