"""constraints.txt has the tested version of everything that is installed."""

from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.launch import requirements

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
ALL_PINS = [Requirement(line) for line in LINES if line and not line.startswith("#")]
PINS = [pin for pin in ALL_PINS if pin.marker is None or pin.marker.evaluate()]


def needed() -> list[Requirement]:
    """The requirements of the project and theirs in turn, on this Python and system."""
    waiting = [Requirement(text) for text in requirements(ROOT)]
    found: dict[str, Requirement] = {}
    while waiting:
        item = waiting.pop()
        if str(item) in found or (item.marker and not item.marker.evaluate({"extra": ""})):
            continue
        found[str(item)] = item
        waiting += [Requirement(text) for text in distribution(item.name).requires or ()]
    return list(found.values())


@pytest.mark.parametrize("pin", ALL_PINS, ids=str)
def test_a_pin_is_one_version_without_address_for_all_pythons_or_some(pin: Requirement):
    (specifier,) = pin.specifier
    assert specifier.operator == "=="
    assert Version(specifier.version)
    assert (pin.url, pin.extras) == (None, set())
    assert pin.marker is None or str(pin.marker).startswith("python_version ")


def test_nothing_is_pinned_twice():
    assert len({pin.name for pin in PINS}) == len(PINS)


def test_every_requirement_is_pinned_at_a_suitable_version():
    pinned = {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in PINS}
    for item in needed():
        name = canonicalize_name(item.name)
        assert name in pinned, f"{item} is not pinned"
        assert item.specifier.contains(pinned[name]), f"{item} excludes {pinned[name]}"


def test_only_requirements_are_pinned():
    names = {canonicalize_name(item.name) for item in needed()}
    assert {pin.name for pin in PINS if canonicalize_name(pin.name) not in names} == set()
