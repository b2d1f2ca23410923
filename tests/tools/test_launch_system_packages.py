"""Installing system packages by apt, and what is printed without the rights."""

import pytest

from tools import launch
from tools.launch import SYSTEM_LIBRARIES, SetupError


def test_nothing_is_installed_if_nothing_is_missing(machine):
    launch.install_system_packages(machine)
    assert machine.commands == []


def test_missing_libraries_are_installed_by_apt(machine):
    machine.missing_libraries = {"libEGL.so.1", "libxcb-cursor.so.0"}
    launch.install_system_packages(machine)
    (line,) = machine.took("apt-get", "install")
    assert line.endswith("--no-install-recommends libegl1 libxcb-cursor0")
    assert "sudo" not in line


@pytest.mark.parametrize("known", [True, False])
def test_a_renamed_package_is_installed_by_the_name_in_the_release(machine, known):
    machine.missing_libraries = {"libglib-2.0.so.0"}
    if not known:
        machine.failing = {"apt-cache": "N: Unable to locate package"}
    launch.install_system_packages(machine)
    expected = "libglib2.0-0t64" if known else "libglib2.0-0"
    assert machine.took("apt-get", "install", expected)


def test_venv_is_installed_by_apt_where_debian_splits_it_off(machine):
    machine.missing_modules = {"ensurepip"}
    launch.install_system_packages(machine)
    assert machine.took("apt-get", "install", "python3.11-venv")


def test_nothing_is_installed_on_systems_without_apt(machine):
    machine.programs = {}
    machine.missing_libraries = set(SYSTEM_LIBRARIES)
    launch.install_system_packages(machine)
    assert machine.commands == []


@pytest.mark.parametrize(("terminal", "refuses"), [(False, {}), (True, {"-n": "password needed"})])
def test_sudo_is_used_if_it_needs_no_password_or_there_is_a_terminal(machine, terminal, refuses):
    machine.missing_libraries = {"libGL.so.1"}
    machine.administrator = False
    machine.programs["sudo"] = "/usr/bin/sudo"
    machine.terminal = terminal
    machine.failing = refuses
    launch.install_system_packages(machine)
    assert machine.took("sudo", "apt-get", "install", "libgl1")


@pytest.mark.parametrize("sudo", ["", "sudo "])
def test_without_rights_the_command_to_run_is_printed(machine, sudo):
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


def test_the_output_of_apt_is_passed_on(machine):
    machine.missing_libraries = {"libGL.so.1"}
    machine.failing = {"install": "E: Could not get lock"}
    with pytest.raises(SetupError, match="Could not get lock"):
        launch.install_system_packages(machine)


def test_packages_are_installed_even_if_apt_update_fails(machine):
    machine.missing_libraries = {"libGL.so.1"}
    machine.failing = {"update": "E: a third party's repository is gone"}
    launch.install_system_packages(machine)
    assert machine.took("apt-get", "install", "libgl1")
