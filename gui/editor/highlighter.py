"""Syntax highlighting of Python text, in colours mixed from those of the theme."""

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gui.editor.positions import utf16_offset
from gui.editor.syntax import CODE, TokenKind, tokens
from gui.theme import Theme, mix


class PythonHighlighter(QSyntaxHighlighter):
    """Highlights a document as it changes; a line takes some hundredths of a millisecond."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._formats = _formats(theme)

    def set_theme(self, theme: Theme) -> None:
        """Highlight everything again, in the colours of a theme."""
        self._formats = _formats(theme)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        found, state = tokens(text, max(self.previousBlockState(), CODE))
        self.setCurrentBlockState(state)
        for token in found:
            if token_format := self._formats.get(token.kind):
                start = utf16_offset(text, token.start)
                self.setFormat(start, utf16_offset(text, token.end) - start, token_format)


def token_colours(theme: Theme) -> dict[TokenKind, QColor]:
    """The colours of tokens; those of other kinds look like text."""
    return {
        TokenKind.KEYWORD: mix(theme.text, theme.accent, 0.8),
        TokenKind.BUILTIN: mix(theme.text, theme.leaf, 0.6),
        TokenKind.LIBRARY: mix(theme.text, theme.leaf, 0.8),
        TokenKind.DECORATOR: mix(theme.text, theme.accent, 0.8),
        TokenKind.NUMBER: mix(theme.text, theme.heat_negative, 0.7),
        TokenKind.STRING: mix(theme.text, theme.done, 0.8),
        TokenKind.COMMENT: theme.muted,
    }


def _formats(theme: Theme) -> dict[TokenKind, QTextCharFormat]:
    formats = {}
    for kind, colour in token_colours(theme).items():
        formats[kind] = QTextCharFormat()
        formats[kind].setForeground(colour)
    return formats
