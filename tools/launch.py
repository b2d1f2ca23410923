"""Makes a checkout ready, then starts the application or its tests: launch.py app|test [...].

Written with the standard library alone, in the syntax of Python 3.8, so that an old Python can
say that it is too old. Python packages go into ``.venv`` (GRADWALK_VENV names another folder), at
the versions of ``constraints.txt``; on Debian and Ubuntu, system libraries come from apt.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, NoReturn, Sequence

MIN_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.15", "python3.14", "python3.13", "python3.12", "python3.11")
TEST_PROCESSES = 2

# What Qt loads and a bare system lacks: each library with the names its package has had,
# newest first.
SYSTEM_LIBRARIES = {
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libGL.so.1": ("libgl1",),
    "libEGL.so.1": ("libegl1",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),
    "libX11-xcb.so.1": ("libx11-xcb1",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-sync.so.1": ("libxcb-sync1",),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
}
NETWORK_ERRORS = ("Failed to establish a new connection", "ConnectTimeout", "ProxyError")
CERTIFICATE_ERROR = "CERTIFICATE_VERIFY_FAILED"


class SetupError(Exception):
    """The checkout cannot be prepared; the message says what the user has to do."""


class Machine:
    """The parts of the computer that the set-up uses; tests replace it.

    Attributes:
        python_version: the version of the running Python, for example (3, 11, 7).
    """

    python_version: tuple[int, ...] = sys.version_info[:3]

    def program(self, name: str) -> str | None:
        """The path of a command, or None."""
        return shutil.which(name)

    def has_library(self, name: str) -> bool:
        """Whether a shared library of the system can be loaded."""
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    def has_module(self, name: str) -> bool:
        """Whether this Python has a module of the standard library, which Debian may split off."""
        return importlib.util.find_spec(name) is not None

    def is_administrator(self) -> bool:
        """Whether this process runs as root."""
        return os.geteuid() == 0

    def has_terminal(self) -> bool:
        """Whether the user can type a password."""
        return sys.stdin.isatty()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return its exit code and output."""
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def replace_process(self, *command: str) -> NoReturn:
        """Replace this process by a program; if impossible, run it and exit with its status."""
        if os.name == "nt":
            sys.exit(subprocess.call(command))
        os.execv(command[0], command)

    def report(self, message: str) -> None:
        """Print a message to stderr, apart from the output of the application."""
        print(message, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Checkout:
    """A copy of the project and the environment that belongs to it.

    Attributes:
        root: the project's folder.
        environment: the folder of its Python packages.
    """

    root: Path
    environment: Path

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """The file that records what the environment was made from."""
        return self.environment / "gradwalk-ready"


def main(arguments: Sequence[str]) -> None:
    """Prepare the checkout of this file, then run the requested program in its place."""
    root = Path(__file__).resolve().parent.parent
    checkout = Checkout(root, environment_folder(root, os.environ))
    try:
        launch(checkout, Machine(), arguments)
    except SetupError as error:
        sys.exit(f"gradwalk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def launch(checkout: Checkout, machine: Machine, arguments: Sequence[str]) -> NoReturn:
    """Prepare the checkout, then run the requested program in its place.

    Raises:
        SetupError: for a wrong first argument, or when something is in the way.
    """
    if not arguments or arguments[0] not in ("app", "test"):
        raise SetupError("say what to start: launch.py app|test [arguments]")
    prepare(checkout, machine)
    verb, *rest = arguments
    if verb == "app":
        machine.replace_process(str(checkout.python), str(checkout.root / "app.py"), *rest)
    os.chdir(checkout.root)
    spread = ("-n", str(TEST_PROCESSES))
    machine.replace_process(str(checkout.python), "-m", "pytest", *spread, *rest)


def environment_folder(root: Path, variables: Mapping[str, str]) -> Path:
    """The folder of the environment: ``.venv``, or that of GRADWALK_VENV."""
    return Path(variables.get("GRADWALK_VENV") or root / ".venv").expanduser().absolute()


def prepare(checkout: Checkout, machine: Machine) -> None:
    """Install the requirements of the project, unless the environment is up to date.

    Raises:
        SetupError: when something is in the way.
    """
    wanted = stamp_text(checkout, machine.python_version)
    found = read_stamp(checkout)
    if found == wanted:
        return
    if machine.python_version < MIN_PYTHON:
        continue_with_newer_python(machine)
    install_system_packages(machine)
    if found.splitlines()[:2] != wanted.splitlines()[:2]:
        make_environment(checkout, machine)
    # Without a stamp, the environment is incomplete until the end of the installation.
    checkout.stamp.unlink(missing_ok=True)
    install_python_packages(checkout, machine)
    checkout.stamp.write_text(wanted, encoding="utf-8")


def stamp_text(checkout: Checkout, python_version: tuple[int, ...]) -> str:
    """What the environment is made from: its path, its Python and the requirements."""
    requests = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        requests.update((checkout.root / name).read_bytes())
    # Environments outlast patch releases of Python.
    major, minor = python_version[:2]
    return f"{checkout.environment}\nPython {major}.{minor}\n{requests.hexdigest()}\n"


def read_stamp(checkout: Checkout) -> str:
    """The stamp of the environment; empty if one of them is missing."""
    if not (checkout.python.is_file() and checkout.stamp.is_file()):
        return ""
    return checkout.stamp.read_text(encoding="utf-8")


def continue_with_newer_python(machine: Machine) -> NoReturn:
    """Restart under a newer Python of this machine, or under one that apt installs.

    Raises:
        SetupError: when there is none.
    """
    python = newer_python(machine)
    if python is None and is_known_to_apt(machine, NEWER_PYTHONS[-1]):
        apt_install(machine, [NEWER_PYTHONS[-1]])
        python = newer_python(machine)
    if python is None:
        found = ".".join(str(part) for part in machine.python_version)
        oldest = ".".join(str(part) for part in MIN_PYTHON)
        raise SetupError(f"Python {oldest} or newer is needed, and this is {found}.")
    machine.replace_process(python, *sys.argv)


def newer_python(machine: Machine) -> str | None:
    """A Python that is new enough and starts, unlike some shims of version managers."""
    paths = (machine.program(name) for name in NEWER_PYTHONS)
    return next((path for path in paths if path and succeeds(machine, path, "-c", "")), None)


def install_system_packages(machine: Machine) -> None:
    """Install missing libraries and modules that Debian and Ubuntu package separately.

    Raises:
        SetupError: with the line to run, when the user may not install packages.
    """
    if not machine.program("apt-get"):
        return
    packages = [
        next((name for name in names[:-1] if is_known_to_apt(machine, name)), names[-1])
        for library, names in SYSTEM_LIBRARIES.items()
        if not machine.has_library(library)
    ]
    if not (machine.has_module("venv") and machine.has_module("ensurepip")):
        packages.append("python{}.{}-venv".format(*machine.python_version))
    if packages:
        apt_install(machine, packages)


def is_known_to_apt(machine: Machine, package: str) -> bool:
    """Whether this release has a package of this name."""
    return bool(machine.program("apt-cache")) and succeeds(machine, "apt-cache", "show", package)


def apt_install(machine: Machine, packages: Sequence[str]) -> None:
    """Install packages with the rights that the user has.

    Raises:
        SetupError: with the line to run, when those do not suffice or apt fails.
    """
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    sudo = "sudo " if machine.program("sudo") and not machine.is_administrator() else ""
    line = f"    {sudo}apt-get update && {sudo}{' '.join(command)}"
    administrator = administrator_prefix(machine)
    if administrator is None:
        raise SetupError(
            f"system packages are missing. As an administrator, please run\n{line}\n"
            "and then this again."
        )
    machine.report(f"Installing system packages: {' '.join(packages)} ...")
    apt = [*administrator, "env", "DEBIAN_FRONTEND=noninteractive"]
    # An update fails for one broken package source, though the others may suffice.
    machine.run(*apt, "apt-get", "update", "-qq")
    outcome = machine.run(*apt, *command)
    if outcome.returncode != 0:
        raise SetupError(
            f"system packages could not be installed:\n{outcome.stderr.strip()}\n"
            f"As an administrator, please run\n{line}\nand then this again."
        )


def administrator_prefix(machine: Machine) -> list[str] | None:
    """The prefix of a command that needs administrator rights; None if impossible."""
    if machine.is_administrator():
        return []
    if machine.program("sudo") and (
        succeeds(machine, "sudo", "-n", "true") or machine.has_terminal()
    ):
        return ["sudo"]
    return None


def make_environment(checkout: Checkout, machine: Machine) -> None:
    """Create a new environment in place of the old one.

    Raises:
        SetupError: when the folder holds something else, or Python cannot make one.
    """
    folder = checkout.environment
    is_ours = folder == checkout.root / ".venv" or (folder / "pyvenv.cfg").is_file()
    if folder.exists() and any(folder.iterdir()) and not is_ours:
        raise SetupError(f"{folder} holds other files; let GRADWALK_VENV name a new folder.")
    machine.report(f"Making a Python environment in {folder} ...")
    outcome = machine.run(sys.executable, "-m", "venv", "--clear", str(folder))
    if outcome.returncode != 0:
        reason = (outcome.stderr or outcome.stdout).strip()
        raise SetupError(f"this Python could not make an environment in {folder}:\n{reason}")


def install_python_packages(checkout: Checkout, machine: Machine) -> None:
    """Install the project's requirements at the pinned versions.

    Raises:
        SetupError: when pip fails, for want of a network or otherwise.
    """
    machine.report("Installing Python packages (about 150 MB, once) ...")
    pip = [str(checkout.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pins = ["--constraint", str(checkout.root / "constraints.txt")]
    outcome = machine.run(*pip, *pins, *requirements(checkout.root))
    if outcome.returncode == 0:
        return
    if any(sign in outcome.stderr for sign in NETWORK_ERRORS):
        raise SetupError(
            "Python packages could not be fetched. Is there a network? Try again then."
        )
    if CERTIFICATE_ERROR in outcome.stderr:
        raise SetupError(
            "Python packages could not be fetched: pip does not know the certificate of this"
            " network's proxy. Set PIP_CERT to the file of that certificate."
        )
    raise SetupError(f"pip could not install the Python packages:\n{outcome.stderr.strip()}")


def requirements(root: Path) -> list[str]:
    """The requirements of pyproject.toml: of the application, its tests and its checks."""
    import tomllib  # new in 3.11; an older Python must reach the error message

    with (root / "pyproject.toml").open("rb") as file:
        settings: dict[str, Any] = tomllib.load(file)
    project = settings["project"]
    checks = settings["dependency-groups"]["dev"]
    return [
        *project["dependencies"],
        *project["optional-dependencies"]["test"],
        *(item for item in checks if not item.startswith(f"{project['name']}[")),
    ]


def succeeds(machine: Machine, *command: str) -> bool:
    """Whether a command succeeds."""
    return machine.run(*command).returncode == 0


if __name__ == "__main__":
    main(sys.argv[1:])
