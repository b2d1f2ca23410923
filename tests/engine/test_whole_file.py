"""Files are written atomically: a failure keeps the old one, and leaves no other file."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.whole_file import write_whole

NOT_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="it has no such thing")


@contextmanager
def room_for(count: int) -> Iterator[None]:
    """Limit files to so many bytes, as on a disk that is nearly full."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_created_or_replaced(tmp_path: Path):
    path = tmp_path / "file"
    for data in (b"first, and longer", b"second"):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


@NOT_WINDOWS
def test_a_full_disk_keeps_the_old_file(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with room_for(1000), pytest.raises(OSError, match="File too large"):
        write_whole(path, bytes(5000))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupt(_: int) -> None:
        signal.raise_signal(signal.SIGINT)

    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupt)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    signal.signal(signal.SIGINT, before)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@NOT_WINDOWS
def test_a_pipe_is_written_to(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"data")
    reader.join()
    assert read == [b"data"]
    assert pipe.is_fifo()


@NOT_WINDOWS
def test_a_dangling_symbolic_link_is_followed(tmp_path: Path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    write_whole(link, b"data")
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == b"data"


def test_a_read_only_file_is_not_replaced(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        pytest.skip("to this user, no file is closed")
    with pytest.raises(PermissionError):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
