"""The bundled fonts have every character of the project's own texts."""

from pathlib import Path

import pytest
from PySide6.QtGui import QRawFont

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
FONTS = sorted((RESOURCES / "fonts").glob("*.[ot]tf"))
TEXTS = [
    *RESOURCES.glob("translations/*.ts"),
    *RESOURCES.glob("examples/*.py"),
    *ROOT.glob("docs/*.md"),
]


@pytest.fixture
def bundled_fonts(qapp) -> list[QRawFont]:
    return [QRawFont(str(path), 13) for path in FONTS]


def missing(text: str, fonts: list[QRawFont]) -> str:
    """The characters, beyond plain Latin, that no bundled font has."""
    characters = sorted({character for character in text if not character.isascii()})
    covered = (any(font.supportsCharacter(ord(c)) for font in fonts) for c in characters)
    return "".join(c for c, is_covered in zip(characters, covered) if not is_covered)


def test_the_bundled_fonts_load(bundled_fonts):
    assert {font.familyName() for font in bundled_fonts} == {"DejaVu Sans Mono", "Gradwalk Sans SC"}
    assert all(font.isValid() for font in bundled_fonts)


def test_each_family_has_a_bold_face(bundled_fonts):
    for family in {font.familyName() for font in bundled_fonts}:
        faces = [font for font in bundled_fonts if font.familyName() == family]
        assert {font.styleName() for font in faces} >= {"Bold"}
        assert len(faces) == 2


def test_each_font_has_its_licence():
    names = {path.name for path in (RESOURCES / "fonts").glob("*-LICENSE.txt")}
    assert names == {"DejaVuSansMono-LICENSE.txt", "GradwalkSansSC-LICENSE.txt"}


def test_common_chinese_and_mathematics_are_covered(bundled_fonts):
    assert (
        missing("反向传播一步一步地走:“梯度”,【张量】。∂y/∂x → 2·x ≤ ×, ∇, ✓", bundled_fonts) == ""
    )


def test_missing_characters_are_found(bundled_fonts):
    assert missing("x 的梯度 𓀀", bundled_fonts) == "𓀀"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
@pytest.mark.parametrize("style", ["Bold", "Regular"])
def test_the_projects_texts_are_covered(path, style, bundled_fonts):
    is_bold = style == "Bold"
    faces = [font for font in bundled_fonts if (font.styleName() == "Bold") == is_bold]
    absent = missing(path.read_text("utf-8"), faces)
    assert absent == "", "run tools/make_fonts.py, or choose other characters"
