"""Records the outcomes of the lines in ``surface.json``; needs ``torch``.

The lines are sorted by what stands before all of them. ``python record_surface.py FILE...`` adds
those of files: first the preparation, each line behind ``# ``, then one expression in a line.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))
from tests.engine.torch.record_outcomes import outcome

SURFACE = Path(__file__).with_name("surface.json")


def lines_of(path: Path) -> tuple[str, list[str]]:
    """The preparation in a file, and its expressions."""
    lines = path.read_text(encoding="utf-8").splitlines()
    before = "\n".join(line.removeprefix("# ") for line in lines if line.startswith("# "))
    return before, [line for line in lines if line and not line.startswith("#")]


def snippet(before: str, line: str) -> str:
    """The whole program of one line: seeded, prepared, with ``;;`` between its statements."""
    return "\n".join(["torch.manual_seed(0)", before, *line.split(" ;; ")])


def main() -> None:
    torch: Any = importlib.import_module("torch")
    known = json.loads(SURFACE.read_text(encoding="utf-8")) if SURFACE.exists() else {}
    for name in sys.argv[1:]:
        before, lines = lines_of(Path(name))
        known.setdefault(before, {}).update(dict.fromkeys(lines))
    for before, lines in known.items():
        for line in lines:
            lines[line] = outcome(snippet(before, line), torch)
    text = json.dumps(known, indent=1, ensure_ascii=False)
    SURFACE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
