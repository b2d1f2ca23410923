"""Printing the graph to a file."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gui.exporting.scene_picture import fill_page
from gui.main_window import MainWindow
from gui.theme import LIGHT
from tests.end_to_end.reading import open_example

CONTROL = Qt.KeyboardModifier.ControlModifier


def fills(pdf: Path) -> set[str]:
    """The fill colours of a PDF file, to four digits."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf.read_bytes(), re.DOTALL)
    drawn = b"".join(zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"x")
    found = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) scn", drawn.decode("latin-1"))
    return {" ".join(part[:6] for part in each) for each in found}


def test_the_graph_is_printed(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    open_example(qtbot, window, "01_first_gradient")
    qtbot.keyClick(window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: window.findChild(QPrintDialog) is not None)
    dialog = window.findChild(QPrintDialog)
    assert dialog is not None
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(tmp_path / "graph.pdf"))
    dialog.done(QDialog.DialogCode.Accepted)
    qtbot.waitUntil((tmp_path / "graph.pdf").is_file)
    assert (tmp_path / "graph.pdf").read_bytes().startswith(b"%PDF")
    colour = LIGHT.ground
    parts = colour.redF(), colour.greenF(), colour.blueF()
    ground = " ".join(f"{part:.9g}"[:6] for part in parts)
    assert ground not in fills(tmp_path / "graph.pdf"), "the paper stays white"
    told = f"The graph was sent to {tmp_path / 'graph.pdf'}."
    assert window.statusBar().currentMessage() == told


def test_print_is_disabled_without_a_graph(window: MainWindow) -> None:
    assert not window.actions_["print_graph"].isEnabled()
    assert "run a script first" in window.actions_["print_graph"].toolTip()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_file_that_cannot_be_printed_to_is_reported(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    scene = window.graph.canvas.scene
    assert scene is not None
    assert not fill_page(scene, LIGHT, QPdfWriter(str(tmp_path / "nowhere" / "graph.pdf")))


def test_the_graph_is_scaled_to_a_small_page(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    scene = window.graph.canvas.scene
    assert scene is not None
    page = QPdfWriter(str(tmp_path / "graph.pdf"))
    page.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A7), QPageLayout.Orientation.Portrait, QMarginsF()
        )
    )
    assert fill_page(scene, LIGHT, page)
    assert (tmp_path / "graph.pdf").stat().st_size > 1_000
