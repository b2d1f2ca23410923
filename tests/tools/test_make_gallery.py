"""The pictures of the gallery are up to date."""

import json

import pytest

from gui import languages
from gui.examples import Example, examples
from gui.exporting.export_command import laid_out_scene
from gui.gallery.pictures import PICTURES
from tools.make_gallery import CONTENTS, digest_of, state_of

EXAMPLES = [
    pytest.param(example, id=example.name, marks=[pytest.mark.long] if at % 2 else [])
    for at, example in enumerate(examples())
]


@pytest.mark.long
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_picture_of_an_example_is_up_to_date(example: Example, qapp: object) -> None:
    languages.install("en")
    digests = json.loads(CONTENTS.read_text("utf-8"))
    scene = laid_out_scene(state_of(example), whole=False)
    assert digest_of(scene) == digests[example.name], "run tools/make_gallery.py"


def test_no_picture_is_left_of_a_removed_example() -> None:
    names = {example.name for example in examples()}
    assert {path.stem for path in PICTURES.glob("*/*.png")} == names
    assert set(json.loads(CONTENTS.read_text("utf-8"))) == names


def test_no_two_pictures_are_equal() -> None:
    digests = json.loads(CONTENTS.read_text("utf-8"))
    assert len(set(digests.values())) == len(digests)
