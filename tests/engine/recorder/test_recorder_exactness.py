"""Recorded values are those at the moment of the event, whatever the script does to its memory."""

from __future__ import annotations

import random
from collections.abc import Iterator
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.record.recording import Recording
from engine.record.validate import validate
from engine.recorder import note_taker, recorder
from engine.recorder.budgets import Budgets
from engine.recorder.encoder import Encoder
from engine.recorder.rows_writer import Note
from engine.tensor import Tensor
from tests.engine.recorder.watching import Run, plain_rows, run, told

_TEMPLATES = (
    "{x} = torch.tensor([0.5, -1.0], requires_grad=True)",
    "{x} = {y} * {z}",
    "{x} = {y} + 1",
    "{x} = torch.sigmoid({y})",
    "{x} = {y}.detach()",
    "{x} = {y}.view(2, 1).view(2)",
    "{x} = {y}.clone()",
    "{x} = {y} * 1; v = {x}.view(2, 1); v.mul_({z}.view(2, 1)); {z} = v.view(2)",
    "{x}.view(2, 1).mul_(2)",
    "{x} = {y} * 1; {x}[:1] = 2; {z} = {x}.detach()",
    "{x} = {y}.clone().detach(); {z} = {x}[1:].view(1); {x}[:1] = {z}; {z} = {x}.detach()",
    "with torch.no_grad(): {x} = {y}.clone(); {x}[:1] = {y}[1:]",
    "v = ({x} * 1).view(1, 2); v.t_(); {y} = v.squeeze_(); v.mul_({z})",
    "v = {x}.view(2, 1); {x} += {y}; {z} = v.view(2) * 2",
    "a_, b_ = {x}; {y} = {y} * b_",
    "{x}.mul_(1.5)",
    "{x} += {y}",
    "{x}.zero_()",
    "{x}.requires_grad_()",
    "{x}.requires_grad_(False)",
    "with torch.no_grad(): {x} -= 0.1 * {y}",
    "with torch.no_grad(): {x} = {y} * {z}",
    "({x} * {y}).sum().backward()",
    "({x} * {y}).sum().backward(retain_graph=True)",
    "({x} * {y} * {x}).sum().backward(create_graph=True)",
    "{x} = torch.autograd.grad(({y} * {z}).sum(), {y})[0]",
    "{x} = torch.autograd.grad(({y} * {z}).sum(), {z}, create_graph=True)[0]",
    "{x} = {y} * 1; {x} *= {y}; {x} *= {z}",
    "{x}.backward({y}.clone())",
    "{x}.grad = None",
    "{x}.grad.zero_()",
    "{x}.grad.mul_(0.5)",
    "{x}.grad.detach().add_(1)",
    "{x}.grad[:1] = 2",
    "torch.nn.utils.clip_grad_norm_([{x}, {y}], 0.5); v = {x}.grad.view(2, 1); v[1:] *= 2",
    "torch.nn.utils.clip_grad_value_([{x}, {y}], 0.05)",
    "{x}.grad = {y}",
    "{x} = {y}.grad",
    "{x} = f({y})",
    "{x} = Square.apply({y})",
    "for i in range(2): {x} = torch.tanh({y} * i)",
    "del {x}",
)
_HOOKS = (
    "{x}.register_hook(lambda g: g * 2)",
    "{x} = {y} * 1; {x}.retain_grad()",
    "{x}.grad_fn.register_hook(lambda sent, _: tuple(g if g is None else g * 3 for g in sent))",
    "{x}.grad_fn.register_hook(lambda sent, _: 1 / 0)",
    "{x}.grad_fn.register_prehook(lambda came: (came[0] / 2,))",
    "{x}.register_post_accumulate_grad_hook(lambda t: t.grad.mul_(2))",
    "{x}.register_post_accumulate_grad_hook(lambda t: setattr(t, 'grad', None))",
)
_SHARING = (
    "{x}.detach().numpy()[0] += 1",
    "{x} = torch.from_numpy(memory)",
    "memory[0] *= 2",
    "{x}.data.add_(1)",
    "{x}.data -= 0.5",
    "{x}.grad.data.zero_()",
)
_NUMBERS = (
    "s = {x}.sum(); s = s * s + 1.0; {y} = {y} * s.tanh() - s / 3",
    "{x} = {y} * ({z}.sum() < 3.0)",
    "s = {x}.sum() * 2; (s * s * {y}.sum()).backward(retain_graph=True); s.backward()",
    "p, q = torch.split({x}, 1); (p * q.detach() + q).sum().backward()",
    "(torch.max({x} * {y}, 0)[0] * {z}.norm() ** 2).sum().backward(create_graph=True)",
    "{x}.register_hook(lambda g: g * 2 if g.sum() > 0 else None)",
)
_HEAD = """\
import numpy, torch
memory = numpy.array([1.0, 2.0], dtype=numpy.float32)
def f(t):
    u = t * 2
    return u + t
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return t * t
    @staticmethod
    def backward(ctx, g):
        t, = ctx.saved_tensors
        return 2 * t * g
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, -0.5], requires_grad=True)
c = torch.tensor([0.25, 2.0])
"""

names = st.sampled_from("abc")


def scripts(*templates: str) -> st.SearchStrategy[str]:
    line = st.tuples(st.sampled_from(templates), names, names, names)
    return st.lists(line, min_size=3, max_size=16).map(_script)


def _script(lines: list[tuple[str, str, str, str]]) -> str:
    body = (
        f"try:\n    {template.format(x=x, y=y, z=z)}\nexcept Exception:\n    pass\n"
        for template, x, y, z in lines
    )
    return _HEAD + "".join(body)


patient = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def assert_exact(done: Run) -> None:
    """Compare the recorded values with the copies."""
    assert done.recorder.errors == []
    validate(done.recording)
    recorded, seen = told(done.recording), done.recorder.seen
    assert [kind for kind, _ in recorded] == [kind for kind, _ in seen]
    for (_, values), (_, expected) in zip(recorded, seen, strict=True):
        for value, copy in zip(values, expected, strict=True):
            np.testing.assert_array_equal(value, copy)


def assert_same(recording: Recording, other: Recording) -> None:
    rows, others = plain_rows(recording), plain_rows(other)
    for table in rows:
        assert rows[table] == others[table], table


def leaf_gradients(done: Run) -> list[tuple[object, object]]:
    """For each variable that is a leaf: its real ``.grad``, and that of the last state."""
    recording = done.recording
    state = recording.at(recording.step_count)
    tensors = recording["cards"]["tensor"]
    bound = {recording.text(row["name"]): row["card"] for row in recording["names"]}
    pairs = []
    for name, value in done.names.items():
        if isinstance(value, Tensor) and value._is_leaf and value.requires_grad:
            card = int(np.flatnonzero(tensors == tensors[bound[name]])[-1])
            told_value = recording.value(state.gradient(card))
            real = None if value._grad is None else value._grad._data.tolist()
            pairs.append((real, None if told_value is None else told_value.array.tolist()))
    return pairs


@given(scripts(*_TEMPLATES))
@patient
def test_every_value_is_that_of_its_moment(script: str):
    done = run(script)
    assert_exact(done)
    for real, told_value in leaf_gradients(done):
        np.testing.assert_equal(told_value, real)


DUALS = """\
import torch
import torch.autograd.forward_ad as fwAD
with fwAD.dual_level():
    d = fwAD.make_dual(torch.tensor([1.0, 2.0]), torch.ones(2))
    y = d.exp() * 2
    z = y.sum()
    t = fwAD.unpack_dual(z).tangent
w = y + z
"""


def test_what_depends_on_a_dual_requires_grad_in_its_level_also_in_the_recording():
    done = run(DUALS)
    assert_exact(done)
    assert_same(run(DUALS, shall_flush=lambda: True).recording, done.recording)


def test_a_gradient_that_is_transposed_in_place_is_told_as_it_lies_then():
    script = (
        "import torch\nw = torch.zeros(2, 2, requires_grad=True)\n(w[0] * 2).sum().backward()\n"
    )
    script += "v = w.grad.view(4)\nw.grad.swapaxes_(0, 1)\nv.add_(1)\nw.grad[0, 0] = 5\n"
    done = run(script)
    assert_exact(done)
    ((real, told_value),) = leaf_gradients(done)
    assert real == told_value == [[5.0, 1.0], [3.0, 1.0]]


@given(scripts(*_TEMPLATES, *_SHARING))
@patient
def test_every_value_is_exact_also_where_numpy_shares_the_memory(script: str):
    assert_exact(run(script))


@given(scripts(*_TEMPLATES, *_HOOKS))
@patient
def test_every_value_is_exact_also_where_hooks_change_gradients(script: str):
    assert_exact(run(script))


@given(scripts(*_TEMPLATES, *_SHARING), st.randoms(use_true_random=False))
@patient
def test_a_flush_anywhere_gives_the_same_recording(script: str, chance: random.Random):
    whole = run(script).recording
    assert_same(run(script, shall_flush=lambda: True).recording, whole)
    assert_same(run(script, shall_flush=lambda: chance.random() < 0.3).recording, whole)


_A_SAVED_RESULT_AS_GRADIENT = _script(
    [
        ("{x} = torch.sigmoid({y})", "b", "a", "a"),
        ("{x}.grad = {y}", "a", "b", "a"),
        ("({x} * {y} * {x}).sum().backward(create_graph=True)", "a", "b", "a"),
    ]
)


@given(scripts(*_TEMPLATES, *_SHARING), st.integers(1, 9))
@example(_A_SAVED_RESULT_AS_GRADIENT, 1)
@patient
def test_a_recording_does_not_depend_on_how_many_notes_are_encoded_at_once(script: str, notes: int):
    whole = run(script).recording
    with mock.patch.object(note_taker, "_MAX_NOTES", notes):
        assert_same(run(script).recording, whole)
    with mock.patch.object(note_taker.NoteTaker, "_large_bytes", 0):
        assert_same(run(script).recording, whole)


@given(scripts(*_TEMPLATES, *_SHARING, *_NUMBERS))
@patient
def test_the_fast_path_of_encoding_gives_the_same_recording(script: str):
    def ops_at_length(encoder: Encoder, notes: Iterator[Note]) -> None:
        for _, op, out, taken, is_taping, *where in notes:
            encoder._made_somehow(op, out, taken, is_taping, *where)

    def nodes_at_length(encoder: Encoder, notes: Iterator[Note]) -> None:
        for _, *note in notes:
            encoder._node_evaluated(*note)

    short = run(script)
    with (
        mock.patch.object(recorder, "_OPS_APPLIED", ops_at_length),
        mock.patch.object(recorder, "_NODES_EVALUATED", nodes_at_length),
        mock.patch.object(Encoder, "_is_unshared_leaf", return_value=False),
    ):
        at_length = run(script)
    assert short.recorder.errors == at_length.recorder.errors == []
    assert_same(short.recording, at_length.recording)


@given(scripts(*_TEMPLATES), st.integers(0, 20))
@patient
def test_a_recording_that_hit_its_budget_is_the_beginning_of_the_whole(
    script: str, max_events: int
):
    whole = run(script)
    part = run(script, Budgets(max_events=max_events))
    assert part.recorder.errors == []
    validate(part.recording)
    count = len(part.recorder.seen)
    recorded = told(part.recording)
    assert len(recorded) <= count
    for (kind, values), (seen_kind, expected) in zip(recorded, whole.recorder.seen, strict=False):
        assert kind == seen_kind
        for value, copy in zip(values, expected, strict=True):
            np.testing.assert_array_equal(value, copy)


@given(scripts(*_TEMPLATES), st.integers(0, 200))
@patient
def test_recordings_with_sampled_values_are_valid(script: str, max_bytes: int):
    done = run(script, Budgets(max_bytes=max_bytes))
    assert done.recorder.errors == []
    validate(done.recording)


def test_a_view_with_a_new_node_had_its_old_one_before():
    script = _HEAD + (
        "v = a.view(2, 1).view(2)\nwith torch.no_grad():\n    v -= 0.1 * v\nw = v * v\n"
    )
    assert_same(run(script, shall_flush=lambda: True).recording, run(script).recording)


def test_what_a_custom_function_computed_had_no_grad_fn_before_its_second_derivative():
    done = run(_HEAD + "y = Square.apply(a)\ny.sum().backward(create_graph=True)\n")
    assert_exact(done)


def test_leaves_that_share_a_gradient_all_see_it_change():
    done = run(
        "import torch\n"
        "a = torch.ones(2)\n"
        "b = torch.ones(2, requires_grad=True)\n"
        "c = torch.ones(2, requires_grad=True)\n"
        "b.grad = a\n"
        "c.grad = a\n"
        "a -= 0.5\n"
        "(b * 3).sum().backward()\n"
    )
    assert_exact(done)
    assert leaf_gradients(done) == [([3.5, 3.5], [3.5, 3.5])] * 2


def test_operands_of_a_change_are_recorded_together_with_it():
    script = _HEAD + (
        "(a * a).sum().backward()\nwith torch.no_grad():\n    a += a.grad\n"
        "a.grad.zero_()\nb = a * 2\n"
    )
    assert_same(run(script, shall_flush=lambda: True).recording, run(script).recording)


def test_operands_of_a_change_that_failed_are_recorded():
    script = _HEAD + (
        "(a * a).sum().backward()\ntry:\n    with torch.no_grad():\n"
        "        a += torch.stack((a.grad, a.grad))\nexcept RuntimeError:\n    pass\n"
        "try:\n    with torch.no_grad():\n        torch.ones(3).add_(a.grad)\n"
        "except RuntimeError:\n    pass"
    )
    done = run(script, shall_flush=lambda: True)
    assert done.recorder.errors == []
    validate(done.recording)
    assert_same(done.recording, run(script).recording)


def test_gradients_at_a_failing_node_are_those_after_its_hooks():
    done = run(
        "import torch\na = torch.ones(2, requires_grad=True)\nb = a * a\n"
        "b.register_hook(lambda g: g * 2)\nb.grad_fn.register_hook(lambda sent, _: 1 / 0)\n"
        "b.backward(torch.ones(2))"
    )
    assert_exact(done)
    assert told(done.recording)[-1][1][0].tolist() == [2.0, 2.0]


def test_a_failed_change_at_the_end_is_recorded_in_the_scope_of_the_script():
    done = run(
        "import torch\n"
        "class AddsOne(torch.autograd.Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, a):\n"
        "        a.add_(1); ctx.mark_dirty(a); return a\n"
        "a = torch.ones(3, requires_grad=True)\n"
        "with torch.no_grad():\n"
        "    view = a.view(3)\n"
        "try:\n    AddsOne.apply(view)\nexcept RuntimeError:\n    pass"
    )
    assert done.recorder.errors == []
    validate(done.recording)


@pytest.mark.filterwarnings("ignore:An output with")
def test_out_with_another_shape_is_one_change():
    done = run("import torch\nx = torch.arange(6.0)\ny = torch.ones(2)\ntorch.exp(y, out=x)")
    assert_exact(done)
    assert [kind for kind, _ in told(done.recording)] == ["made", "made", "made", "written"]


def test_parametrizing_a_weight_keeps_what_it_was():
    done = run(
        "import torch\n"
        "class Upper(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        return x.triu()\n"
        "    def right_inverse(self, x):\n"
        "        return x.triu()\n"
        "layer = torch.nn.Linear(3, 3)\n"
        "torch.nn.utils.parametrize.register_parametrization(layer, 'weight', Upper())\n"
        "layer.weight = torch.ones(3, 3)\n"
        "layer(torch.ones(1, 3)).sum().backward()"
    )
    assert_exact(done)
