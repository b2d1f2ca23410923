"""Signals of the operating system are emitted in the event loop, also earlier ones."""

import signal
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.end_signals import EndSignals

HAS_SIGHUP = pytest.mark.skipif(
    not hasattr(signal, "SIGHUP"), reason="this system does not have it"
)


@pytest.fixture
def signals(qtbot: QtBot) -> Iterator[EndSignals]:
    """Restores the signal handlers."""
    numbers = [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)]
    before = {number: signal.getsignal(number) for number in numbers}
    signals = EndSignals()
    yield signals
    signals.close()
    for number, handler in before.items():
        signal.signal(number, handler)


def told_of(signals: EndSignals) -> list[int]:
    """The numbers of the signals emitted from now on; 0 for Ctrl+C."""
    told: list[int] = []
    signals.interrupted.connect(lambda: told.append(0))
    signals.ended.connect(told.append)
    return told


def test_ctrl_c_is_emitted_even_if_it_came_earlier(qtbot: QtBot, signals: EndSignals) -> None:
    told = told_of(signals)
    signal.raise_signal(signal.SIGINT)
    qtbot.wait(1)
    assert told == []
    signals.deliver()
    qtbot.waitUntil(lambda: told == [0])
    signal.raise_signal(signal.SIGINT)
    qtbot.waitUntil(lambda: told == [0, 0])


@pytest.mark.parametrize("name", ["SIGTERM", pytest.param("SIGHUP", marks=HAS_SIGHUP)])
def test_other_signals_are_emitted_with_their_number(
    qtbot: QtBot, signals: EndSignals, name: str
) -> None:
    number = signal.Signals[name]
    told = told_of(signals)
    signals.deliver()
    signal.raise_signal(number)
    qtbot.waitUntil(lambda: told == [number])


@HAS_SIGHUP
def test_ignored_signals_stay_ignored(qtbot: QtBot, signals: EndSignals) -> None:
    told = told_of(signals)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    signals.deliver()
    signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGTERM)
    qtbot.waitUntil(lambda: told == [signal.SIGTERM])
