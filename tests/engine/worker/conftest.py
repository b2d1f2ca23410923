"""A host of worker processes for a test."""

import pytest

from engine.worker.host import WorkerHost


@pytest.fixture
def host():
    host = WorkerHost()
    yield host
    host.close()
