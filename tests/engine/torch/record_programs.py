"""Records the output of the programs in ``programs/``; needs ``torch``.

A program ends with its output, in a string after ``# printed``; warnings are not included.
"""

import contextlib
import importlib
import io
import linecache
import re
import sys
import warnings
from pathlib import Path
from typing import Any

PROGRAMS = Path(__file__).with_name("programs")
_MARK = "\n# printed\n"
_NAME = "<program>"


def parts(path: Path) -> tuple[str, str]:
    """A program, and its recorded output."""
    program, _, printed = path.read_text(encoding="utf-8").partition(_MARK)
    lines = printed.splitlines(keepends=True)
    return program, "".join(line.removeprefix("#").removeprefix(" ") for line in lines)


def printed(program: str, torch: Any) -> str:
    """The output of a program, with the first line of its error, run in a fresh state of torch."""
    torch.set_printoptions(profile="default")
    torch.set_grad_enabled(True)
    torch.manual_seed(0)
    out = io.StringIO()
    # Without a time of change, an entry is not compared with a file; TorchScript reads it.
    linecache.cache[_NAME] = (len(program), None, program.splitlines(keepends=True), _NAME)
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(program, _NAME, "exec"), {"__name__": "__main__"})
        except Exception as error:
            first = str(error).splitlines()[:1]
            print(type(error).__name__, *first)
    text = re.sub(r"0x[0-9a-f]+", "0x", out.getvalue())
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def main() -> None:
    torch = importlib.import_module("torch")
    for name in sys.argv[1:]:
        target = (PROGRAMS / Path(name).name).with_suffix(".txt")
        target.write_text(Path(name).read_text(encoding="utf-8"), encoding="utf-8")
    for path in sorted(PROGRAMS.glob("*.txt")):
        program, _ = parts(path)
        lines = printed(program, torch).splitlines()
        shown = "".join(f"# {line}".rstrip() + "\n" for line in lines)
        path.write_text(program.rstrip("\n") + "\n" + _MARK + shown, encoding="utf-8")


if __name__ == "__main__":
    main()
