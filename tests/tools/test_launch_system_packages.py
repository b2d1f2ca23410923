"""What the set-up asks of apt, and what it says where it may not ask."""

import pytest

from tools import launch
from tools.launch import SYSTEM_LIBRARIES, SetupError


def test_nothing_is_installed_where_nothing_is_missing(machine):
    launch.install_system_packages(machine)
    assert machine.commands == []


def test_missing_libraries_come_from_apt(machine):
    machine.missing_libraries = {"libEGL.so.1", "libxcb-cursor.so.0"}
    launch.install_system_packages(machine)
    (line,) = machine.took("apt-get", "install")
    assert line.endswith("--no-install-recommends libegl1 libxcb-cursor0")
    assert "sudo" not in line


@pytest.mark.parametrize("known", [True, False])
def test_a_renamed_package_goes_by_the_name_of_the_release(machine, known):
    machine.missing_libraries = {"libglib-2.0.so.0"}
    if not known:
        machine.failing = {"apt-cache": "N: Unable to locate package"}
    launch.install_system_packages(machine)
    expected = "libglib2.0-0t64" if known else "libglib2.0-0"
    assert machine.took("apt-get", "install", expected)


def test_environments_come_from_apt_where_debian_split_them_off(machine):
    machine.missing_modules = {"ensurepip"}
    launch.install_system_packages(machine)
    assert machine.took("apt-get", "install", "python3.11-venv")


def test_other_systems_are_left_alone(machine):
    machine.programs = {}
    machine.missing_libraries = set(SYSTEM_LIBRARIES)
    launch.install_system_packages(machine)
    assert machine.commands == []


@pytest.mark.parametrize(("terminal", "refuses"), [(False, {}), (True, {"-n": "password needed"})])
def test_sudo_is_used_when_it_works_silently_or_somebody_can_answer(machine, terminal, refuses):
    machine.missing_libraries = {"libGL.so.1"}
    machine.administrator = False
    machine.programs["sudo"] = "/usr/bin/sudo"
    machine.terminal = terminal
    machine.failing = refuses
    launch.install_system_packages(machine)
    assert machine.took("sudo", "apt-get", "install", "libgl1")


@pytest.mark.parametrize("sudo", ["", "sudo "])
def test_without_rights_the_line_to_run_is_said_and_nothing_done(machine, sudo):
    machine.missing_libraries = {"libGL.so.1"}
    machine.administrator = False
    machine.programs |= {"sudo": "/usr/bin/sudo"} if sudo else {}
    machine.failing = {"-n": "password needed"}
    with pytest.raises(SetupError) as caught:
        launch.install_system_packages(machine)
    install = "apt-get install -y --no-install-recommends libgl1"
    line = f"    {sudo}apt-get update && {sudo}{install}"
    assert str(caught.value).splitlines()[1] == line
    assert machine.took("apt-get") == []


def test_what_apt_says_is_passed_on(machine):
    machine.missing_libraries = {"libGL.so.1"}
    machine.failing = {"install": "E: Could not get lock"}
    with pytest.raises(SetupError, match="Could not get lock"):
        launch.install_system_packages(machine)


def test_a_failing_update_does_not_keep_apt_from_installing(machine):
    machine.missing_libraries = {"libGL.so.1"}
    machine.failing = {"update": "E: a third party's repository is gone"}
    launch.install_system_packages(machine)
    assert machine.took("apt-get", "install", "libgl1")
