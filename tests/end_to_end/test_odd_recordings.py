"""In unusual recordings, every view of every step is right and quick."""

from __future__ import annotations

import time

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.reading import look, wait_for_graph, write_and_run

pytestmark = pytest.mark.long

LEAF = "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"
MAX_STALL_S = 0.5

SCRIPTS = {
    "no pass": (LEAF + "y = x * 2\n", ""),
    "a pass that a hook ends halfway": (
        LEAF + "h = x * 2\nh.register_hook(lambda g: 1 / 0)\nh.sum().backward()\n",
        "ZeroDivisionError",
    ),
    "a pass that raises halfway": (
        LEAF + "y = (x * x).sum()\ny.backward()\ny.backward()\n",
        "RuntimeError",
    ),
    "a hook that replaces a gradient": (
        LEAF + "h = x * 2\nh.register_hook(lambda g: g * 0)\nh.sum().backward()\n",
        "a hook had made",
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_step_has_a_sentence_within_a_time_limit(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    script, told = SCRIPTS[name]
    write_and_run(qtbot, window, script)
    window.actions_["first"].trigger()
    sentences, longest_s = [], 0.0
    for _ in range(window.player.recording.step_count):
        began = time.perf_counter()
        window.actions_["step"].trigger()
        QApplication.processEvents()
        longest_s = max(longest_s, time.perf_counter() - began)
        wait_for_graph(qtbot, window)
        sentences.append(look(window).sentence)
    assert all(sentences)
    assert told in " ".join(sentences)
    assert longest_s < MAX_STALL_S
