"""How the set-up prepares a checkout, and what it starts."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.made_up_machine import ReplacedError
from tools import launch
from tools.launch import Checkout, Machine, SetupError

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution"


def test_a_new_checkout_gets_an_environment_with_the_pinned_packages(checkout, machine):
    launch.prepare(checkout, machine)
    environment, packages = machine.commands
    assert environment.endswith(f"-m venv --clear {checkout.environment}")
    assert packages.startswith(f"{checkout.python} -m pip install")
    assert f"--constraint {checkout.root / 'constraints.txt'}" in packages
    assert "numpy>=2.4,<3" in packages


def test_a_prepared_checkout_runs_no_command(ready, machine):
    launch.prepare(ready, machine)
    assert machine.commands == []


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_requirements_are_installed_into_the_same_environment(ready, machine, name):
    with (ready.root / name).open("a") as file:
        file.write("# changed\n")
    launch.prepare(ready, machine)
    assert machine.took("pip") == machine.commands != []


def test_a_moved_environment_is_recreated(ready, machine):
    moved = Checkout(ready.root, ready.root / "elsewhere")
    ready.environment.rename(moved.environment)
    (moved.environment / "pyvenv.cfg").touch()
    machine.checkout = moved
    launch.prepare(moved, machine)
    assert machine.took("venv", "--clear") and machine.took("pip")


def test_an_incomplete_environment_is_recreated(checkout, machine):
    machine.failing = {"pip": "interrupted"}
    with pytest.raises(SetupError):
        launch.prepare(checkout, machine)
    machine.failing = {}
    launch.prepare(checkout, machine)
    assert len(machine.took("venv", "--clear")) == 2


def test_an_environment_whose_update_failed_is_recreated(ready, machine):
    (ready.root / "constraints.txt").write_text("numpy==2.0\n")
    machine.failing = {"pip": "interrupted"}
    with pytest.raises(SetupError):
        launch.prepare(ready, machine)
    machine.failing = {}
    launch.prepare(ready, machine)
    assert len(machine.took("venv", "--clear")) == 1


def test_an_environment_whose_python_was_removed_is_recreated(ready, machine):
    ready.python.unlink()
    launch.prepare(ready, machine)
    assert machine.took("venv", "--clear")


def test_another_minor_version_of_python_recreates_the_environment(ready, machine):
    machine.python_version = (3, 11, 9)
    launch.prepare(ready, machine)
    assert machine.commands == []
    machine.python_version = (3, 12, 1)
    launch.prepare(ready, machine)
    assert machine.took("venv", "--clear")


def test_a_variable_sets_the_folder_of_the_environment(tmp_path):
    assert launch.environment_folder(tmp_path, {}) == tmp_path / ".venv"
    moved = launch.environment_folder(tmp_path, {"GRADWALK_VENV": str(tmp_path / "other")})
    assert moved == tmp_path / "other"


def test_a_folder_with_other_files_is_not_overwritten(checkout, machine):
    somebodys = Checkout(checkout.root, checkout.root / "photos")
    somebodys.environment.mkdir()
    (somebodys.environment / "cat.png").touch()
    with pytest.raises(SetupError, match="holds other files"):
        launch.prepare(somebodys, machine)
    assert machine.took("venv") == []


def test_a_python_that_cannot_make_environments_is_reported(checkout, machine):
    machine.failing = {"venv": "No module named venv"}
    with pytest.raises(SetupError, match="No module named venv"):
        launch.prepare(checkout, machine)


def test_a_missing_network_is_reported(checkout, machine):
    machine.failing = {"pip": OUTSIDE}
    with pytest.raises(SetupError, match="Is there a network"):
        launch.prepare(checkout, machine)


def test_an_unknown_certificate_is_reported(checkout, machine):
    machine.failing = {"pip": "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] ...')"}
    with pytest.raises(SetupError, match="Set PIP_CERT"):
        launch.prepare(checkout, machine)


def test_the_output_of_pip_is_passed_on(checkout, machine):
    machine.failing = {"pip": "ERROR: No space left on device"}
    with pytest.raises(SetupError, match="No space left on device"):
        launch.prepare(checkout, machine)


def test_the_requirements_are_those_to_run_test_and_check():
    names = launch.requirements(ROOT)
    for name in ("PySide6-Essentials", "ziamath", "pytest-qt", "mypy"):
        assert any(item.startswith(name) for item in names)
    assert not any(item.startswith("gradwalk") for item in names)


def test_an_old_python_restarts_under_a_newer_one(checkout, machine):
    machine.python_version = (3, 10, 2)
    machine.programs |= {"python3.13": "/shims/python3.13", "python3.12": "/usr/bin/python3.12"}
    machine.failing = {"/shims/python3.13": "this version is not installed"}
    with pytest.raises(ReplacedError):
        launch.prepare(checkout, machine)
    assert machine.became.split()[0] == "/usr/bin/python3.12"


def test_an_old_python_installs_a_newer_one_by_apt(checkout, machine):
    machine.python_version = (3, 10, 2)
    with pytest.raises(SetupError, match=r"3\.11 or newer is needed, and this is 3\.10\.2"):
        launch.prepare(checkout, machine)
    assert machine.took("apt-get", "install", "python3.11")


def test_an_old_python_reports_that_there_is_no_newer_one(checkout, machine):
    machine.python_version = (3, 8, 18)
    machine.failing = {"apt-cache": "N: Unable to locate package"}
    with pytest.raises(SetupError, match=r"3\.11 or newer is needed, and this is 3\.8\.18"):
        launch.prepare(checkout, machine)
    assert machine.took("apt-get") == []


def test_the_launcher_has_the_syntax_of_python_3_8():
    ast.parse((ROOT / "tools" / "launch.py").read_text("utf-8"), feature_version=(3, 8))


def test_the_application_starts_with_its_arguments_in_the_current_folder(ready, machine):
    here = Path.cwd()
    with pytest.raises(ReplacedError):
        launch.launch(ready, machine, ["app", "my script.py", "--help"])
    assert machine.became == f"{ready.python} {ready.root / 'app.py'} my script.py --help"
    assert Path.cwd() == here


def test_the_tests_start_in_the_checkout_with_two_processes(ready, machine, monkeypatch):
    monkeypatch.chdir(ROOT)  # restored after the test
    with pytest.raises(ReplacedError):
        launch.launch(ready, machine, ["test", "-k", "repr"])
    assert machine.became == f"{ready.python} -m pytest -n 2 -k repr"
    assert Path.cwd() == ready.root


@pytest.mark.parametrize("arguments", [[], ["tests"]])
def test_an_unknown_command_is_refused(ready, machine, arguments):
    with pytest.raises(SetupError, match=r"app\|test"):
        launch.launch(ready, machine, arguments)


def test_obstacles_are_reported_without_a_traceback():
    command = [sys.executable, str(ROOT / "tools" / "launch.py"), "dance"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert outcome.stdout == ""
    assert outcome.stderr == "gradwalk: say what to start: launch.py app|test [arguments]\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the names of Linux's libraries")
def test_a_real_machine_reports_its_properties():
    machine = Machine()
    assert machine.has_library("libc.so.6") and not machine.has_library("libnobody.so.6")
    assert machine.has_module("venv") and not machine.has_module("nobody")
    assert machine.program("sh") and machine.program("nobody") is None
    assert machine.run("sh", "-c", "echo why >&2; exit 3").returncode == 3
    assert machine.run("sh", "-c", "echo why >&2").stderr == "why\n"
