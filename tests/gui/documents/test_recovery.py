"""Unsaved text survives a crash, and every running application keeps its own."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gui.documents.recovery import Draft, Recovery, recovery_folder
from gui.documents.script_file import Form

ROOT = Path(__file__).parents[3]
DRAFT = Draft("x = '表'\n", "a.py", "/somewhere/a.py", Form(True, "\r\n"), "0123")

CRASH = """
import os, sys
from pathlib import Path
from gui.documents.recovery import Draft, Recovery
kept = [Recovery(Path(sys.argv[1])) for _ in sys.argv[2:]]
for recovery, text in zip(kept, sys.argv[2:]):
    recovery.store(Draft(text, "crashed.py"))
os._exit(1)
"""


def crash(folder: Path, *texts: str) -> None:
    """A process that stores texts and then crashes."""
    program = [sys.executable, "-c", CRASH, str(folder), *texts]
    assert subprocess.run(program, cwd=ROOT, check=False).returncode == 1


def test_the_draft_of_a_crash_is_found_complete(tmp_path: Path) -> None:
    crash(tmp_path, "unsaved = 1\n")
    found = list(Recovery(tmp_path).leftovers())
    assert [leftover.draft for leftover in found] == [Draft("unsaved = 1\n", "crashed.py")]
    found[0].discard()
    assert list(tmp_path.iterdir()) == []


def test_the_newest_draft_comes_first(tmp_path: Path) -> None:
    crash(tmp_path, "first", "second")
    for file in tmp_path.glob("*.json"):
        seconds = 100 if "first" in file.read_text("utf-8") else 200
        os.utime(file, (seconds, seconds))
    texts = [leftover.draft.text for leftover in Recovery(tmp_path).leftovers()]
    assert texts == ["second", "first"]


def test_the_draft_of_a_running_application_is_no_leftover(tmp_path: Path) -> None:
    running = Recovery(tmp_path)
    running.store(DRAFT)
    assert list(Recovery(tmp_path).leftovers()) == []
    assert list(running.leftovers()) == []


def test_a_draft_is_replaced_and_removed(tmp_path: Path) -> None:
    recovery = Recovery(tmp_path / "made" / "for it")
    recovery.store(Draft("one", "a.py"))
    recovery.store(DRAFT)
    assert len(list((tmp_path / "made" / "for it").glob("*.json"))) == 1
    recovery.clear()
    recovery.clear()
    assert list((tmp_path / "made" / "for it").iterdir()) == []


def test_all_attributes_of_a_draft_are_restored(tmp_path: Path) -> None:
    recovery = Recovery(tmp_path)
    recovery.store(DRAFT)
    recovery._lock.unlock()  # as when its process ends
    assert [leftover.draft for leftover in Recovery(tmp_path).leftovers()] == [DRAFT]


def test_damaged_drafts_are_skipped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "damaged.json").write_bytes(b'{"text": 3}')
    with caplog.at_level(logging.WARNING):
        assert list(Recovery(tmp_path).leftovers()) == []
    assert "damaged.json" in caplog.text
    assert (tmp_path / "damaged.json").exists()


def test_a_failure_to_store_a_draft_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "no folder").write_text("")
    recovery = Recovery(tmp_path / "no folder")
    with caplog.at_level(logging.WARNING):
        recovery.store(DRAFT)
    assert "could not be kept" in caplog.text
    recovery.clear()


def test_the_recovery_folder_belongs_to_the_application(qapp: object) -> None:
    assert recovery_folder().is_absolute()
