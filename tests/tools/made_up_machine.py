"""A fake machine for the set-up: nothing is installed, and no rights are needed."""

import subprocess
from typing import NoReturn

from tools.launch import Checkout, Machine


class ReplacedError(BaseException):
    """Raised where the launcher would be replaced by another program."""


class MadeUpMachine(Machine):
    """A Debian with everything installed, except as a test says.

    Attributes:
        commands: the commands that were run, oldest first.
        became: the program that replaced the launcher.
        failing: the result of a command that contains a word, by word.
    """

    def __init__(self, checkout: Checkout) -> None:
        self.checkout = checkout
        self.python_version = (3, 11, 7)
        self.programs = {"apt-get": "/usr/bin/apt-get", "apt-cache": "/usr/bin/apt-cache"}
        self.missing_libraries: set[str] = set()
        self.missing_modules: set[str] = set()
        self.administrator = True
        self.terminal = False
        self.failing: dict[str, str] = {}
        self.commands: list[str] = []
        self.became = ""

    def program(self, name):
        return self.programs.get(name)

    def has_library(self, name):
        return name not in self.missing_libraries

    def has_module(self, name):
        return name not in self.missing_modules

    def is_administrator(self):
        return self.administrator

    def has_terminal(self):
        return self.terminal

    def run(self, *command):
        line = " ".join(command)
        self.commands.append(line)
        error = next((text for word, text in self.failing.items() if word in command), None)
        if error is None and "venv" in command:
            self.checkout.python.parent.mkdir(parents=True, exist_ok=True)
            self.checkout.python.touch()
        return subprocess.CompletedProcess(command, error is not None, "", error or "")

    def replace_process(self, *command) -> NoReturn:
        self.became = " ".join(command)
        raise ReplacedError

    def report(self, message):
        pass

    def took(self, *words: str) -> list[str]:
        """The commands that contain all these words."""
        return [line for line in self.commands if all(word in line.split() for word in words)]
