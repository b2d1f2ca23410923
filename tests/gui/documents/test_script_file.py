"""Files keep every byte that is not edited, and failures change nothing."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.documents import script_file
from gui.documents.script_file import (
    MAX_SCRIPT_BYTES,
    Form,
    Problem,
    ScriptFileError,
    digest_of,
    is_unchanged,
    read_script,
    write_file,
)

TEXT = st.text(st.sampled_from("x= 表😀#\t\n'"), max_size=40)


def problem_of_reading(path: Path) -> ScriptFileError:
    with pytest.raises(ScriptFileError) as caught:
        read_script(path)
    return caught.value


@given(text=TEXT, line_end=st.sampled_from(["\n", "\r\n", "\r"]), has_bom=st.booleans())
def test_reading_and_writing_keeps_every_byte(
    tmp_path_factory: pytest.TempPathFactory, text: str, line_end: str, has_bom: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "script.py"
    data = Form(has_bom, line_end).bytes_of(text)
    path.write_bytes(data)
    script = read_script(path)
    assert script.text == text
    assert script.form.bytes_of(script.text) == data


def test_mixed_line_ends_become_the_most_frequent_kind(tmp_path: Path) -> None:
    path = tmp_path / "mixed.py"
    path.write_bytes(b"a\r\nb\nc\r\n")
    script = read_script(path)
    assert script.text == "a\nb\nc\n"
    assert script.form == Form(line_end="\r\n")


def test_the_encoding_that_a_script_declares_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "chinese.py"
    path.write_bytes("# coding: gbk\r\nx = '表'\r\n".encode("gbk"))
    script = read_script(path)
    assert script.text == "# coding: gbk\nx = '表'\n"
    changed = script.text.replace("表", "图")
    assert script.form.bytes_of(changed) == changed.replace("\n", "\r\n").encode("gbk")


def test_an_unreadable_file_raises_an_error_with_the_problem(tmp_path: Path) -> None:
    assert problem_of_reading(tmp_path / "none.py").problem is Problem.MISSING
    assert problem_of_reading(tmp_path).problem is Problem.NOT_A_FILE
    latin = tmp_path / "latin.py"
    latin.write_bytes("x = 1\ny = 'ü'\n".encode("latin-1"))
    error = problem_of_reading(latin)
    assert (error.problem, error.detail) == (Problem.NOT_UTF8, "2")
    wide = tmp_path / "wide.py"
    wide.write_bytes("x = 1\n".encode("utf-16"))
    assert problem_of_reading(wide).problem is Problem.UTF16
    declared = tmp_path / "declared.py"
    declared.write_bytes(b"# coding: nonsense\n")
    error = problem_of_reading(declared)
    assert (error.problem, error.detail) == (Problem.NOT_AS_DECLARED, "nonsense")
    long = tmp_path / "long.py"
    long.write_bytes(b"#" * (MAX_SCRIPT_BYTES + 1))
    assert problem_of_reading(long).problem is Problem.TOO_LONG


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert problem_of_reading(tmp_path / "pipe.py").problem is Problem.NOT_A_FILE


def test_system_errors_become_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "script.py"
    path.write_text("x = 1")

    def refuse(_: Path) -> bytes:
        raise failure

    monkeypatch.setattr(Path, "read_bytes", refuse)
    failure: OSError = PermissionError(13, "Permission denied")
    assert problem_of_reading(path).problem is Problem.FORBIDDEN
    failure = OSError(5, "Input/output error")
    error = problem_of_reading(path)
    assert (error.problem, error.detail) == (Problem.OTHER, "Input/output error")


def test_writing_replaces_the_file_and_leaves_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_bytes(b"old")
    path.chmod(0o640)
    mode = path.stat().st_mode
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode == mode
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="files there have no group that matters")
def test_writing_keeps_the_group_of_the_file(tmp_path: Path) -> None:
    others = [group for group in os.getgroups() if group != os.getegid()]
    if os.geteuid() == 0:
        others.append(os.getegid() + 1)
    if not others:
        pytest.skip("this user is in one group only")
    path = tmp_path / "script.py"
    path.write_bytes(b"old")
    os.chown(path, -1, others[-1])
    path.chmod(0o664)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert (path.stat().st_gid, path.stat().st_mode & 0o777) == (others[-1], 0o664)


@pytest.mark.skipif(os.name == "nt", reason="making links takes a privilege on Windows")
def test_writing_through_a_symbolic_link_writes_its_target(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_bytes(b"old")
    link = tmp_path / "link.py"
    link.symlink_to(tmp_path / "real.py")
    write_file(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.py").read_bytes() == b"new"


def test_a_saved_file_too_long_to_open_counts_as_unchanged(tmp_path: Path) -> None:
    path, data = tmp_path / "script.py", b"#" * (MAX_SCRIPT_BYTES + 1)
    write_file(path, data)
    assert is_unchanged(path, digest_of(data))
    assert problem_of_reading(path).problem is Problem.TOO_LONG


def test_a_file_in_an_inaccessible_folder_raises_an_error(tmp_path: Path) -> None:
    with pytest.raises(ScriptFileError):
        write_file(tmp_path / ("too_long" * 100) / "script.py", b"x")


def test_a_file_is_overwritten_in_a_folder_that_takes_no_new_files(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_bytes(b"old and longer")
    tmp_path.chmod(0o555)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("to this user, no folder is closed")
        write_file(path, b"new")
        assert path.read_bytes() == b"new"
    finally:
        tmp_path.chmod(0o755)


def test_an_unwritable_file_raises_an_error_and_keeps_its_content(tmp_path: Path) -> None:
    with pytest.raises(ScriptFileError) as caught:
        write_file(tmp_path / "gone" / "script.py", b"x")
    assert caught.value.problem is Problem.NO_FOLDER
    folder = tmp_path / "folder.py"
    folder.mkdir()
    with pytest.raises(ScriptFileError) as caught:
        write_file(folder, b"x")
    assert caught.value.problem is Problem.OTHER
    assert caught.value.detail
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.EACCES, Problem.PROTECTED),
        (errno.EROFS, Problem.PROTECTED),
        (errno.ENOSPC, Problem.FULL),
        (errno.EFBIG, Problem.OTHER),
    ],
)
def test_the_usual_reasons_why_nothing_can_be_written_have_words_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, problem: Problem
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(script_file, "write_whole", refuse)
    with pytest.raises(ScriptFileError) as caught:
        write_file(tmp_path / "script.py", b"x")
    assert caught.value.problem is problem


def test_is_unchanged_notices_a_change_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_bytes(b"x = 1\n")
    digest = read_script(path).digest
    assert digest == digest_of(b"x = 1\n")
    assert is_unchanged(path, digest)
    path.write_bytes(b"x = 2\n")
    assert not is_unchanged(path, digest)
    path.unlink()
    assert is_unchanged(path, digest), "what is gone may be written again"
