"""Atomic writing of files."""

import contextlib
import os
import stat
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file atomically: the old one is replaced once the new one is complete.

    The new file has the permissions and the group of the old one, and links stay links. Special
    files such as pipes are written to; where the old file cannot be replaced, it is overwritten.

    Raises:
        OSError: the file cannot be written; one that could be replaced is unchanged.
    """
    path = Path(os.path.realpath(path))
    old = path.stat() if path.exists() else None
    if old is not None and not stat.S_ISREG(old.st_mode):
        path.write_bytes(data)
        return
    try:
        _replace(path, old, data)
    except PermissionError:  # such as in a folder without write permission
        if old is None:
            raise
        path.write_bytes(data)


def _replace(path: Path, old: os.stat_result | None, data: bytes) -> None:
    if old is not None:
        path.open("ab").close()  # a read-only file must not be replaced either
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
    """Give a file the group and the mode of an old one."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # only a member of the group may do so
            os.chown(new, -1, old.st_gid)
    with contextlib.suppress(OSError):  # some file systems have no modes
        new.chmod(stat.S_IMODE(old.st_mode))
