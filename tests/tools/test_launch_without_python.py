"""The shell script of the set-up, on a machine without Python."""

import os
import subprocess
from pathlib import Path

import pytest

from tools.launch import Machine

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has run.cmd")


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A folder of programs without Python, whose apt-get logs its arguments."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname", "env", "readlink"):
        found = Machine().program(name)
        assert found
        (programs / name).symlink_to(found)
    write_program(programs / "apt-get", f'echo "$@" >> {tmp_path}/asked')
    write_program(programs / "id", "echo 1000")
    return programs


def write_program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def start(programs: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "run", "--version"],
        env={"PATH": str(programs)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("user", [0, 1000])
def test_python_is_installed_by_root_or_with_sudo(bare_machine, user):
    write_program(bare_machine / "id", f"echo {user}")
    write_program(bare_machine / "sudo", '[ "$1" = -n ] || exec "$@"')
    asked = bare_machine.parent / "asked"
    outcome = start(bare_machine)
    update, install = asked.read_text().splitlines()
    assert update == "update -qq"
    assert {"install", "python3", "python3-venv"} <= set(install.split())
    assert outcome.returncode != 0  # this apt-get installs no Python


@pytest.mark.parametrize("sudo", ["", "sudo "])
def test_without_rights_the_command_to_install_python_is_printed(bare_machine, sudo):
    if sudo:
        write_program(bare_machine / "sudo", "exit 1")
    outcome = start(bare_machine)
    assert outcome.returncode == 1
    assert f"\n    {sudo}apt-get update && {sudo}apt-get install -y" in outcome.stderr
    assert not (bare_machine.parent / "asked").exists()


def test_the_output_of_apt_is_passed_on(bare_machine):
    write_program(bare_machine / "id", "echo 0")
    write_program(bare_machine / "apt-get", "echo E: the disk is full >&2; exit 100")
    outcome = start(bare_machine)
    assert outcome.returncode == 1
    assert "E: the disk is full" in outcome.stderr
    assert "\n    apt-get update && apt-get install -y" in outcome.stderr


def test_without_apt_the_required_version_of_python_is_printed(bare_machine):
    (bare_machine / "apt-get").unlink()
    outcome = start(bare_machine)
    assert outcome.returncode == 1
    assert "Python 3.11 or newer" in outcome.stderr


def test_python_runs_the_launcher_with_the_arguments(bare_machine):
    write_program(bare_machine / "python3", 'echo "$@"')
    assert start(bare_machine).stdout == f"{ROOT}/tools/launch.py app --version\n"
