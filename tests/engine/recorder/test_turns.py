"""Passes of several threads take turns in being recorded."""

import itertools
import threading

from engine.recorder.turns import Turns

PATIENCE_S = 10


def test_a_pass_waits_for_one_of_another_thread_that_makes_progress():
    turns, order, begun = Turns(itertools.count().__next__), [], threading.Event()

    def work():
        begun.set()
        turns.begin()
        order.append("other")
        turns.end()

    turns.begin()
    other = threading.Thread(target=work)
    other.start()
    assert begun.wait(PATIENCE_S)
    other.join(0.6)
    order.append("own")
    turns.end()
    other.join(PATIENCE_S)
    assert order == ["own", "other"]


def test_a_pass_that_has_been_overtaken_waits():
    turns, order = Turns(lambda: 0), []
    has_begun, may_end = threading.Event(), threading.Event()

    def work():
        turns.begin()
        has_begun.set()
        assert may_end.wait(PATIENCE_S)
        order.append("other")
        turns.end()

    turns.begin()
    other = threading.Thread(target=work)
    other.start()
    assert has_begun.wait(PATIENCE_S)
    assert turns.is_overtaken
    threading.Timer(0.1, may_end.set).start()
    turns.await_own()
    order.append("own")
    turns.end()
    assert order == ["other", "own"]
    assert not turns.is_overtaken
    other.join(PATIENCE_S)
