"""The colours of the script can be read in both themes, and are where the tokens are."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.editor.code_editor import CodeEditor
from gui.theme import DARK, LIGHT, Theme

SCRIPT = '@a\nimport torch  # 注\n"😀" + str(12)\n"""open\nstill"""\n'


def colours(editor: CodeEditor) -> dict[str, QColor]:
    """The colour of each coloured piece of text."""
    found = {}
    block = editor.document().begin()
    while block.isValid():
        units = block.text().encode("utf-16-le")
        for piece in block.layout().formats():
            end = piece.start + piece.length
            text = units[2 * piece.start : 2 * end].decode("utf-16-le")
            found[text] = piece.format.foreground().color()
        block = block.next()
    return found


def luminance(colour: QColor) -> float:
    """Relative luminance. Source: WCAG 2.2, "relative luminance"."""
    channels = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_token_has_a_readable_colour(qtbot: QtBot, theme: Theme) -> None:
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.set_source(SCRIPT)
    editor.set_theme(theme)
    found = colours(editor)
    wanted = {"@a", "import", "torch", "# 注", '"😀"', "str", "12", '"""open', 'still"""'}
    assert set(found) == wanted
    assert found['"""open'] == found['still"""'] != found["import"]
    for colour in found.values():
        dark, bright = sorted((luminance(colour), luminance(theme.surface)))
        assert (bright + 0.05) / (dark + 0.05) >= 4.5
