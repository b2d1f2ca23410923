"""Recordings as files, which are read without running the script again.

A file is a zip of

- ``header.json``: the version of the format, what wrote it, the columns of each table, the name of
  the script, and how its run ended;
- ``script.py``: the script, in UTF-8;
- ``strings.json``: the texts of the recording, in the order of their numbers;
- ``tables/NAME``: the rows of each table that has some, as ``schema.SCHEMA`` describes them;
- ``values``: the bytes of the values; many of them are not compressed where that would save little.

Numbers are little-endian. Nothing in a file is ever executed, and a file that lies about its sizes
or violates a rule of recordings is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from enum import Enum
from pathlib import Path
from typing import BinaryIO

import msgspec

from engine import VERSION
from engine.record.recorded import Recorded
from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.run_end import RunEnd
from engine.record.schema import SCHEMA
from engine.record.validate import validate_structure

MAX_BYTES = 768 << 20
"""The limit of a file's unpacked size; the budgets of a run stay below half of that."""

_MOST_BYTES = {"header.json": 1 << 20, "script.py": 16 << 20, "tables": MAX_BYTES // 2}
"""The limits of parts that take several times as much once they are read."""
_MOST_STRINGS = 4_000_000

_FORMAT = 1
_LONGEST_NAME = 40
_LARGE_BYTES = 16 << 20
_PROBES, _PROBE_BYTES = 16, 1 << 16
_WORTHWHILE = 0.7
"""Compressing takes 20 times as long as writing: it must leave less than this of a large part."""

_HEADER, _SCRIPT, _STRINGS, _VALUES, _TABLES = (
    "header.json",
    "script.py",
    "strings.json",
    "values",
    "tables/",
)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,  # missing parts, and references to missing rows
    NotImplementedError,  # an unsupported compression
    RuntimeError,  # encrypted
    ValueError,  # including invalid JSON, invalid UTF-8, wrong lengths, and violated rules
    OverflowError,
)


class Fault(Enum):
    """Why a file cannot be read as a recording."""

    DAMAGED = "it is no recording, or damaged: {detail}"
    OTHER_VERSION = (
        "it was written by {detail}, whose recordings have another form; record its script again"
    )
    TOO_LARGE = "it would unpack to more than any recording takes"


class RecordingFileError(Exception):
    """A file that cannot be read as a recording.

    Attributes:
        fault: why.
        detail: for DAMAGED what is wrong, for OTHER_VERSION what wrote it.
    """

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value.format(detail=detail))
        self.fault, self.detail = fault, detail


class _Header(msgspec.Struct):
    """The header of a file.

    Attributes:
        columns: the columns of each table, with their types.
    """

    format: int
    written_by: str
    filename: str
    end: RunEnd
    columns: dict[str, list[str]]


def write_recording(file: BinaryIO, recorded: Recorded) -> None:
    """Write a recording and how its run ended.

    Raises:
        OSError: the file cannot be written.
    """
    recording, end = recorded
    rows = recording.rows()
    name = Path(recording.filename).name  # its folder is private
    header = _Header(_FORMAT, f"Gradwalk {VERSION}", name, end, _columns())
    parts = {
        _HEADER: msgspec.json.format(msgspec.json.encode(header), indent=1),
        _SCRIPT: recording.source.encode(),
        _STRINGS: msgspec.json.encode(rows.strings),
        **{_TABLES + name: data for name, data in rows.tables.items()},
        _VALUES: rows.blob,
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, _compression(data))


def _compression(data: bytes) -> int:
    """How to store a part; the numbers of a large one can be too random to be compressed."""
    if len(data) < _LARGE_BYTES:
        return zipfile.ZIP_DEFLATED
    starts = range(0, len(data), len(data) // _PROBES)
    probes = b"".join([data[at : at + _PROBE_BYTES] for at in starts])
    is_worthwhile = len(zlib.compress(probes, 1)) < _WORTHWHILE * len(probes)
    return zipfile.ZIP_DEFLATED if is_worthwhile else zipfile.ZIP_STORED


def read_recording(file: Path | BinaryIO) -> Recorded:
    """Read a recording, and check everything that its views rely on.

    Raises:
        OSError: the file cannot be read.
        RecordingFileError: it is not a recording, is damaged, or has another version.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(archive)
    except _DAMAGED as error:
        raise RecordingFileError(Fault.DAMAGED, str(error)) from error


def _read(archive: zipfile.ZipFile) -> Recorded:
    _check_sizes(archive)
    header = msgspec.json.decode(_part(archive, _HEADER), type=_Header)
    if header.format != _FORMAT or header.columns != _columns():
        raise RecordingFileError(Fault.OTHER_VERSION, header.written_by[:_LONGEST_NAME])
    source = _part(archive, _SCRIPT).decode()
    strings = _strings_in(_part(archive, _STRINGS))
    names = [name for name in archive.namelist() if name.startswith(_TABLES)]
    tables = {name.removeprefix(_TABLES): _part(archive, name) for name in names}
    recording = Recording(source, Path(header.filename).name)
    recording.append(Rows(tables, strings, _part(archive, _VALUES)))
    validate_structure(recording)
    return Recorded(recording, header.end)


def _check_sizes(archive: zipfile.ZipFile) -> None:
    """Check that to read a file takes bounded time and memory."""
    sizes = dict.fromkeys(_MOST_BYTES, 0)
    for member in archive.infolist():
        kind = "tables" if member.filename.startswith(_TABLES) else member.filename
        sizes[kind] = sizes.get(kind, 0) + member.file_size
    is_over = any(size > _MOST_BYTES.get(kind, MAX_BYTES) for kind, size in sizes.items())
    if is_over or sum(sizes.values()) > MAX_BYTES:
        raise RecordingFileError(Fault.TOO_LARGE)
    names = archive.namelist()
    if len(set(names)) < len(names):
        raise ValueError("it has two parts of one name")


def _strings_in(data: bytes) -> list[str]:
    """The texts of a list in JSON; many short ones would take twenty times as much memory."""
    unescaped = data.replace(rb"\\", b"")
    if unescaped.count(b'"') - unescaped.count(rb"\"") > 2 * _MOST_STRINGS:
        raise RecordingFileError(Fault.TOO_LARGE)
    return msgspec.json.decode(data, type=list[str])


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part of a file, unpacked no further than its declared size."""
    member = archive.getinfo(name)
    with archive.open(member) as part:
        return part.read(member.file_size)


def _columns() -> dict[str, list[str]]:
    """The columns of each table, with their types."""
    return {
        table: [f"{name} {row[name].newbyteorder('<').str}" for name in row.names or ()]
        for table, row in SCHEMA.items()
    }
