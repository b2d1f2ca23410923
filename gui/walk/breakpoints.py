"""The breakpoints of the script in the editor, which move with its lines as it is edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from engine.record.recording import Site
from gui.documents.document import Document
from gui.editor.code_editor import CodeEditor
from gui.editor.line_map import LineMap
from gui.walk.walk_settings import StoredBreakpoint, WalkSettings


@dataclass(frozen=True)
class Breakpoint:
    """A place to stop at: a line, or the node of one of the tensors that an expression made.

    Attributes:
        line: in the text as it is now, from 1; where the expression begins.
        condition: stop only where this holds; empty to stop always.
        site: the expression, for a node; None for a line.
        number: which of the tensors that the expression made, from 0.
    """

    line: int
    condition: str = ""
    site: Site | None = None
    number: int = 0

    @property
    def place(self) -> tuple[int, Site | None, int]:
        """The place of the breakpoint, which identifies it."""
        return self.line, self.site, self.number


class Breakpoints(QObject):
    """The breakpoints of the open document, stored for its file.

    Attributes:
        items: the breakpoints, in the order of their lines.

    Signals:
        changed: breakpoints were added, removed or moved.
    """

    changed = Signal()

    def __init__(self, editor: CodeEditor, document: Document, settings: WalkSettings) -> None:
        super().__init__(editor)
        self.items: tuple[Breakpoint, ...] = ()
        self._editor, self._document, self._settings = editor, document, settings
        self._text = ""
        editor.textChanged.connect(self._on_text_changed)
        document.opened.connect(self._on_document_opened)
        document.saved.connect(self._store)

    def at(self, place: Breakpoint) -> Breakpoint | None:
        """The breakpoint at a place, if there is one."""
        return next((each for each in self.items if each.place == place.place), None)

    def toggle(self, place: Breakpoint) -> bool:
        """Set or remove a breakpoint; return whether there is one now."""
        found = self.at(place)
        if found is None:
            self._set((*self.items, place))
        else:
            self._set(each for each in self.items if each is not found)
        return found is None

    def add(self, breakpoint_: Breakpoint) -> None:
        """Add a breakpoint, in place of any at the same place."""
        others = (each for each in self.items if each.place != breakpoint_.place)
        self._set((*others, breakpoint_))

    def clear(self) -> None:
        """Remove all breakpoints."""
        self._set(())

    def _set(self, items: Iterable[Breakpoint]) -> None:
        self._show(items)
        self._store()

    def _show(self, items: Iterable[Breakpoint]) -> None:
        by_place = {each.place: each for each in items}
        self.items = tuple(sorted(by_place.values(), key=lambda each: each.line))
        self._text = self._editor.source() if self.items else ""
        self.changed.emit()

    # -- the file ------------------------------------------------------------------------------

    def _store(self) -> None:
        if self._document.path is not None:
            stored = [
                StoredBreakpoint(each.line, each.condition, list(each.site or ()), each.number)
                for each in self.items
            ]
            self._settings.set_breakpoints(self._document.path, stored)

    def _on_document_opened(self) -> None:
        path = self._document.path
        stored = [] if path is None else self._settings.breakpoints(path)
        found = map(_from_stored, stored)
        line_count = self._editor.blockCount()
        self._show(each for each in found if each is not None and each.line <= line_count)

    # -- the text ------------------------------------------------------------------------------

    def _on_text_changed(self) -> None:
        if not self.items:
            return
        present = self._editor.source()
        if present != self._text:
            self._show(moved_breakpoints(self.items, self._text, present))


def _from_stored(stored: StoredBreakpoint) -> Breakpoint | None:
    """A breakpoint as it was stored; None where that is damaged."""
    from engine.walk.condition import Condition, ConditionError

    if stored.line < 1 or stored.number < 0 or len(stored.site) not in (0, len(Site._fields)):
        return None
    try:
        if stored.condition:
            Condition(stored.condition)
    except ConditionError:
        return None
    site = Site(*stored.site) if stored.site else None
    return Breakpoint(stored.line, stored.condition, site, stored.number)


def moved_breakpoints(items: Iterable[Breakpoint], old: str, new: str) -> list[Breakpoint]:
    """The breakpoints of a text, moved to their places in the edited text.

    A breakpoint is gone with its line, and that of an expression also when the expression changes.
    """
    line_map = LineMap(old, new)
    place = _changed_lines(line_map, old, new)
    found = []
    for each in items:
        line = line_map.line(each.line) or place(each.line)
        if each.site is not None:
            site = line_map.site(each.site)
            if site is not None:
                found.append(replace(each, line=site.line, site=site))
        elif line is not None:
            found.append(replace(each, line=line))
    return found


def _changed_lines(line_map: LineMap, old: str, new: str) -> Callable[[int], int | None]:
    """Maps a changed line to its present number, counted from the last unchanged line."""
    kept = set(filter(None, map(line_map.line, range(1, old.count("\n") + 2))))
    last = new.count("\n") + 1

    def place(line: int) -> int | None:
        before = next((at for at in range(line - 1, 0, -1) if line_map.line(at)), 0)
        present = (line_map.line(before) or 0) + line - before
        return present if present <= last and present not in kept else None

    return place
