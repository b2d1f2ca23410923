"""Runs a script as Python would, with our torch, and reports to its hooks."""

import builtins
import contextlib
import linecache
import mmap
import pdb
import sys
import warnings
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from engine.recorder.budgets import Budgets
from engine.script.notebook import without_commands
from engine.script.source import Place, source_lines
from engine.torch.names.absent import refusing_imports
from engine.torch.names.namespaces import torch_modules, without_our_modules
from engine.worker.compiling import compiled
from engine.worker.hooks import HOOKS_NAME, Hooks
from engine.worker.messages import How
from engine.worker.output import NoKeyboard, PrintedText, no_debugger
from engine.worker.script_error import place_of, script_traceback

_RESERVE_BYTES = 32 << 20


@dataclass(frozen=True)
class Outcome:
    """How a script ended.

    Attributes:
        how, detail, line: as in ``Finished``.
        names: the script's global variables as it left them.
    """

    how: How
    detail: str
    line: int
    names: dict[str, Any]

    @property
    def last_line(self) -> str:
        """The last line of ``detail``: in a traceback, the error itself."""
        return self.detail.rstrip().rpartition("\n")[2]


def run_script(
    source: str,
    filename: str,
    recorder: Hooks,
    *,
    max_printed_chars: int = Budgets().max_printed_chars,
) -> Outcome:
    """Execute a script in a fresh ``__main__``, reporting to ``recorder``.

    Notebook commands are skipped. The state of the process is restored: its modules, streams,
    arguments and warning filters. Output beyond ``max_printed_chars`` is reduced to its end,
    reported last.
    """
    main = ModuleType("__main__")
    vars(main).update({"__builtins__": builtins, "__file__": filename, HOOKS_NAME: recorder})
    printed = PrintedText(recorder, max_printed_chars)
    lines = source_lines(source)
    with _stage(main, filename, lines, printed):
        # Reserve to report that memory ran out.
        with mmap.mmap(-1, _RESERVE_BYTES):
            error = _execute(source, filename, main)
        printed.finish()
        place = Place() if error is None else place_of(error, filename, lines)
        how, detail = _report(error, filename, place, recorder)
    return Outcome(how, detail, place.line, vars(main))


def _execute(source: str, filename: str, main: ModuleType) -> BaseException | None:
    try:
        exec(compiled(without_commands(source), filename), vars(main))
    except BaseException as error:
        return error
    return None


def _report(
    error: BaseException | None, filename: str, place: Place, recorder: Hooks
) -> tuple[How, str]:
    match error:
        case None:
            return "done", ""
        case KeyboardInterrupt():
            return "stopped", ""
        case SystemExit(code=None):
            return "exited", "0"
        case SystemExit(code=int(status)):
            return "exited", str(int(status))  # of True it is 1
        case SystemExit(code=message):
            recorder.printed("stderr", f"{message}\n")
            return "exited", "1"
    text = script_traceback(error, filename)
    recorder.raised(error, traceback=text, place=place)
    return "error", text


@contextlib.contextmanager
def _stage(
    main: ModuleType, filename: str, lines: list[str], printed: PrintedText
) -> Iterator[None]:
    """The environment of a script while it runs."""
    streams = {"stdin": NoKeyboard(), "stdout": printed.stdout, "stderr": printed.stderr}
    # Every line has an end there, from which tracebacks compute columns. Without a modification
    # time, an entry is not compared with a file.
    ended = [*lines[:-1], *(line.rstrip("\n") + "\n" for line in lines[-1:])]
    source = (sum(map(len, ended)), None, ended, filename)
    with (
        _replaced(sys.modules, {"__main__": main, **torch_modules()}),
        without_our_modules(),
        _replaced(vars(sys), {"argv": [filename], "breakpointhook": no_debugger, **streams}),
        # Where it reads from no keyboard, the debugger of Python 3.14 ends the process.
        _replaced(vars(pdb), {"set_trace": no_debugger}),
        _replaced(linecache.cache, {filename: source}),
        refusing_imports(),
        warnings.catch_warnings(),
    ):
        yield


@contextlib.contextmanager
def _replaced(mapping: MutableMapping[str, Any], new: dict[str, Any]) -> Iterator[None]:
    before = {key: mapping[key] for key in new if key in mapping}
    mapping.update(new)
    try:
        yield
    finally:
        for key in new:
            mapping.pop(key, None)
        mapping.update(before)
