"""Gradwalk's command line: opens the window, or records or exports a script without it."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine import RECORDING_SUFFIX, VERSION
from engine.children.forked import new_child
from engine.script.encodings import EncodingError, Utf16Error, decode_script
from engine.script.notebook_file import NOTEBOOK_SUFFIX, script_of_notebook

if TYPE_CHECKING:
    from engine.record.recorded import Recorded

_DESCRIPTION = "See what automatic differentiation does, one node at a time."
_EPILOG = """\
without a window:
  app.py record SCRIPT --json    run a script and print what it did
  app.py record SCRIPT -o FILE   run a script and write a recording for the window
  app.py export SCRIPT -o FILE   run a script and save its graph as PNG, SVG or PDF, or all
                                 steps as a web page or an animated GIF; of a recording,
                                 without running anything
"""

_INTERRUPTED = 130
"""The exit status of shells for a program that was interrupted."""


def main(arguments: list[str]) -> int:
    """Run a command line; return the exit status."""
    if arguments[:1] == ["record"]:
        return _record(arguments[1:])
    if arguments[:1] == ["export"]:
        return _export(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="app.py",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("script", nargs="?", type=Path, help="a script or a recording to open")
    parser.add_argument("--version", action="version", version=f"Gradwalk {VERSION}")
    chosen = parser.parse_args(arguments)
    if chosen.script is not None:
        _warn_of_unreadable(chosen.script, parser)
    if hasattr(signal, "pthread_sigmask"):  # an interrupted import of PySide crashes
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    gc.disable()  # imports create no garbage; the window collects later
    worker = new_child("worker")  # it loads while this process loads Qt
    # Only the window needs Qt.
    from gui.application import run_window

    return run_window(chosen.script, worker)


def _record(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="app.py record", description="Run a script without a window and tell what it did."
    )
    parser.add_argument("script", type=Path, help="the Python script, or the notebook, to run")
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        type=Path,
        help=f"write a recording, which the window shows; usually named *{RECORDING_SUFFIX}",
    )
    wanted.add_argument(
        "--json",
        action="store_true",
        help="print the outcome: values, gradients and backward passes, as JSON",
    )
    chosen = parser.parse_args(arguments)
    source = _code(chosen.script, parser)
    if chosen.output is not None and chosen.output.resolve() == chosen.script.resolve():
        parser.error(f"{chosen.output} is the script itself")
    # Imports numpy, which is slow.
    from engine.worker.headless import outcome_of, write_run

    if chosen.output is None:
        outcome_json, end = outcome_of(source, str(chosen.script))
        if outcome_json is not None:
            print(outcome_json)
    else:
        try:
            end = write_run(source, str(chosen.script), chosen.output)
        except OSError as error:
            parser.error(f"cannot write {chosen.output}: {error.strerror}")
    if end.message:
        print(end.message, file=sys.stderr)
    return end.status


def _export(arguments: list[str]) -> int:
    parser = _export_parser()
    chosen = parser.parse_args(arguments)
    is_recording = chosen.script.suffix.lower() == RECORDING_SUFFIX
    source = "" if is_recording else _code(chosen.script, parser)
    # Only pictures need Qt.
    from gui.exporting.export_command import (
        ExportError,
        ExportOptions,
        export_recording,
        export_script,
    )

    options = ExportOptions(
        chosen.output,
        chosen.step,
        chosen.theme,
        chosen.whole,
        chosen.language or "",
        chosen.seconds,
    )
    try:
        if is_recording:
            export_recording(_recorded(chosen.script, parser).recording, options)
            return 0
        return export_script(source, str(chosen.script), options)
    except ExportError as error:
        parser.exit(2, f"{parser.prog}: error: {error}\n")


def _export_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="app.py export", description="Run a script and save its graph, without a window."
    )
    parser.add_argument(
        "script", type=Path, help="the Python script, or the notebook, to run; or a recording"
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        type=Path,
        required=True,
        help="the picture, whose name ends in .png, .svg or .pdf; or all steps, as a web page "
        "(.html) or an animation (.gif)",
    )
    parser.add_argument(
        "--step",
        metavar="N",
        type=int,
        help="show what is so after N steps, or open the page there; by default where the window "
        "opens, at the start of the first backward pass",
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument(
        "--whole",
        action="store_true",
        help="draw the whole run, not only what a step's pass touches",
    )
    parser.add_argument("--language", choices=("en", "zh_CN"), help="by default the system's")
    parser.add_argument(
        "--seconds",
        metavar="S",
        type=_seconds,
        help="how long an animation shows each step",
    )
    return parser


def _seconds(text: str) -> float:
    """The time for each step of an animation, as given on the command line."""
    try:
        seconds = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a number") from None
    if not 0.1 <= seconds <= 60:
        raise argparse.ArgumentTypeError(f"{text} is not between 0.1 and 60")
    return seconds


def _warn_of_unreadable(path: Path, parser: argparse.ArgumentParser) -> None:
    """Print why a file cannot be read, for who looks at the terminal; the window tells it, too."""
    try:
        path.open("rb").close()
    except OSError as error:
        print(f"{parser.prog}: cannot read {path}: {error.strerror}", file=sys.stderr)


def _recorded(path: Path, parser: argparse.ArgumentParser) -> Recorded:
    """A recording from a file; if it cannot be read, exit with an error of the parser, status 2."""
    # Imports numpy, which is slow.
    from engine.record.recording_file import RecordingFileError, read_recording

    try:
        return read_recording(path)
    except OSError as error:
        parser.error(f"cannot read {path}: {error.strerror}")
    except RecordingFileError as error:
        parser.error(f"cannot read {path}: {error}")


def _read(script: Path, parser: argparse.ArgumentParser) -> str:
    """The text of a script; if it cannot be read, exit with an error of the parser, status 2."""
    try:
        text = decode_script(script.read_bytes())
    except OSError as error:
        parser.error(f"cannot read {script}: {error.strerror}")
    except Utf16Error:
        parser.error(f"{script} is in UTF-16, which Python does not read: save it as UTF-8")
    except EncodingError as error:
        if error.is_of_utf8:
            parser.error(f"{script} is not text in UTF-8: line {error.line} cannot be read")
        parser.error(f"{script} declares that it is in {error.encoding}, but cannot be read so")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _code(script: Path, parser: argparse.ArgumentParser) -> str:
    """The code to run: a script's text, or what a notebook has in its cells."""
    text = _read(script, parser)
    if script.suffix.lower() != NOTEBOOK_SUFFIX:
        return text
    code = script_of_notebook(text)
    if code is None:
        parser.error(f"{script} is not a notebook, though its name says so")
    return code


def _open_missing_streams() -> None:
    """Open the standard streams that this process was started without, as the null device.

    A desktop may start it so. Otherwise the first files it opens would get their numbers, and
    whatever is written to a standard stream, such as a crash report, would end up in them.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            file = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(file, True)  # as standard streams are
            setattr(sys, name, os.fdopen(file, mode, encoding="utf-8"))


def main_or_interrupted(arguments: list[str]) -> int:
    """Run ``main``, and end silently on Ctrl+C or a closed output pipe."""
    try:
        try:
            _open_missing_streams()
            return main(arguments)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # At exit, Python would flush the rest again and print an error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main_or_interrupted(sys.argv[1:]))
