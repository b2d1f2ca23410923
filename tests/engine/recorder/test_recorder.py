"""Recordings of scripts: steps, cards, names, scopes and budgets."""

from __future__ import annotations

from textwrap import dedent

import numpy as np
import pytest

from engine.record.pointing import origin_site
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag, Cut, EventKind, Reset, ScopeKind
from engine.record.validate import validate
from engine.record.values import Value
from engine.recorder.budgets import Budgets
from engine.recorder.recorder import Recorder
from tests.engine.recorder.watching import run
from tests.engine.untyped import torch


def recorded(script: str, budgets: Budgets | None = None) -> Recording:
    done = run("import torch\n" + script, budgets)
    assert done.recorder.errors == []
    validate(done.recording)
    return done.recording


def kinds(recording: Recording) -> list[str]:
    return [EventKind(int(kind)).name for kind in recording["events"]["kind"]]


def ops(recording: Recording) -> list[str]:
    return [recording.text(number) for number in recording["cards"]["op"]]


def named(recording: Recording, name: str) -> int:
    """The card that was last bound to a name."""
    rows = [row for row in recording["names"] if recording.text(row["name"]) == name]
    return int(rows[-1]["card"])


def operands(recording: Recording, card: int) -> list[tuple[object, Cut]]:
    """The operands of an op: names of cards or literals, and what cuts each."""
    rows = recording["operands"][recording["operands"]["card"] == card]
    return [
        (
            recording.text(row["literal"])
            if row["operand"] == NONE
            else "/".join(recording.names(int(row["operand"]))),
            Cut(int(row["cut"])),
        )
        for row in rows
    ]


def array(recording: Recording, value: int) -> object:
    found = recording.value(int(value))
    return None if found is None else found.array.tolist()


def scope_path(recording: Recording, scope: int) -> list[str]:
    path = []
    while scope != NONE:
        row = recording["scopes"][scope]
        kind = ScopeKind(int(row["kind"])).name
        path.append(f"{kind} {recording.text(row['name'])}:{row['line']}#{row['index']}")
        scope = int(row["parent"])
    return path[::-1]


def test_a_first_gradient_has_its_events_in_order():
    recording = recorded(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n(x * x).sum().backward()"
    )
    assert kinds(recording) == [
        "OP_APPLIED",
        "NAME_BOUND",
        "OP_APPLIED",
        "OP_APPLIED",
        "PASS_BEGAN",
        "NODE_EVALUATED",
        "NODE_EVALUATED",
        "NODE_EVALUATED",
        "GRAD_ACCUMULATED",
        "PASS_ENDED",
    ]
    assert ops(recording) == ["tensor", "mul", "sum"]
    edges = recording["next_edges"]
    names = [recording.text(number) for number in recording["nodes"]["name"]]
    assert sorted(names) == ["AccumulateGrad", "MulBackward0", "SumBackward0"]
    mul = names.index("MulBackward0")
    assert edges["position"][edges["node"] == mul].tolist() == [0, 1]


def test_sites_are_the_exact_expressions():
    source = "x = torch.ones(2); é = 2 * torch.dot(x, x + 1)"
    recording = recorded(source)
    texts = []
    for event in recording["events"][recording["events"]["kind"] == EventKind.OP_APPLIED]:
        site = recording.site(int(event["site"]))
        assert site is not None
        assert site.line == 2
        texts.append(source[site.column : site.end_column])
    assert texts == ["torch.ones(2)", "x + 1", "torch.dot(x, x + 1)", "2 * torch.dot(x, x + 1)"]


def test_a_name_is_bound_where_it_stands_or_by_its_whole_statement():
    lines = [
        "import torch",
        "a = torch.ones(2)",
        "def f(t: int, *, u=a):",
        "    return t",
        "for b in [a]:",
        "    pass",
        "c = (",
        "    a",
        ")",
        "f(a)",
    ]
    recording = run("\n".join(lines)).recording
    bound = recording["events"][recording["events"]["kind"] == EventKind.NAME_BOUND]
    sites = [recording.site(int(event["site"])) for event in bound]
    assert sites == [(2, 0, 2, 17), (5, 4, 5, 5), (7, 0, 9, 1), (3, 6, 3, 7), (3, 17, 3, 18)]


def test_loops_and_calls_are_scopes():
    recording = recorded(
        "def f(t):\n    return t * 2\nx = torch.ones(())\n"
        "for i in range(2):\n    x = f(x)\nx = f(x)"
    )
    is_product = [
        int(event["scope"])
        for event in recording["events"]
        if event["kind"] == EventKind.OP_APPLIED
        and recording.text(recording["cards"]["op"][event["row"]]) == "mul"
    ]
    assert [scope_path(recording, scope)[1:] for scope in is_product] == [
        ["LOOP :5#0", "ITERATION :5#0", "CALL f:2#0"],
        ["LOOP :5#0", "ITERATION :5#1", "CALL f:2#1"],
        ["CALL f:2#2"],
    ]


def test_names_follow_assignments():
    recording = recorded(
        "x = torch.ones(2)\ny = z = x\npair = [x * 2, {}]\nd = {'w': x * 3, 1: x * 4}\nx += 1"
    )
    assert recording.names(0) == ["x", "y", "z"]
    assert recording.names(1) == ["pair[0]"]
    assert recording.names(2) == ["d['w']"]
    assert recording.names(3) == ["d[1]"]
    assert recording.names(4) == ["x"]


def test_an_in_place_change_is_a_new_card_of_the_same_tensor():
    recording = recorded("x = torch.ones(2)\nx += 1\ny = x * 2")
    cards = recording["cards"]
    assert ops(recording) == ["ones", "add", "mul"]
    assert cards["tensor"][0] == cards["tensor"][1] != cards["tensor"][2]
    assert cards["version"].tolist()[:2] == [0, 1]
    assert cards["joined"].tolist() == [NONE, 0, NONE]
    assert cards["flags"][1] & CardFlag.IN_PLACE
    assert array(recording, cards["value"][0]) == [1.0, 1.0]
    assert operands(recording, 2)[0] == ("x", Cut.OPEN)


def test_a_tensor_added_to_itself_in_place_is_used_in_its_old_version():
    recording = recorded("x = torch.ones(2)\nx += x")
    assert ops(recording) == ["ones", "add"]
    rows = recording["operands"][recording["operands"]["card"] == 1]
    assert rows["operand"].tolist() == [0, 0]


def test_a_base_changed_through_its_view_has_a_new_card_at_once():
    recording = recorded("x = torch.ones(2)\nx.view(2, 1).mul_(3)\ny = x + 1")
    assert ops(recording) == ["ones", "view", "mul", "changed", "add"]
    cards = recording["cards"]
    assert array(recording, cards["value"][3]) == [3.0, 3.0]
    assert cards["joined"][3] == 0
    assert cards["event"][3] == cards["event"][2]
    assert recording.operands_of(3)["operand"].tolist() == [2]


def test_a_leaf_changed_through_its_view_is_cut_off_by_no_grad():
    recording = recorded(
        "w = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    w[0] = 5\n"
    )
    assert ops(recording) == ["ones", "select", "copy_from", "changed"]
    assert operands(recording, 3) == [("", Cut.NO_GRAD)]


@pytest.mark.parametrize(
    ("change", "made", "source", "line"),
    [
        ("v = x[1:]\nx[:1] = 5\ny = v + 1", 5, 4, 4),  # another view
        ("d = x.detach()\nd.zero_()\ny = x + 1", 3, 2, 4),
        ("d = x.data\nd.zero_()\ny = x + 1", 3, 2, 4),
        ("d = x.detach()\nx[:1] = 5\ny = d + 1", 5, 3, 4),
        ("d = x.detach()\nd.zero_()\nx.numpy()[0] = 1\nx.neg()\nx.numpy()[0] = 2\ny = x + 1",
         5, NONE, 8),
        ("x.zero_()\nx.numpy()[0] = 1\ny = x + 1", 2, NONE, 5),
    ],
)  # fmt: skip
def test_a_tensor_changed_through_another_is_joined_to_that_when_it_is_used(
    change: str, made: int, source: int, line: int
):
    recording = recorded(f"x = torch.ones(2)\n{change}\n")
    assert ops(recording)[made] == "changed"
    assert [*recording.operands_of(made)["operand"], NONE][0] == source
    site = origin_site(recording, made)
    assert site is not None
    assert site.line == line


def test_cut_edges_have_the_reason_of_the_cut():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\nd = x.detach()\nb = x > 0\n"
        "with torch.no_grad():\n    n = x * 2\n    o = x > 0\nc = torch.ones(2)\nm = x * c\n"
        "x.grad = torch.ones(2)\ng = x.grad\nh = x.grad * 2"
    )
    assert operands(recording, named(recording, "d")) == [("x", Cut.DETACH)]
    assert operands(recording, named(recording, "b"))[0] == ("x", Cut.NOT_DIFFERENTIABLE)
    assert operands(recording, named(recording, "n"))[0] == ("x", Cut.NO_GRAD)
    assert operands(recording, named(recording, "o"))[0] == ("x", Cut.NOT_DIFFERENTIABLE)
    assert operands(recording, named(recording, "m")) == [("x", Cut.OPEN), ("c", Cut.OPEN)]


def test_a_gradient_that_the_script_reads_is_a_card_joined_to_its_leaf():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\nx.sum().backward()\ng = x.grad\ny = g * 2"
    )
    card = named(recording, "g")
    assert recording["cards"]["flags"][card] & CardFlag.GRAD_OF
    assert recording["cards"]["joined"][card] == 0
    assert operands(recording, card) == [("x", Cut.GRAD_READ)]


def test_a_gradient_stays_joined_to_a_deleted_leaf():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\nx.sum().backward()\ng = x.grad\ndel x\ny = g * 2"
    )
    assert recording["cards"]["flags"][named(recording, "g")] & CardFlag.GRAD_OF


@pytest.mark.parametrize(
    ("statement", "how", "before", "after"),
    [
        ("x.grad.zero_()", Reset.ZEROED, [1.0, 1.0], [0.0, 0.0]),
        ("x.grad.data.zero_()", Reset.ZEROED, [1.0, 1.0], [0.0, 0.0]),
        ("x.grad.detach().zero_()", Reset.ZEROED, [1.0, 1.0], [0.0, 0.0]),
        ("x.grad.mul_(3)", Reset.CHANGED, [1.0, 1.0], [3.0, 3.0]),
        ("x.grad.view(2, 1).mul_(3)", Reset.CHANGED, [1.0, 1.0], [3.0, 3.0]),
        ("x.grad = None", Reset.SET_TO_NONE, [1.0, 1.0], None),
        ("x.grad = torch.zeros(2)", Reset.REPLACED, [1.0, 1.0], [0.0, 0.0]),
    ],
)
def test_resets_of_a_gradient_are_recorded(
    statement: str, how: Reset, before: object, after: object
):
    recording = recorded(f"x = torch.ones(2, requires_grad=True)\nx.sum().backward()\n{statement}")
    [reset] = recording["resets"]
    assert (reset["card"], reset["how"]) == (0, how)
    assert array(recording, reset["before"]) == before
    assert array(recording, reset["after"]) == after


def test_accumulation_records_before_added_after_and_the_memory():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\nfor _ in range(2):\n    (2 * x).sum().backward()\n"
        "(3 * x).sum().backward(create_graph=True)"
    )
    rows = recording["accumulations"]
    told = [[array(recording, row[part]) for part in ("before", "added", "after")] for row in rows]
    assert told == [
        [None, [2.0, 2.0], [2.0, 2.0]],
        [[2.0, 2.0], [2.0, 2.0], [4.0, 4.0]],
        [[4.0, 4.0], [3.0, 3.0], [7.0, 7.0]],
    ]
    assert rows["same_memory"].tolist() == [False, True, False]


def test_a_recorded_pass_starts_from_its_seed():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\n(x * x).sum().backward(create_graph=True)"
    )
    ops = [recording.text(number) for number in recording["cards"]["op"]]
    assert ops[:4] == ["ones", "mul", "sum", "seed"]


def test_a_seed_that_is_the_gradient_itself_is_recorded_unchanged():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\ng = torch.tensor([1.0, 2.0])\nx.grad = g\n"
        "x.backward(g)"
    )
    [row] = recording["accumulations"]
    told = [array(recording, row[part]) for part in ("before", "added", "after")]
    assert told == [[1.0, 2.0], [1.0, 2.0], [2.0, 4.0]]


def test_requires_grad_is_recorded_when_it_is_set():
    recording = recorded("x = torch.ones(2)\ny = x * 2\nx.requires_grad_()\nz = x * 2")
    flags = recording["cards"]["flags"] & CardFlag.REQUIRES_GRAD
    assert flags.astype(bool).tolist() == [False, False, True]
    [row] = recording["requirements"]
    assert (row["card"], row["requires_grad"]) == (0, True)


def test_a_failing_pass_is_recorded_with_its_node():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\ny = (x * x).sum()\ny.backward()\ny.backward()"
    )
    assert recording.text(recording["pass_ends"]["raised"][1]) == "RuntimeError"
    second = recording["evaluations"][recording["evaluations"]["pass_"] == 1]
    names = recording["nodes"]["name"][second["node"]]
    assert [recording.text(number) for number in names] == ["SumBackward0", "MulBackward0"]
    assert kinds(recording)[-1] == "ERROR_RAISED"


def test_a_graph_made_before_the_recording_is_included():
    x = torch.ones(2, requires_grad=True)
    y = torch.exp(x).sum()
    recording = Recording("")
    with Recorder("script.py", "", recording.append) as recorder:
        y.backward()
        recorder.bind("y", y)
    recorder.flush()
    validate(recording)
    nodes = [recording.text(number) for number in recording["nodes"]["name"]]
    assert sorted(nodes) == ["AccumulateGrad", "ExpBackward0", "SumBackward0"]


def test_recording_ends_at_its_budget_and_the_script_goes_on():
    script = "x = torch.ones(2)\nfor _ in range(9):\n    x = x + 1\nx.zero_()\nprint(x)"
    recording = recorded(script, Budgets(max_events=8))
    assert len(recording["cards"]) == 4
    assert [recording.text(row["text"]) for row in recording["notices"]] == ["max_events"]
    assert array(recording, recording["cards"]["value"][3]) == [4.0, 4.0]
    stopped = kinds(recording).index("RECORDING_STOPPED")
    assert kinds(recording)[stopped + 1 :] == ["PRINTED"]
    assert recording.text(recording["prints"]["text"][-1]) == "tensor([0., 0.])\n"


def test_past_the_budget_saved_tensor_hooks_still_run():
    script = (
        "packed = []\nx = torch.ones(2, requires_grad=True)\n"
        "with torch.autograd.graph.saved_tensors_hooks(lambda t: packed.append(t), None):\n"
        "    for _ in range(9):\n        x = x.exp()\nprint(len(packed))"
    )
    recording = recorded(script, Budgets(max_events=8))
    assert recording.text(recording["prints"]["text"][-1]) == "9\n"


@pytest.mark.parametrize(
    "statement",
    [
        "y = x",
        "5",
        "x.grad = g; x.grad = None",
        "x.requires_grad_(i % 2 == 0)",
        "pairs = {'a': x, 1: x}",
        "x.sum().backward()",
    ],
)
def test_anything_repeated_endlessly_ends_the_recording(statement: str):
    script = (
        "x = torch.ones(2, requires_grad=True)\ng = torch.ones(2)\n"
        f"for i in range(300):\n    {statement}"
    )
    recording = recorded(script, Budgets(max_events=100))
    assert len(recording["events"]) <= 150
    assert kinds(recording)[-1] == "RECORDING_STOPPED"


def test_a_pass_beyond_the_budget_is_left_out():
    script = "x = torch.ones(2, requires_grad=True)\ny = x.sum()\ny.backward()\nprint(x.grad)"
    recording = recorded(script, Budgets(max_events=6))
    assert len(recording["passes"]) == len(recording["evaluations"]) == 0
    assert recording.text(recording["prints"]["text"][-1]) == "tensor([1., 1.])\n"


def test_a_pass_that_exceeds_the_budget_ends_there():
    script = "x = torch.ones(2, requires_grad=True)\n(x * x).sum().backward(create_graph=True)"
    recording = recorded(script, Budgets(max_events=9))
    assert len(recording["passes"]) == 1
    assert len(recording["pass_ends"]) == 0
    assert kinds(recording)[-1] == "RECORDING_STOPPED"


def test_texts_past_the_budget_are_cut_but_not_what_is_printed_or_raised():
    script = "for i in range(9):\n    str(i) * 500\nprint('p' * 500)\nraise ValueError('e' * 500)\n"
    recording = recorded(script, Budgets(max_text_chars=1000))
    shown = [recording.text(row) for row in recording["shows"]["text"]]
    assert [len(text) > 500 for text in shown] == [i == 0 for i in range(9)]
    assert shown[8].startswith("'888") and shown[8].endswith("characters left out ...]")
    assert "p" * 500 in recording.text(recording["prints"]["text"][0])
    assert recording.text(recording["errors"]["message"][0]) == "e" * 500


def test_values_past_the_budget_are_samples_with_their_range():
    recording = recorded("x = torch.arange(1000.0)\ny = x + 1", Budgets(max_bytes=5000))
    whole, sample = (recording.value(int(card["value"])) for card in recording["cards"])
    assert whole is not None
    assert sample is not None
    assert whole.is_whole
    assert not sample.is_whole
    assert (sample.shape, sample.lowest, sample.highest) == ((1000,), 1.0, 1000.0)
    np.testing.assert_array_equal(np.diff(sample.array), sample.array[1] - sample.array[0])


def test_many_iterations_without_events_add_no_rows():
    recording = recorded("x = torch.ones(2)\nfor i in range(10_000):\n    pass\ny = x + 1")
    assert len(recording["scopes"]) == 1


def test_a_gradient_written_through_a_transposed_view_is_recorded_whole():
    recording = recorded(
        "x = torch.ones(2, 3, requires_grad=True)\nx.sum().backward()\nx.grad.t().mul_(3)"
    )
    [reset] = recording["resets"]
    assert array(recording, reset["before"]) == [[1.0] * 3] * 2
    assert array(recording, reset["after"]) == [[3.0] * 3] * 2


@pytest.mark.parametrize("change", ["mul_(2)", "view(1).mul_(2)", "view(1, 1).t().mul_(2)"])
def test_an_expanded_gradient_is_recorded_whole(change: str):
    recording = recorded(
        f"x = torch.tensor(1.0, requires_grad=True)\n(x * 3).backward()\nx.grad.{change}"
    )
    [reset] = recording["resets"]
    assert (array(recording, reset["before"]), array(recording, reset["after"])) == (3.0, 6.0)


@pytest.mark.parametrize(
    "write",
    [
        "x.data.add_(1)",
        "x.detach().numpy()[:] += 1",
        "x.data = torch.tensor([2.0, 2.0])",
        "with torch.no_grad():\n    x += 1",
    ],
)
def test_an_operand_changed_outside_of_the_engine_has_a_new_card(write: str):
    recording = recorded(f"x = torch.ones(2, requires_grad=True)\nz = x * 3\n{write}\ny = x * 2")
    cards = recording["cards"]
    [operand] = recording.operands_of(named(recording, "y"))["operand"][:1].tolist()
    assert array(recording, cards["value"][operand]) == [2.0, 2.0]
    assert (cards["joined"][operand], cards["tensor"][operand]) == (0, cards["tensor"][0])
    assert array(recording, cards["value"][0]) == [1.0, 1.0]


def test_shared_memory_without_changes_adds_no_cards():
    recording = recorded("x = torch.ones(2)\nn = x.numpy()\ny = x * 2\nz = x * 3")
    assert ops(recording) == ["ones", "mul", "mul"]


def test_a_gradient_descent_step_through_data_is_recorded():
    recording = recorded(
        "w = torch.tensor([4.0], requires_grad=True)\nfor _ in range(2):\n"
        "    loss = (w * w).sum()\n    loss.backward()\n    w.data -= 0.25 * w.grad\n"
        "    w.grad = None\nw"
    )
    losses = [
        array(recording, recording["cards"]["value"][card])
        for card in range(len(recording["cards"]))
        if recording.names(card) == ["loss"]
    ]
    assert losses == [16.0, 4.0]
    weights = recording["cards"]["value"][
        recording["cards"]["tensor"] == recording["cards"]["tensor"][0]
    ]
    assert [array(recording, value) for value in weights] == [[4.0], [2.0], [1.0]]


def test_a_differentiable_in_place_change_uses_the_old_version():
    recording = recorded(
        "x = torch.tensor([2.0], requires_grad=True)\ny = x * 1\ny *= x\ny *= x\n"
        "torch.autograd.grad(y.sum(), x, create_graph=True)"
    )
    cards, y = recording["cards"], named(recording, "y")
    versions = cards["version"][cards["tensor"] == cards["tensor"][y]]
    assert versions.tolist() == [0, 1, 2]


def test_loops_in_threads_have_scopes_of_their_own():
    recording = recorded(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def f(n):\n    total = torch.zeros(())\n    for i in range(n):\n"
        "        for j in range(2):\n            total = total + j\n    return total\n"
        "with ThreadPoolExecutor(4) as pool:\n    sums = list(pool.map(f, [3] * 8))\n"
        "y = torch.ones(2)"
    )
    calls = {
        tuple(scope_path(recording, int(event["scope"]))[1:2])
        for event in recording["events"]
        if event["kind"] == EventKind.OP_APPLIED
    }
    assert calls == {(f"CALL f:3#{i}",) for i in range(8)} | {()}


def test_passes_in_threads_are_recorded_one_after_another():
    recording = recorded(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def f(n):\n    x = torch.ones(2, requires_grad=True)\n    for i in range(3):\n"
        "        (x * n).sum().backward()\n    return x.grad\n"
        "with ThreadPoolExecutor(4) as pool:\n    grads = list(pool.map(f, [1.0, 2.0, 3.0] * 4))"
    )
    assert len(recording["pass_ends"]) == len(recording["passes"]) == 36


def test_a_note_that_fails_loses_no_other():
    recording = Recording("")
    with Recorder("script.py", "", recording.append) as recorder:
        recorder.printed("stdout", "one")
        recorder.printed("stdout", None)  # type: ignore[arg-type]  # cannot be encoded
        recorder.printed("stdout", "three")
        with pytest.raises(AttributeError):
            recorder.flush()
        recorder.flush()
    texts = [recording.text(row["text"]) for row in recording["prints"]]
    assert texts == ["one", "three"]


def shown(recording: Recording) -> list[tuple[int, str]]:
    return [(int(row["line"]), recording.text(row["text"])) for row in recording["shows"]]


def test_long_texts_are_truncated():
    recording = recorded("'x' * 300_000\nraise ValueError('y' * 300_000)")
    [(_, text)] = shown(recording)
    assert len(text) < 100_100
    assert text.endswith("[... 200,002 characters left out ...]")
    message = recording.text(recording["errors"]["message"][0])
    assert message == "y" * 100_000 + "[... 200,000 characters left out ...]"


def test_a_value_whose_repr_fails_is_shown_by_its_type():
    recording = recorded(
        "class Odd:\n    def __repr__(self): raise KeyError\nOdd()\n"
        "class Wrong(Exception):\n    def __str__(self): raise KeyError\nraise Wrong"
    )
    assert shown(recording) == [(4, "<Odd: its repr raised KeyError>")]
    assert recording.text(recording["errors"]["type"][0]) == "Wrong"
    assert recording.text(recording["errors"]["message"][0]) == ""


def test_none_is_shown_only_for_expressions_other_than_calls():
    recording = recorded("x = [None, 5]\nfor i in range(2):\n    x[i]\nprint()\nprint() or None")
    assert shown(recording) == [(4, "None"), (4, "5"), (6, "None")]


def test_a_call_that_returns_none_removes_the_value_shown_before():
    recording = recorded("f = [5, None, None].pop\nfor i in range(3):\n    f(0)")
    assert shown(recording) == [(4, "5"), (4, "")]


def test_a_repr_with_only_an_address_is_not_shown():
    recording = recorded("torch.manual_seed(0)\n[torch.manual_seed(0)][0]")
    assert [line for line, _ in shown(recording)] == [3]


def test_showing_a_value_does_not_call_the_functions_that_its_type_overrides():
    source = """
class Logging(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        print(func.__name__)
        return super().__torch_function__(func, types, args, kwargs or {})
x = torch.ones(2).as_subclass(Logging)
x + 1
"""
    recording = recorded(source)
    assert [recording.text(row["text"]) for row in recording["prints"]] == ["add\n"]
    assert len(shown(recording)) == 1


def test_surrogates_in_an_error_message_are_escaped():
    recording = recorded("'\\ud800'\nraise ValueError('\\ud800')")
    assert recording.text(recording["errors"]["message"][0]) == "\\ud800"


def test_a_leaf_made_like_another_tensor_is_one_event():
    recording = recorded("torch.zeros_like(torch.ones(2), requires_grad=True)\n")
    assert kinds(recording) == ["OP_APPLIED", "OP_APPLIED", "VALUE_SHOWN"]
    assert recording["cards"]["flags"][1] & CardFlag.REQUIRES_GRAD


def test_large_values_are_flushed_early():
    sizes: list[int] = []
    with Recorder("", "", lambda rows: sizes.append(len(rows.blob))) as recorder:
        x = torch.zeros(1 << 20)
        for _ in range(11):
            x = x + 1
    recorder.flush()
    assert sum(sizes) == 12 * (4 << 20)
    assert max(sizes) <= 36 << 20


def content(recording: Recording, name: str) -> Value:
    """The value of the card that was last bound to a name."""
    value = recording.value(int(recording["cards"]["value"][named(recording, name)]))
    assert value is not None
    return value


def test_bfloat16_values_are_read_as_float32_with_their_dtype():
    recording = recorded(
        "x = torch.tensor([1.1, -2.0], dtype=torch.bfloat16, requires_grad=True)\n"
        "y = (x * x).sum()\n"
        "y.backward()\n"
    )
    value, total = content(recording, "x"), content(recording, "y")
    assert (value.dtype, value.array.dtype.name) == ("bfloat16", "float32")
    assert value.array.tolist() == [1.1015625, -2.0]
    assert (total.dtype, total.shape, total.item()) == ("bfloat16", (), 5.21875)
    gradient = recording.value(recording["accumulations"]["after"][0])
    assert gradient is not None
    assert (gradient.dtype, gradient.array.tolist()) == ("bfloat16", [2.203125, -4.0])


def test_a_sample_of_bfloat16_has_the_range_of_the_whole():
    script = "x = torch.arange(4000., dtype=torch.bfloat16)\n"
    recording = recorded(script, Budgets(max_bytes=100, max_value_bytes=100))
    value = content(recording, "x")
    assert not value.is_whole
    assert (value.lowest, value.highest) == (0, 4000)


def test_a_pass_of_a_thread_that_a_hook_waits_for_is_recorded_within_its_own():
    script = """\
    import threading
    found = []
    def work():
        z = torch.tensor([3.0], requires_grad=True)
        with torch.enable_grad():
            (z * z).sum().backward()
        found.append(z.grad)
    def hook(g):
        threads = [threading.Thread(target=work) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return g * found[0]
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.register_hook(hook)
    y.sum().backward()
    print(x.grad)
    """
    recording = recorded(dedent(script))
    assert recording.text(recording["prints"]["text"][-1]) == "tensor([12., 12.])\n"
    assert recording["pass_ends"]["pass_"].tolist() == [1, 2, 0]
