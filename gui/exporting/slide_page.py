"""Writes the steps of a run as one web page, to step through in any browser.

The page is self-contained. Pictures of neighbouring steps are nearly the same, so each of their
elements is written once, and a picture is a list of such elements.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Template

import msgspec
from PySide6.QtCore import QCoreApplication, QPointF

from engine import VERSION
from engine.record.recording import Site
from gui import languages
from gui.editor.highlighter import token_colours
from gui.editor.positions import covered
from gui.editor.syntax import CODE, TokenKind, tokens
from gui.theme import Theme, mix

translate = QCoreApplication.translate

_TEMPLATE = Path(__file__).parents[2] / "resources" / "slide_page.html"
_DECLARATION = re.compile(r"<\?xml[^>]*\?>\s*")
_ELEMENT = re.compile(r"(?=<g )")


@dataclass(frozen=True)
class Slide:
    """One step of the page.

    Attributes:
        cursor: the number of steps that have happened.
        picture: the graph, as SVG.
        focus: the centre of the card of the step, in px of the picture.
        sentence: what happened.
        error: the error that ended the run, after the last step; empty for none.
        values: what is shown beside lines, by their numbers.
        site, call_site: the expression that the step is about, and the call of its pass.
    """

    cursor: int
    picture: str
    focus: QPointF
    sentence: str
    error: str
    values: dict[int, str]
    site: Site | None
    call_site: Site | None


def slide_page(
    name: str, source: str, slides: Iterable[Slide], steps: int, opening: int, theme: Theme
) -> str:
    """The page, in the language of the window.

    Args:
        name: the name of the script.
        source: the script.
        slides: the steps, in order.
        steps: the number of steps of the run, which may be more.
        opening: the cursor that is shown first.
    """
    place = translate("SlidePage", "Step {step} of {count}").replace("{count}", f"{steps:,}")
    return Template(_TEMPLATE.read_text("utf-8")).substitute(
        language=languages.current().replace("_", "-"),
        version=VERSION,
        title=html.escape(name),
        heading=html.escape(name),
        scheme="dark" if theme.is_dark else "light",
        colours=_colours(theme),
        tokens=_token_styles(theme),
        code=_code(source),
        walk=_walk(source, slides, opening, place),
        **{key: html.escape(text) for key, text in _texts().items()},
    )


def _texts() -> dict[str, str]:
    return {
        "needs_script": translate("SlidePage", "This page needs JavaScript."),
        "first": translate("SlidePage", "First step"),
        "back": translate("SlidePage", "Step back"),
        "on": translate("SlidePage", "Step"),
        "last": translate("SlidePage", "Last step"),
        "place": translate("SlidePage", "Place in the walk"),
        "actual": translate("SlidePage", "Actual size"),
        "fit": translate("SlidePage", "Fit"),
    }


def _colours(theme: Theme) -> str:
    """The colours of a theme as CSS custom properties."""
    named = {
        each: getattr(theme, each)
        for each in ("ground", "surface", "text", "muted", "line", "current", "cut", "accent")
    }
    named["mark"] = mix(theme.surface, theme.current, 0.15)
    return " ".join(f"--{name}: {colour.name()};" for name, colour in named.items())


def _token_styles(theme: Theme) -> str:
    colours = token_colours(theme).items()
    return "\n".join(f".{_class(kind)} {{ color: {colour.name()}; }}" for kind, colour in colours)


def _class(kind: TokenKind) -> str:
    return kind.name.lower()


def _code(source: str) -> str:
    """The lines of a script as HTML, with an element for each line and token."""
    lines, state = [], CODE
    for line in source.removesuffix("\n").split("\n"):
        found, state = tokens(line, state)
        at, parts = 0, list[str]()
        for start, end, kind in found:
            parts.append(html.escape(line[at:start]))
            parts.append(f'<span class="{_class(kind)}">{html.escape(line[start:end])}</span>')
            at = end
        lines.append(f"<div>{''.join(parts)}{html.escape(line[at:])}</div>")
    return "".join(lines)


def _walk(source: str, slides: Iterable[Slide], opening: int, place: str) -> str:
    """The data for the page's JavaScript, as JSON that may stand within HTML."""
    lines = source.split("\n")
    chunks: dict[str, int] = {}
    entries = []
    for slide in slides:
        picture = _ELEMENT.split(_DECLARATION.sub("", slide.picture))
        entries.append(
            {
                "cursor": slide.cursor,
                "picture": [chunks.setdefault(chunk, len(chunks)) for chunk in picture],
                "focus": (round(slide.focus.x()), round(slide.focus.y())),
                "sentence": slide.sentence,
                "error": slide.error,
                "values": slide.values,
                "site": _covered(lines, slide.site),
                "call": _covered(lines, slide.call_site),
            }
        )
    walk = {"chunks": list(chunks), "slides": entries, "opening": opening, "place": place}
    return msgspec.json.encode(walk).decode().replace("<", r"\u003c")


def _covered(lines: list[str], site: Site | None) -> list[tuple[int, int, int]]:
    """The line, start and end of each part of a site, in UTF-16 code units as in JavaScript."""
    if site is None:
        return []
    return list(covered(site, lambda line: lines[line - 1], len(lines)))
