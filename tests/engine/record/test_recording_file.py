"""Recording files are read as they were written, and hostile files are refused."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnose.answer import diagnose, diagnose_value
from engine.record import recording_file
from engine.record.drawing import backward_pass, segment, whole_run
from engine.record.outline import outline
from engine.record.recorded import Recorded
from engine.record.recording import Recording
from engine.record.recording_file import (
    RecordingFileError,
    read_recording,
    write_recording,
)
from engine.record.run_end import RunEnd
from engine.record.schema import SCHEMA
from tests.engine.recorder.watching import run
from tests.samples import accumulation, first_gradient

END = RunEnd("exited", "3", 7, "out of luck")


def file_of(recording: Recording, end: RunEnd = END) -> bytes:
    file = io.BytesIO()
    write_recording(file, Recorded(recording, end))
    return file.getvalue()


def read(data: bytes, folder: Path) -> Recorded:
    path = folder / "lecture.gradwalk"
    path.write_bytes(data)
    return read_recording(path)


def with_parts(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A file whose parts were changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return changed.getvalue()


@pytest.mark.parametrize("sample", [first_gradient, accumulation])
def test_a_recording_is_read_as_it_was_written(sample, tmp_path: Path):
    recording = sample().recording()
    recording.filename = "第一个.py"
    back, end = read(file_of(recording), tmp_path)
    assert end == END
    assert (back.source, back.filename) == (recording.source, "第一个.py")
    assert back.rows() == recording.rows()
    assert back.step_count == recording.step_count


def test_the_same_recording_gives_the_same_file():
    assert file_of(accumulation().recording()) == file_of(accumulation().recording())


@pytest.mark.parametrize("fill", ["rand", "ones"])
def test_of_many_numbers_only_those_that_repeat_are_compressed(fill: str, tmp_path: Path):
    recording = run(f"import torch\nx = [torch.{fill}(1024, 1024) for _ in range(5)]").recording
    data = file_of(recording)
    values = zipfile.ZipFile(io.BytesIO(data)).getinfo("values")
    assert (values.compress_size == values.file_size) == (fill == "rand")
    assert read(data, tmp_path).recording.rows() == recording.rows()


def test_an_empty_recording_can_be_written(tmp_path: Path):
    back, _ = read(file_of(Recording("x = 1\n")), tmp_path)
    assert (back.source, back.step_count) == ("x = 1\n", 0)


def test_a_missing_file_raises_the_systems_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        read_recording(tmp_path / "none.gradwalk")


@pytest.mark.parametrize("data", [b"", b"import torch\n", b"PK\x03\x04" + bytes(200)])
def test_files_of_other_formats_are_refused(data: bytes, tmp_path: Path):
    with pytest.raises(RecordingFileError, match="it is no recording, or damaged"):
        read(data, tmp_path)


def test_a_truncated_file_is_refused(tmp_path: Path):
    data = file_of(accumulation().recording())
    for length in range(0, len(data), 97):
        with pytest.raises(RecordingFileError):
            read(data[:length], tmp_path)


def test_a_file_of_another_version_is_refused_with_that_version(tmp_path: Path):
    def age(parts: dict[str, bytes]) -> None:
        header = json.loads(parts["header.json"])
        header |= {"format": 9, "written_by": "Gradwalk 7.0"}
        parts["header.json"] = json.dumps(header).encode()

    with pytest.raises(RecordingFileError, match=r"written by Gradwalk 7\.0, .* record its script"):
        read(with_parts(file_of(accumulation().recording()), age), tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts.pop("script.py"),
        lambda parts: parts.update({"script.py": b"\xff\xfe"}),
        lambda parts: parts.update({"strings.json": b'{"a": 1}'}),
        lambda parts: parts.update({"tables/prices": b"12345678"}),
        lambda parts: parts.update({"tables/events": parts["tables/events"][:-1]}),
        lambda parts: parts.update({"tables/cards": b""}),
        lambda parts: parts.update({"values": b""}),
    ],
)
def test_modified_files_are_refused(change, tmp_path: Path):
    with pytest.raises(RecordingFileError):
        read(with_parts(file_of(accumulation().recording()), change), tmp_path)


_MANY = 9 << 20

LARGE = {
    "many texts": lambda p: p.update({"strings.json": b"[" + b'"aa",' * _MANY + b'"b"]'}),
    "many lines": lambda p: p.update({"script.py": p["script.py"] + b"\n" * 2 * _MANY}),
    "a long header": lambda p: p.update({"header.json": p["header.json"] + b" " * _MANY}),
}


@pytest.mark.parametrize("change", LARGE.values(), ids=LARGE)
def test_a_file_of_which_much_more_would_be_made_than_it_unpacks_to_is_refused(
    change, tmp_path: Path
):
    data = with_parts(file_of(accumulation().recording()), change)
    with pytest.raises(RecordingFileError, match="would unpack to more"):
        read(data, tmp_path)


def test_a_long_text_with_many_quotes_is_read(tmp_path: Path):
    recording = run("print('\"\\\\' * 100_000)").recording
    assert read(file_of(recording), tmp_path).recording.strings == recording.strings


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_with_two_parts_of_one_name_is_refused(tmp_path: Path):
    file = io.BytesIO(file_of(accumulation().recording()))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("tables/incoming", b"")
    with pytest.raises(RecordingFileError, match="two parts of one name"):
        read(file.getvalue(), tmp_path)


@pytest.mark.parametrize(
    ("shape", "stored"),
    [
        (",".join("1" * 65), ",".join("1" * 65)),
        ("9" * 30, "1"),
        ("5000000000,5000000000", "1,1"),
        ("4", "2,2"),
        ("2", "4"),
        ("4", "0"),
    ],
)
def test_a_file_with_impossible_shapes_is_refused(shape: str, stored: str, tmp_path: Path):
    def change(parts: dict[str, bytes]) -> None:
        strings = json.loads(parts["strings.json"])
        parts["strings.json"] = json.dumps([*strings, shape, stored]).encode()
        values = np.frombuffer(parts["tables/values"], SCHEMA["values"]).copy()
        values["shape"][0], values["stored_shape"][0] = len(strings), len(strings) + 1
        parts["tables/values"] = values.tobytes()

    data = with_parts(file_of(first_gradient().recording()), change)
    with pytest.raises(RecordingFileError, match=r"no array has this shape|no part of it"):
        read(data, tmp_path)


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(recording_file, "MAX_BYTES", 100_000)
    data = with_parts(
        file_of(accumulation().recording()), lambda parts: parts.update({"values": bytes(200_000)})
    )
    assert len(data) < 10_000
    with pytest.raises(RecordingFileError, match="would unpack to more"):
        read(data, tmp_path)


def look_at(recording: Recording, cursor: int) -> None:
    """Query all that the views query at a cursor."""
    state = recording.at(cursor)
    parts = [whole_run(recording)]
    parts += [segment(recording, int(each)) for each in set(recording.index.segments)]
    parts += [backward_pass(recording, number) for number in range(recording.index.pass_count)]
    for part in parts:
        outline(recording, part)
        state.card_statuses(part.cards)
    for card in filter(state.exists, range(len(recording["cards"]))):
        recording.value(state.gradient(card))
        recording.names(card)
        recording.card_site(card)
        diagnose(state, card)
        diagnose_value(state, card)
        node = state.node_of(card)
        if node >= 0:
            state.progress(node)


def test_no_more_is_unpacked_than_the_file_declares(tmp_path: Path):
    data = file_of(accumulation().recording())
    told = with_parts(data, lambda parts: parts.update({"values": bytes(10**6)}))
    size, lie = (10**6).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert told.count(size) >= 2  # before the part and in the directory
    with pytest.raises(RecordingFileError, match="damaged"):
        read(told.replace(size, lie), tmp_path)


CELLS = [(table, column) for table, row in SCHEMA.items() for column in row.names or ()]


@given(
    changes=st.lists(
        st.tuples(st.sampled_from(CELLS), st.integers(0, 40), st.integers(-2, 60)),
        min_size=1,
        max_size=3,
    )
)
def test_an_accepted_recording_can_be_queried(changes, tmp_path_factory: pytest.TempPathFactory):
    """A file with wrong numbers is refused, or all of it can be shown."""

    def spoil(parts: dict[str, bytes]) -> None:
        for (table, column), row, number in changes:
            rows = np.frombuffer(parts.get(f"tables/{table}", b""), SCHEMA[table]).copy()
            if len(rows):
                rows[column][row % len(rows)] = np.asarray(number).astype(rows.dtype[column])
                parts[f"tables/{table}"] = rows.tobytes()

    data = with_parts(file_of(accumulation().recording()), spoil)
    try:
        recording, _ = read(data, tmp_path_factory.getbasetemp())
    except RecordingFileError:
        return
    for cursor in range(recording.step_count + 1):
        look_at(recording, cursor)
