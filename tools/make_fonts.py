"""Makes the bundled fonts from Debian's: DejaVu Sans Mono whole, Noto Sans CJK SC cut to our text.

fontTools is needed for this alone, so it is no dependency of the application:

    apt-get install fonts-dejavu-core fonts-noto-cjk
    python3 -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools
    /tmp/fonts/bin/python tools/make_fonts.py [more text files]

Run it again when a translation or an example uses a character that the fonts lack:
``tests/architecture/test_fonts.py`` tells.
"""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "fonts"
SYSTEM_FONTS = Path("/usr/share/fonts")
MONOSPACED = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")
CHINESE = {"Regular": "Noto Sans CJK SC", "Bold": "Noto Sans CJK SC Bold"}
OUR_CHINESE = "Gradwalk Sans SC"
"""Another name, so that an installed original is not used instead."""

MAX_DEVIATION = 1.0
"""The maximum deviation from the original outlines, in thousandths of the height."""

# Ranges of Unicode, both ends included.
PLAIN_LATIN = (0x0020, 0x007E)
GENERAL_PUNCTUATION = (0x2010, 0x2027)
CHINESE_PUNCTUATION = (0x3000, 0x303F)
FULL_WIDTH_FORMS = (0xFF00, 0xFFEF)


def main(texts: list[str]) -> None:
    """Write all fonts; ``texts`` names further files whose characters they must contain."""
    for name in MONOSPACED:
        shutil.copy(SYSTEM_FONTS / "truetype" / "dejavu" / name, TARGET / name)
    files = [*our_texts(), *(Path(text) for text in texts)]
    wanted = wanted_characters(files)
    for style, name in CHINESE.items():
        font = face(SYSTEM_FONTS / "opentype" / "noto" / f"NotoSansCJK-{style}.ttc", name)
        keep_only(font, wanted)
        make_quadratic(font)
        rename(font, style)
        font.recalcTimestamp = False  # makes the output reproducible
        font.save(TARGET / f"{OUR_CHINESE.replace(' ', '')}-{style}.ttf")


def our_texts() -> list[Path]:
    """The files with texts that the window shows: translations, examples and the guide."""
    resources = ROOT / "resources"
    examples, guides = resources.glob("examples/*.py"), ROOT.glob("docs/*.md")
    return [*resources.glob("translations/*.ts"), *examples, *guides]


def wanted_characters(files: Iterable[Path]) -> set[int]:
    """The code points to keep: common Chinese, punctuation, and all characters of ``files``."""
    ranges = (PLAIN_LATIN, GENERAL_PUNCTUATION, CHINESE_PUNCTUATION, FULL_WIDTH_FORMS)
    wanted = {point for first, last in ranges for point in range(first, last + 1)}
    wanted.update(ord(character) for character in common_chinese())
    for file in files:
        wanted.update(ord(character) for character in file.read_text("utf-8"))
    return wanted


def common_chinese() -> str:
    """The 3,755 characters of everyday Chinese.

    Source: GB 2312-80, level 1: rows 16 to 55, of which the last ends after 89 characters.
    """
    codes = [bytes((0xA0 + row, 0xA0 + cell)) for row in range(16, 56) for cell in range(1, 95)]
    return b"".join(codes[:-5]).decode("gb2312")


def face(collection: Path, name: str) -> TTFont:
    """One face of a font collection, by its full name.

    Raises:
        StopIteration: when the collection has no such face.
    """
    return next(
        font
        for font in TTCollection(collection, lazy=True).fonts
        if font["name"].getDebugName(4) == name
    )


def keep_only(font: TTFont, points: set[int]) -> None:
    """Remove all parts of a font that these code points do not need on screens."""
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)


def make_quadratic(font: TTFont) -> None:
    """Convert cubic outlines to quadratic ones, as Qt draws cubic ones too bold on dark."""
    drawn, names = font.getGlyphSet(), font.getGlyphOrder()
    outlines = newTable("glyf")
    outlines.glyphOrder, outlines.glyphs = names, {}
    for name in names:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, MAX_DEVIATION, reverse_direction=True))
        outlines.glyphs[name] = pen.glyph()
        outlines.glyphs[name].recalcBounds(outlines)
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = advance, outlines.glyphs[name].xMin
    font["glyf"], font["loca"] = outlines, newTable("loca")
    del font["CFF "], font["VORG"]
    font.sfntVersion = "\x00\x01\x00\x00"
    font["post"].formatType = 3.0  # no glyph names
    bounds = font["maxp"]
    bounds.tableVersion = 0x00010000
    for field in _UNHINTED:
        setattr(bounds, field, 0)
    bounds.maxZones = 1
    bounds.recalc(font)


_UNHINTED = (
    *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
    *("maxStackElements", "maxSizeOfInstructions", "maxComponentElements"),
)
"""The limits in ``maxp`` of hinting programs, which our font does not have."""


def rename(font: TTFont, style: str) -> None:
    """Replace all names of the font by our name."""
    postscript_name = f"{OUR_CHINESE.replace(' ', '')}-{style}"
    whole_name = OUR_CHINESE if style == "Regular" else f"{OUR_CHINESE} {style}"
    names = {1: OUR_CHINESE, 3: postscript_name, 4: whole_name, 6: postscript_name}
    for record in font["name"].names:
        record.string = names.get(record.nameID, record.toUnicode())


if __name__ == "__main__":
    main(sys.argv[1:])
