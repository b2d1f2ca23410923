"""The seeds of passes, read from recordings."""

from textwrap import dedent

from engine.record.seeds import seeded_cards, seeds
from engine.worker.headless import recording_of


def recorded(script):
    return recording_of(dedent(script), "script.py")[0]


def test_every_seed_of_every_pass_is_listed_in_order():
    recording = recorded("""
        import torch
        x = torch.ones(2, requires_grad=True)
        y, z = x * 2, x + 1
        z.sum().backward()
        torch.autograd.backward([y, x], [torch.ones(2), torch.ones(2)])
        """)
    assert seeds(recording)["pass_"].tolist() == [0, 1, 1]
    names = [recording.names(card) for card in seeded_cards(recording).tolist()]
    assert names == [[], ["y"], ["x"]]


def test_a_recording_without_a_pass_has_no_seeds():
    recording = recorded("import torch\nx = torch.ones(2)")
    assert len(seeds(recording)) == len(seeded_cards(recording)) == 0
