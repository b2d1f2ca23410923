"""Reads a page of slides as a browser does, without running its JavaScript."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any


class SlidePage(HTMLParser):
    """The content of a page.

    Attributes:
        lines: the lines of the script.
        programs: the contents of its script elements.
        addresses: the addresses that its elements would load.
        attributes: the attributes of the element ``html``.
        text: all text outside the script of the user and the script elements.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.programs: list[str] = []
        self.addresses: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    @property
    def walk(self) -> dict[str, Any]:
        """The data for the page's JavaScript."""
        walk: dict[str, Any] = json.loads(self.programs[0])
        return walk

    def picture(self, number: int) -> str:
        """The SVG of a slide."""
        walk = self.walk
        return "".join(walk["chunks"][chunk] for chunk in walk["slides"][number]["picture"])

    def marked(self, number: int, what: str = "site") -> list[str]:
        """The parts of the script that a slide marks."""
        return [self.lines[line - 1][a:b] for line, a, b in self.walk["slides"][number][what]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [each or "" for name, each in attrs if name in ("src", "href")]
        if tag == "html":
            self.attributes = given
        if tag not in ("meta", "input"):
            self._open.append((tag, given.get("id") or ""))
        if tag == "div" and self._is_in_code():
            self.lines.append("")
        if tag == "script":
            self.programs.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, _ = self._open[-1] if self._open else ("", "")
        if tag == "script":
            self.programs[-1] += data
        elif self._is_in_code():
            self.lines[-1] += data
        elif tag != "style":
            self.text.append(data)

    def _is_in_code(self) -> bool:
        return any(identity == "code" for _, identity in self._open[:-1])
