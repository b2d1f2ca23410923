"""Notes of a run on its script: the site of the step, values of lines, an error."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording, Site
from engine.record.schema import EVER
from engine.script.notebook import command_lines
from gui.editor.line_map import LineMap
from gui.words.advice_text import advice_on

_MAX_CHARS, _MAX_LINES = 800, 12
"""The longest message that is shown between the lines of the script."""


@dataclass(frozen=True)
class ErrorNote:
    """The site and message of an error, and advice, which may be empty."""

    site: Site
    message: str
    advice: str = ""

    @property
    def text(self) -> str:
        """The message and the advice."""
        return f"{self.message}\n{self.advice}" if self.advice else self.message


@dataclass(frozen=True)
class Notes:
    """Everything that is drawn over a script.

    Attributes:
        site: the expression of the current step.
        call_site: the call that runs the backward pass of the step, if any.
        selection_site: the expression of the selected card.
        values: by line, the value of the bare expression that ends there.
        error: the error that ended the run.
    """

    site: Site | None = None
    call_site: Site | None = None
    selection_site: Site | None = None
    values: dict[int, str] = field(default_factory=dict)
    error: ErrorNote | None = None

    def moved(self, line_map: LineMap) -> "Notes":
        """The notes at their present places; those of changed lines are left out."""
        site = self.site and line_map.site(self.site)
        call_site = self.call_site and line_map.site(self.call_site)
        selection_site = self.selection_site and line_map.site(self.selection_site)
        values = {
            line: text
            for recorded_line, text in self.values.items()
            if (line := line_map.line(recorded_line)) is not None
        }
        error_site = self.error and line_map.site(self.error.site)
        error = self.error and error_site and replace(self.error, site=error_site)
        return Notes(site, call_site, selection_site, values, error)


def line_values(recording: Recording, happened: int = EVER) -> dict[int, str]:
    """By line, the last value of its bare expression among the first events.

    Skipped lines have a text that says so; lines whose last value is None have none.

    Args:
        happened: the number of events.
    """
    skipped = QCoreApplication.translate("notes", "skipped: a command of a notebook")
    shows = recording["shows"]
    shows = shows[shows["event"] < happened]
    texts = dict(zip(shows["line"].tolist(), shows["text"].tolist()))
    return {
        **dict.fromkeys(command_lines(recording.source), skipped),
        **{line: text for line, number in texts.items() if (text := recording.text(number))},
    }


def error_note(recording: Recording) -> ErrorNote | None:
    """The error that ended a run, with its type as Python prints it; None when there is none.

    A message that would push the script away is cut off: the console has the whole.
    """
    errors = recording["errors"]
    if not len(errors):
        return None
    error = errors[-1]
    site = Site(*(int(error[name]) for name in Site._fields))
    kind, message = recording.text(error["type"]), recording.text(error["message"])
    text = f"{kind}: {message}" if message else kind
    return ErrorNote(site, _beginning(text), advice_on(recording, error))


def _beginning(text: str) -> str:
    """A text or, if it is long, its beginning and an ellipsis."""
    lines = text[:_MAX_CHARS].split("\n")[:_MAX_LINES]
    beginning = "\n".join(lines)
    return text if beginning == text else f"{beginning.rstrip()} …"
