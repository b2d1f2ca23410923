"""Every example has a sharp picture, in both themes."""

import pytest

from gui.examples import examples
from gui.gallery.pictures import PICTURE_PX, PICTURE_RATIO, picture

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("name", [example.name for example in examples()])
def test_every_example_has_a_picture_of_the_right_size(name: str, is_dark: bool) -> None:
    pixmap = picture(name, is_dark=is_dark)
    assert pixmap.deviceIndependentSize().toTuple() == PICTURE_PX
    assert pixmap.devicePixelRatio() == PICTURE_RATIO >= 2
    corner = pixmap.toImage().pixelColor(0, 0)
    assert (corner.lightness() < 60) == is_dark


def test_the_picture_of_an_unknown_example_is_empty() -> None:
    assert picture("no such example", is_dark=False).isNull()
