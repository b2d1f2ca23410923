"""Makes an animated GIF of the steps of a walk: to be shown on slides."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec
from PIL import Image
from PySide6.QtGui import QImage

from engine.record.recording import Recording
from gui.exporting.drawn_walk import DrawnWalk, Walk
from gui.exporting.scene_picture import DEFAULT_SCALE, THEMES
from gui.exporting.stage import MAX_SIZE, Stage
from gui.theme import Theme

DEFAULT_SECONDS = 1.5
"""The time for each step."""

_LAST_STEPS = 2
"""The last step is shown for the time of so many."""

_MAX_PIXELS = 1 << 28
"""The limit of the pixels in all pictures together, which are kept until the file is complete."""

_SAMPLES = 8
"""The number of pictures that choose the colours of all."""

_COLOURS = 255
"""A picture in a GIF may have 256, of which one stands for what has not changed."""


class Pace(msgspec.Struct, frozen=True):
    """How steps are shown one after the other.

    Attributes:
        scale: the pixels of a picture per pixel of the window.
        seconds: how long each step is shown.
    """

    scale: int = DEFAULT_SCALE
    seconds: float = DEFAULT_SECONDS


def most_steps(scale: int) -> int:
    """The most steps that an animation may have."""
    return _MAX_PIXELS // (MAX_SIZE.width() * MAX_SIZE.height() * scale**2)


def animation_of(recording: Recording, walk: Walk, cursors: range, pace: Pace) -> bytes:
    """The animation of some steps of a walk, in the language of the window; it repeats.

    Raises:
        LayoutError: a graph could not be laid out.
    """
    theme = THEMES[walk.theme]
    stage = Stage(recording.source, theme)
    with DrawnWalk(recording, walk) as drawn:

        def pictures(of: range) -> Iterator[Image.Image]:
            return (_image(stage.picture(step, pace.scale)) for step in drawn.steps(of))

        stage.make_room(list(drawn.steps(cursors)))
        samples = list(pictures(cursors[:: -(-len(cursors) // _SAMPLES)]))
        colours = _common_colours(samples, theme)
        reduced = (_in_colours(each, colours) for each in pictures(cursors))
        return _gif(reduced, len(cursors), pace.seconds)


def _image(picture: QImage) -> Image.Image:
    """A picture as Pillow knows it."""
    size = picture.width(), picture.height()
    return Image.frombytes(
        "RGB", size, picture.constBits(), "raw", "BGRX", picture.bytesPerLine(), 1
    )


def _common_colours(samples: list[Image.Image], theme: Theme) -> Image.Image:
    """Colours for all pictures, as a palette: those of the theme, and the most common others.

    With the same colours in all pictures, what does not change looks the same in all.
    """
    width, height = samples[0].size
    together = Image.new("RGB", (width, height * len(samples)))
    for number, sample in enumerate(samples):
        together.paste(sample, (0, height * number))
    own = [part for each in theme.colours for part in (each.red(), each.green(), each.blue())]
    common = together.quantize(_COLOURS - len(theme.colours)).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette((own + common)[: 3 * _COLOURS])
    return palette


def _in_colours(picture: Image.Image, colours: Image.Image) -> Image.Image:
    return picture.quantize(palette=colours, dither=Image.Dither.NONE)


def _gif(pictures: Iterator[Image.Image], count: int, seconds: float) -> bytes:
    """The file of some pictures in order; the first of them has the palette of all."""
    ms = round(1000 * seconds)
    file = io.BytesIO()
    next(pictures).save(
        file,
        "GIF",
        save_all=True,
        append_images=pictures,
        duration=[ms] * (count - 1) + [_LAST_STEPS * ms],
        loop=0,
        optimize=True,
    )
    return file.getvalue()
