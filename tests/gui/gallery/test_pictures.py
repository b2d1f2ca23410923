"""Every example has a sharp picture, in both themes."""

import pytest

from gui.examples import examples
from gui.gallery.pictures import PICTURE_PX, PICTURE_RATIO, picture

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("name", [example.name for example in examples()])
def test_a_picture_is_there_in_its_size(name: str, is_dark: bool) -> None:
    pixmap = picture(name, is_dark=is_dark)
    assert pixmap.deviceIndependentSize().toTuple() == PICTURE_PX
    assert pixmap.devicePixelRatio() == PICTURE_RATIO >= 2
    corner = pixmap.toImage().pixelColor(0, 0)
    assert (corner.lightness() < 60) == is_dark


def test_no_picture_is_empty_where_there_is_none() -> None:
    assert picture("no such example", is_dark=False).isNull()
