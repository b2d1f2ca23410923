"""Unsaved text kept aside, in case the application ends without asking."""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QLockFile, QStandardPaths

from gui.documents.script_file import Form, ScriptFileError, write_file

_log = logging.getLogger(__name__)


class Draft(msgspec.Struct, frozen=True):
    """A document as it was.

    Attributes:
        text, name: what is in it, and what it is called.
        path: its file; empty for one that was never saved.
        form, digest: how that file has its text, and of which bytes it was when last seen.
    """

    text: str
    name: str
    path: str = ""
    form: Form = Form()
    digest: str = ""


@dataclass(frozen=True)
class Leftover:
    """A draft of an application that ended without putting it away.

    Attributes:
        draft: what was unsaved.
        file: where it is kept.
        lock: held while this application deals with it, so that no other one does.
    """

    draft: Draft
    file: Path
    lock: QLockFile

    def discard(self) -> None:
        """Delete the draft: it is not wanted, or is kept elsewhere by now."""
        _remove(self.file)
        self.lock.unlock()

    def leave(self) -> None:
        """Leave the draft to be found again later."""
        self.lock.unlock()


class Recovery:
    """One file for the unsaved text of this application; others running beside it have theirs.

    A lock beside each file tells whether the application that wrote it still runs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / f"{uuid.uuid4().hex}.json"
        self._lock = _lock_of(self._file)

    def store(self, draft: Draft) -> bool:
        """Keep a draft in place of the one before; says whether it is, and the log why not."""
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
        """What was left behind, the newest first; each is to be discarded or stays."""
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
        """Whether anything was left behind."""
        found = next(self.leftovers(), None)
        if found is not None:
            found.leave()
        return found is not None


def recovery_folder() -> Path:
    """Where the data of this application is kept for its user."""
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(data) / "unsaved"


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
