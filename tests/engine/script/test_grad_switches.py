"""What switches gradients off around a line."""

import pytest

from engine.script.grad_switches import Switch, switch_around, switch_before

SCRIPT = """\
import torch
with torch.no_grad():
    a = 1
    with torch.inference_mode():
        b = 2
@torch.no_grad()
def f():
    return 3
with torch.set_grad_enabled(False), open("f") as file:
    c = 4
with no_grad():
    d = 5
with torch.enable_grad():
    e = 6
"""


@pytest.mark.parametrize(
    ("line", "switch"),
    [
        (1, ""),
        (3, "no_grad()"),
        (5, "inference_mode()"),
        (8, "no_grad()"),
        (10, "set_grad_enabled(False)"),
        (12, "no_grad()"),
        (14, ""),
    ],
)
def test_the_innermost_switch_around_a_line_is_found(line: int, switch: str) -> None:
    assert switch_around(SCRIPT, line) == switch


def test_text_that_is_no_script_has_no_switches() -> None:
    assert switch_around("with (", 1) == ""


@pytest.mark.parametrize("name", ["", "mode="])
def test_a_statement_switches_gradients_off_for_the_lines_after_it(name: str) -> None:
    off, on = (f"torch.set_grad_enabled({name}{mode})\n" for mode in (False, True))
    call = f"set_grad_enabled({name}False)"
    assert switch_before(f"{off}x = 1\n", 2) == Switch(call, 1)
    assert switch_before(f"x = 1\n{off}", 1) is None
    assert switch_before(f"{off}{on}x = 1\n", 3) is None
    assert switch_before(f"{on}{off}x = 1\n", 3) == Switch(call, 2)
    assert switch_before(f"with {off.strip()}:\n    x = 1\ny = 2\n", 3) is None
