"""Drafts of unsaved text, stored in case the application crashes."""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QLockFile

from gui.documents.script_file import Form, ScriptFileError, write_file
from gui.settings import data_folder

_log = logging.getLogger(__name__)


class Draft(msgspec.Struct, frozen=True):
    """A document as it was at some time.

    Attributes:
        text, name: its text and its name.
        path: its file; empty if it was never saved.
        form, digest: how it is in its file, and the digest of its bytes when last read or written.
    """

    text: str
    name: str
    path: str = ""
    form: Form = Form()
    digest: str = ""


@dataclass(frozen=True)
class Leftover:
    """A draft of an application that ended without deleting it.

    Attributes:
        draft: the unsaved document.
        file: where it is stored.
        lock: held while this application deals with it, so that no other one does.
    """

    draft: Draft
    file: Path
    lock: QLockFile

    def discard(self) -> None:
        """Delete the draft: it is not wanted, or was restored."""
        _remove(self.file)
        self.lock.unlock()

    def leave(self) -> None:
        """Keep the draft, to be found again later."""
        self.lock.unlock()


class Recovery:
    """Stores the draft of this process in its own file.

    A lock file beside each draft tells whether the application that wrote it still runs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / f"{uuid.uuid4().hex}.json"
        self._lock = _lock_of(self._file)

    def store(self, draft: Draft) -> bool:
        """Store a draft in place of the one before; returns whether that succeeded."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._lock.isLocked():
                self._lock.tryLock(0)
            write_file(self._file, msgspec.json.encode(draft))
        except (OSError, ScriptFileError) as error:
            _log.warning("the unsaved text could not be kept in %s: %s", self._file, error)
            return False
        return True

    def clear(self) -> None:
        """Delete the draft, as there is nothing unsaved."""
        _remove(self._file)
        self._lock.unlock()

    def leftovers(self) -> Iterator[Leftover]:
        """The drafts left by other starts, the newest first; discard or leave each."""
        files = sorted(self._folder.glob("*.json"), key=_age)
        for file in files:
            lock = _lock_of(file)
            if file == self._file or not lock.tryLock(0):
                continue
            try:
                draft = msgspec.json.decode(file.read_bytes(), type=Draft)
            except (OSError, msgspec.DecodeError) as error:
                _log.warning("%s is no unsaved text: %s", file, error)
                lock.unlock()
                continue
            yield Leftover(draft, file, lock)

    def has_leftovers(self) -> bool:
        """Whether any draft was left behind."""
        found = next(self.leftovers(), None)
        if found is not None:
            found.leave()
        return found is not None


def recovery_folder() -> Path:
    """The folder of the drafts, in the user's data of this application."""
    return data_folder() / "unsaved"


def _lock_of(file: Path) -> QLockFile:
    lock = QLockFile(str(file.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # it is stale when its process has ended, and never by age
    return lock


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s could not be removed: %s", file, error)


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0.0
