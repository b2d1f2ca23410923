"""A checkout in a temporary folder, and a fake machine to prepare it on."""

from pathlib import Path

import pytest

from tests.tools.made_up_machine import MadeUpMachine
from tools import launch
from tools.launch import Checkout

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return Checkout(tmp_path, tmp_path / ".venv")


@pytest.fixture
def machine(checkout: Checkout) -> MadeUpMachine:
    return MadeUpMachine(checkout)


@pytest.fixture
def ready(checkout: Checkout, machine: MadeUpMachine) -> Checkout:
    launch.prepare(checkout, machine)
    machine.commands.clear()
    return checkout
