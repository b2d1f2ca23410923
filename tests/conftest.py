"""Gives every test session an offscreen display and a temporary home."""

import gc
import os
import tempfile
from collections.abc import Iterator

import hypothesis
import pytest

# Before anything imports Qt, which reads these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_home = tempfile.TemporaryDirectory(prefix="gradwalk-tests-", ignore_cleanup_errors=True)
for variable in ("HOME", "APPDATA", "LOCALAPPDATA"):
    os.environ[variable] = _home.name
for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ.pop(variable, None)

from PySide6.QtWidgets import QApplication  # noqa: E402

from gui.garbage_collector import GarbageCollector, collect_if_due  # noqa: E402

# The time of one example says more about the machine than about the code. With CI set, examples are
# always the same, so that landing a change is no matter of luck. The quick tests try a few, the
# long tests many: ``--hypothesis-profile thorough``.
for _profile, _count in (("thorough", 200), ("quick", 20)):
    hypothesis.settings.register_profile(
        _profile, deadline=None, derandomize="CI" in os.environ, max_examples=_count
    )
hypothesis.settings.load_profile("quick")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Delete the temporary home."""
    _home.cleanup()


@pytest.fixture(scope="session")
def collector(qapp: QApplication) -> Iterator[GarbageCollector]:
    """Deletes the windows of tests on the same thread as the application does."""
    yield GarbageCollector(qapp)
    # The offscreen clipboard keeps what was copied until after the end of Python, which owns it.
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def garbage(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collects garbage between tests, once there has been a QApplication."""
    if "qapp" in request.fixturenames:
        request.getfixturevalue("collector")
    yield
    if not gc.isenabled():
        collect_if_due()
