"""Exported pictures: their content and their size."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPageSize, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from engine.layout.headless import laid_out
from engine.layout.messages import AnswerColumns
from engine.record.recording import Recording
from engine.record.state import CardStatus, EdgeStatus
from gui.canvas.scene import Scene
from gui.drawing.parts import Parts
from gui.exporting import scene_picture
from gui.exporting.export_format import ExportFormat
from gui.exporting.scene_picture import (
    MAX_PAGE_POINTS,
    TooLargeError,
    copied,
    lies_better,
    picture,
)
from gui.theme import DARK, LIGHT
from tests.gui.canvas.scenes import X, first_example, grid, make_scene, pixels
from tests.samples import first_gradient

pytestmark = pytest.mark.usefixtures("qapp")

PNG, SVG, PDF = ExportFormat.PNG, ExportFormat.SVG, ExportFormat.PDF
ALL = pytest.mark.parametrize("file_format", [PNG, SVG, PDF], ids=lambda each: each.name)


def texts(svg: bytes) -> list[str]:
    """The texts of an SVG, in painting order."""
    root = ElementTree.fromstring(svg)
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def image(png: bytes) -> QImage:
    return QImage.fromData(QByteArray(png))


@pytest.fixture(scope="module")
def recording() -> Recording:
    return first_gradient().recording()


@pytest.fixture(scope="module")
def columns(qapp, recording: Recording) -> AnswerColumns:
    part = Parts(recording).at(recording.at(4), whole_run=False)
    return laid_out(part.request())


def scene_at(recording: Recording, columns: AnswerColumns, cursor: int) -> Scene:
    part = Parts(recording).at(recording.at(cursor), whole_run=False)
    part.cards.show_state(recording.at(cursor))
    return part.set_layout(columns)


@pytest.mark.parametrize(("columns", "rows", "lies"), [(2, 1, False), (9, 1, True), (9, 30, False)])
def test_a_page_is_turned_only_for_what_is_wider_than_it(
    tmp_path: Path, columns: int, rows: int, lies: bool
) -> None:
    page = QPdfWriter(str(tmp_path / "graph.pdf"))
    page.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    assert lies_better(grid(rows, columns), LIGHT, page) is lies


def test_the_file_extension_determines_the_format():
    names = ("a.png", "b.SVG", "c.pdf", "d.bmp", "png")
    assert [ExportFormat.of(Path(name)) for name in names] == [PNG, SVG, PDF, None, None]


def test_the_texts_of_an_svg_are_text_elements(recording, columns):
    words = texts(picture(scene_at(recording, columns, 7), LIGHT, SVG, 1))
    for word in ("x", "(4,)", "dot", "y", "× 2", "=", "∂", "14.", "28.", "2.", "1."):
        assert word in [each.strip() for each in words], word
    assert "0. 1. 2. 3." in [" ".join(each.split()) for each in words]
    assert "0. 4. 8. 12." in [" ".join(each.split()) for each in words]


def test_contributions_and_cut_reasons_are_text_elements():
    words = texts(picture(grid(4, 3), LIGHT, SVG, 1))
    assert "detach" in words
    assert "1." in words  # of the sending edge


def test_chinese_names_are_text_elements():
    scene = make_scene([replace(X, title="权重")], [(0.0, 0.0)], [])
    assert "权重" in texts(picture(scene, LIGHT, SVG, 1))


def test_every_font_of_an_svg_has_a_generic_fallback():
    root = ElementTree.fromstring(picture(first_example(), LIGHT, SVG, 1))
    families = {element.get("font-family") for element in root.iter()} - {None}
    assert {str(family).rsplit(",")[-1] for family in families} == {"monospace", "sans-serif"}


def test_the_strips_of_an_svg_are_not_blurred_where_it_is_shown(recording, columns):
    """A browser smooths images that are enlarged, unless a style says otherwise."""
    root = ElementTree.fromstring(picture(scene_at(recording, columns, 7), LIGHT, SVG, 1))
    images = list(root.iter("{http://www.w3.org/2000/svg}image"))
    assert images
    assert {each.get("style") for each in images} == {"image-rendering: pixelated"}


def test_an_svg_can_be_rendered_and_has_the_size_of_the_png():
    scene = first_example()
    renderer = QSvgRenderer(QByteArray(picture(scene, LIGHT, SVG, 1)))
    png = image(picture(scene, LIGHT, PNG, 1))
    assert renderer.isValid()
    assert renderer.defaultSize() == png.size()


def test_a_pdf_is_one_page_of_the_size_of_the_picture_with_selectable_text():
    scene = first_example()
    png, pdf = image(picture(scene, LIGHT, PNG, 1)), picture(scene, LIGHT, PDF, 1)
    assert pdf.startswith(b"%PDF-")
    [(width, height)] = re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", pdf)
    assert float(width) == pytest.approx(png.width() * 72 / 96, abs=1)
    assert float(height) == pytest.approx(png.height() * 72 / 96, abs=1)
    assert b"DejaVuSansMono" in pdf


def test_a_long_graph_is_scaled_to_the_maximum_page_of_pdf():
    scene = grid(1, 300)
    size = QSvgRenderer(QByteArray(picture(scene, LIGHT, SVG, 1))).defaultSize()
    [sides] = re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", picture(scene, LIGHT, PDF, 1))
    width, height = (float(side) for side in sides)
    assert max(size.toTuple()) * 72 / 96 > MAX_PAGE_POINTS
    assert MAX_PAGE_POINTS * 0.95 < max(width, height) <= MAX_PAGE_POINTS
    assert width / height == pytest.approx(size.width() / size.height(), rel=0.05)


def test_the_scale_is_the_pixels_of_the_png_per_pixel_of_the_canvas():
    scene = first_example()
    once, thrice = (image(picture(scene, LIGHT, PNG, scale)) for scale in (1, 3))
    assert once.width() > scene.bounds().width()
    assert abs(3 * once.width() - thrice.width()) <= 3
    assert abs(3 * once.height() - thrice.height()) <= 3
    assert thrice.dotsPerMeterX() == pytest.approx(3 * once.dotsPerMeterX(), rel=0.001)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_png_shows_cards_on_the_background(theme):
    found = pixels(image(picture(first_example(), theme, PNG, 1)))[:, :, :3].reshape(-1, 3)
    colours = {tuple(colour) for colour in found[:, ::-1].tolist()}
    for ink in (theme.ground, theme.surface, theme.text, theme.leaf):
        assert (ink.red(), ink.green(), ink.blue()) in colours
    assert tuple(found[0, ::-1]) == (theme.ground.red(), theme.ground.green(), theme.ground.blue())


def test_nothing_is_clipped_at_the_border():
    for state in CardStatus:
        scene = make_scene([replace(X, state=state, badge="1/2")], [(0.0, 0.0)], [])
        found = pixels(image(picture(scene, LIGHT, PNG, 2)))
        border = np.concatenate((found[0], found[-1], found[:, 0], found[:, -1]))
        assert (border == found[0, 0]).all(), state


@ALL
def test_light_and_dark_theme_differ(file_format):
    scene = first_example()
    assert picture(scene, LIGHT, file_format, 1) != picture(scene, DARK, file_format, 1)


@ALL
def test_each_step_differs_but_has_the_same_size(recording, columns, file_format):
    scenes = [scene_at(recording, columns, cursor) for cursor in range(1, recording.step_count + 1)]
    pictures = [picture(scene, LIGHT, file_format, 1) for scene in scenes]
    assert len(set(pictures)) == recording.step_count
    if file_format is PNG:
        assert len({image(each).size().toTuple() for each in pictures}) == 1


@pytest.mark.parametrize("file_format", [PNG, SVG], ids=["PNG", "SVG"])  # a PDF bears its date
def test_the_same_scene_gives_the_same_bytes(recording, columns, file_format):
    again = scene_at(first_gradient().recording(), columns, 5)
    scene = scene_at(recording, columns, 5)
    assert picture(scene, DARK, file_format, 2) == picture(again, DARK, file_format, 2)


def test_a_png_that_would_be_too_large_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scene_picture, "MAX_SIDE_PX", 300)
    with pytest.raises(TooLargeError, match="pixels are too many for an image"):
        picture(first_example(), LIGHT, PNG, 1)
    assert picture(first_example(), LIGHT, SVG, 1)


def test_a_line_that_carries_a_gradient_is_one_stroke_of_an_svg(recording, columns):
    """Not areas of many pieces, as on the screen: of a long loop they took most of the time."""
    scene = scene_at(recording, columns, recording.step_count)
    svg = picture(scene, LIGHT, SVG, 1).decode()
    strokes = re.findall(rf'<g fill="none" stroke="{LIGHT.done.name()}"[^>]*stroke-width="2"', svg)
    assert len(strokes) == np.count_nonzero(scene.edge_states == EdgeStatus.SENT)


@pytest.mark.parametrize(("rows", "columns"), [(1, 60), (30, 2), (2, 2)])
def test_an_image_for_the_clipboard_is_not_too_large(
    rows: int, columns: int, monkeypatch: pytest.MonkeyPatch
):
    scene = grid(rows, columns)
    for limit in range(61, 300, 59):
        monkeypatch.setattr(scene_picture, "MAX_SIDE_PX", limit)
        monkeypatch.setattr(scene_picture, "MAX_PIXELS", 40 * limit)
        size = copied(scene, LIGHT).image.size()
        longest, pixels = max(size.width(), size.height()), size.width() * size.height()
        assert longest > 0.9 * limit or pixels > 0.8 * 40 * limit, "no smaller than necessary"
