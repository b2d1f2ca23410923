"""Makes the bundled fonts from Debian's: DejaVu Sans Mono whole, Noto Sans CJK SC cut to our text.

fontTools is needed for this alone, so it is no dependency of the application:

    apt-get install fonts-dejavu-core fonts-noto-cjk
    python3 -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools
    /tmp/fonts/bin/python tools/make_fonts.py [more text files]

Run it again when a translation or an example uses a character that the fonts lack:
`tests/architecture/test_fonts.py` tells.
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
"""Another name, lest the face of a machine that has the whole one is taken in its place."""

MAX_DEVIATION = 1.0
"""How far an outline may be from the one that it is made of, in thousandths of the height."""

# Ranges of Unicode, both ends included.
PLAIN_LATIN = (0x0020, 0x007E)
GENERAL_PUNCTUATION = (0x2010, 0x2027)
CHINESE_PUNCTUATION = (0x3000, 0x303F)
FULL_WIDTH_FORMS = (0xFF00, 0xFFEF)


def main(texts: list[str]) -> None:
    """Write all fonts; `texts` names files besides our own whose characters are to be in them."""
    for name in MONOSPACED:
        shutil.copy(SYSTEM_FONTS / "truetype" / "dejavu" / name, TARGET / name)
    files = [*our_texts(), *(Path(text) for text in texts)]
    wanted = wanted_characters(files)
    for style, name in CHINESE.items():
        font = face(SYSTEM_FONTS / "opentype" / "noto" / f"NotoSansCJK-{style}.ttc", name)
        keep_only(font, wanted)
        make_quadratic(font)
        rename(font, style)
        font.recalcTimestamp = False  # the same text makes the same file
        font.save(TARGET / f"{OUR_CHINESE.replace(' ', '')}-{style}.ttf")


def our_texts() -> list[Path]:
    """The files whose text the window shows: translations, examples, and the guide."""
    resources = ROOT / "resources"
    examples, guides = resources.glob("examples/*.py"), ROOT.glob("docs/*.md")
    return [*resources.glob("translations/*.ts"), *examples, *guides]


def wanted_characters(files: Iterable[Path]) -> set[int]:
    """The code points to keep: common Chinese, its punctuation, and all that occurs in `files`."""
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
    """Take everything out of the font that these code points, set on a screen, do not need."""
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)


def make_quadratic(font: TTFont) -> None:
    """Give a font of cubic outlines quadratic ones: Qt makes cubic ones bold on a dark ground."""
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
    font["post"].formatType = 3.0  # without names of glyphs
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
"""What the programs in a font need; ours has none."""


def rename(font: TTFont, style: str) -> None:
    """Call the font by our name for it wherever it says its own."""
    postscript_name = f"{OUR_CHINESE.replace(' ', '')}-{style}"
    whole_name = OUR_CHINESE if style == "Regular" else f"{OUR_CHINESE} {style}"
    names = {1: OUR_CHINESE, 3: postscript_name, 4: whole_name, 6: postscript_name}
    for record in font["name"].names:
        record.string = names.get(record.nameID, record.toUnicode())


if __name__ == "__main__":
    main(sys.argv[1:])
