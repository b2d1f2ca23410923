"""Reads and writes scripts, keeping their encoding, line ends and byte order mark."""

import codecs
import errno
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QCryptographicHash

from engine.script.encodings import EncodingError, Utf16Error, decode_script, encode_script
from engine.whole_file import write_whole

MAX_SCRIPT_BYTES = 4_000_000
"""More than anybody writes by hand; the editor would take seconds to show it."""


class Problem(Enum):
    """Why a file cannot be read or written."""

    MISSING = "missing"
    NO_FOLDER = "no folder"
    FORBIDDEN = "forbidden"
    NOT_A_FILE = "not a file"
    TOO_LONG = "too long"
    NOT_UTF8 = "not utf-8"
    UTF16 = "utf-16"
    NOT_AS_DECLARED = "not as declared"
    DAMAGED = "damaged"
    OTHER_VERSION = "other version"
    PROTECTED = "protected"
    FULL = "full"
    OTHER = "other"


_WRITE_PROBLEMS = {
    errno.EACCES: Problem.PROTECTED,
    errno.EPERM: Problem.PROTECTED,
    errno.EROFS: Problem.PROTECTED,
    errno.ENOSPC: Problem.FULL,
}
"""Why a file cannot be written, by the numbers of the system's errors."""


class ScriptFileError(Exception):
    """A file cannot be read or written.

    Attributes:
        problem: why.
        detail: for OTHER what the system says, for NOT_UTF8 the line where it is wrong, for
            NOT_AS_DECLARED the encoding, for OTHER_VERSION what wrote the recording.
    """

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(problem.value, detail)
        self.problem = problem
        self.detail = detail


class Form(msgspec.Struct, frozen=True):
    """How a script is in its file, apart from the encoding, which it declares itself.

    Attributes:
        has_bom: whether a byte order mark comes first.
        line_end: the characters at the end of each line.
    """

    has_bom: bool = False
    line_end: str = "\n"

    def bytes_of(self, text: str) -> bytes:
        """A text whose lines end in line feeds as the bytes of a file.

        Raises:
            EncodingError: it does not fit the encoding that it declares.
        """
        return encode_script(text.replace("\n", self.line_end), has_bom=self.has_bom)


class Script(NamedTuple):
    """The content of a file.

    Attributes:
        text: the text, with line feeds as line ends.
        form: that of the file; of mixed line ends, the most frequent one.
        digest: of the file's bytes, to find out whether it was changed.
    """

    text: str
    form: Form
    digest: str


def read_script(path: Path) -> Script:
    """Read a file as a script.

    Raises:
        ScriptFileError: it is not there, or no text of a reasonable length that Python can read.
    """
    data = _read(path)
    try:
        text = decode_script(data)
    except Utf16Error as error:
        raise ScriptFileError(Problem.UTF16) from error
    except EncodingError as error:
        if error.is_of_utf8:
            raise ScriptFileError(Problem.NOT_UTF8, str(error.line)) from error
        raise ScriptFileError(Problem.NOT_AS_DECLARED, error.encoding) from error
    form = Form(data.startswith(codecs.BOM_UTF8), _most_frequent_line_end(text))
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return Script(plain, form, digest_of(data))


def _read(path: Path, max_bytes: int | None = MAX_SCRIPT_BYTES) -> bytes:
    try:
        if path.exists() and not path.is_file():  # reading a device or a pipe might never end
            raise ScriptFileError(Problem.NOT_A_FILE)
        if max_bytes is not None and path.stat().st_size > max_bytes:
            raise ScriptFileError(Problem.TOO_LONG)
        return path.read_bytes()
    except OSError as error:
        raise file_error(error) from error


def file_error(error: OSError) -> ScriptFileError:
    """The error of a file that the system could not read."""
    match error:
        case FileNotFoundError():
            return ScriptFileError(Problem.MISSING)
        case PermissionError():
            return ScriptFileError(Problem.FORBIDDEN)
    return ScriptFileError(Problem.OTHER, error.strerror or str(error))


def _most_frequent_line_end(text: str) -> str:
    windows = text.count("\r\n")
    counts = {
        "\n": text.count("\n") - windows,
        "\r\n": windows,
        "\r": text.count("\r") - windows,
    }
    return max(counts, key=lambda line_end: counts[line_end])


def write_file(path: Path, data: bytes) -> None:
    """Write a file, of which the old one stays until the new one is complete: see ``write_whole``.

    Raises:
        ScriptFileError: it cannot be written; a file that could be replaced is unchanged.
    """
    try:
        if not path.parent.is_dir():
            raise ScriptFileError(Problem.NO_FOLDER)
        write_whole(path, data)
    except OSError as error:
        problem = _WRITE_PROBLEMS.get(error.errno or 0, Problem.OTHER)
        raise ScriptFileError(problem, error.strerror or str(error)) from error


def is_unchanged(path: Path, digest: str) -> bool:
    """Whether a file may be overwritten: it still has the given digest, or does not exist."""
    try:
        return digest_of(_read(path, None)) == digest  # a long one may have been pasted and saved
    except ScriptFileError as error:
        return error.problem is Problem.MISSING


def digest_of(data: bytes) -> str:
    """The SHA-256 digest of bytes."""
    digest = QCryptographicHash.hash(data, QCryptographicHash.Algorithm.Sha256)
    return bytes(digest.toHex().data()).decode()
