"""The text at a site of a document."""

from PySide6.QtGui import QTextDocument

from engine.record.recording import Site


def text_at(document: QTextDocument, site: Site) -> str:
    """The text of a site, with its lines joined."""
    lines = [
        document.findBlockByNumber(line - 1).text() for line in range(site.line, site.end_line + 1)
    ]
    lines[-1] = lines[-1][: site.end_column]
    lines[0] = lines[0][site.column :]
    return "\n".join(lines)
