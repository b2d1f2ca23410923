"""Gives every test session a screen that nobody sees and a home that is nobody's."""

import os
import tempfile

import hypothesis
import pytest

# Before anything imports Qt, which reads these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_home = tempfile.TemporaryDirectory(prefix="gradwalk-tests-", ignore_cleanup_errors=True)
for variable in ("HOME", "APPDATA", "LOCALAPPDATA"):
    os.environ[variable] = _home.name
for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ.pop(variable, None)

# How long one example takes says more about the machine than about the code, and whether a change
# may land is no matter of luck: there the examples are always the same.
hypothesis.settings.register_profile("gradwalk", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("gradwalk")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no home behind."""
    _home.cleanup()
