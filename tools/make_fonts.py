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
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "fonts"
SYSTEM_FONTS = Path("/usr/share/fonts")
MONOSPACED = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")
CHINESE = "Noto Sans CJK SC"

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
    font = face(SYSTEM_FONTS / "opentype" / "noto" / "NotoSansCJK-Regular.ttc", CHINESE)
    keep_only(font, wanted_characters(files))
    font.recalcTimestamp = False  # the same text makes the same file
    font.save(TARGET / "NotoSansCJKsc-Regular.otf")


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


if __name__ == "__main__":
    main(sys.argv[1:])
