"""Gradient checks in worker processes: every example, and every reason for no verdict."""

import threading
import time
from pathlib import Path
from textwrap import dedent

import pytest

from engine.finite_differences.targets import check_targets
from engine.finite_differences.verdict import CheckTarget, Verdict
from engine.worker.headless import recording_of
from engine.worker.messages import CheckRequest, Finished
from engine.worker.worker_process import Lost

EXAMPLES = sorted((Path(__file__).parents[3] / "resources" / "examples").glob("*.py"))
PATIENCE_S = 30
LEAF = "import torch\nx = torch."
X = "import torch\nx = torch.tensor([0.5, -1.5, 2.0], requires_grad=True)\n"


def targets_of(source):
    """The targets at the last step that has any."""
    recording, _ = recording_of(source, "<script>")
    cursors = range(recording.step_count, -1, -1)
    found = (check_targets(recording.at(cursor)) for cursor in cursors)
    return next((each for each in found if each), [])


def start(host, source, targets, **options):
    heard, has_ended = [], threading.Event()

    def listen(message):
        heard.append(message)
        if isinstance(message, Finished | Lost):
            has_ended.set()

    job = host.run(CheckRequest(source, "<script>", tuple(targets), **options), listen)
    return job, heard, has_ended


def checked(host, script, **options):
    source = dedent(script)
    _, heard, has_ended = start(host, source, targets_of(source), **options)
    assert has_ended.wait(PATIENCE_S)
    assert heard.pop() == Finished("done", "")
    assert all(isinstance(each, Verdict) for each in heard)
    return heard


def only(host, script, **options):
    (verdict,) = checked(host, script, **options)
    return verdict


@pytest.mark.long
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_agrees_or_has_a_reason(host, path):
    verdicts = checked(host, path.read_text("utf-8"))
    expected = {
        "06_vector_without_seed": [],
        "08_control_flow_random": ["random"],
        "19_vanishing_gradient": ["imprecise"],  # for single precision
    }
    found = [each.finding for each in verdicts]
    agreeing = ["agrees"] * len(found)
    # Random draws may happen to agree.
    assert found in (expected.get(path.stem, agreeing), agreeing)
    assert verdicts or path.stem == "06_vector_without_seed"
    for each in verdicts:
        assert each.finding != "agrees" or each.error <= each.tolerance < 0.01


def test_hooks_of_all_modules_do_not_pile_up_from_run_to_run(host):
    verdict = only(
        host,
        """\
        import torch
        from torch.nn.modules.module import register_module_forward_hook
        register_module_forward_hook(lambda module, args, output: output * 1.5)
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        torch.nn.Tanh()(w).sum().backward()
        """,
    )
    assert verdict.finding == "agrees"


def test_each_element_of_a_small_leaf_is_compared(host):
    verdict = only(host, X + "(x**3).sum().backward()\n")
    assert (verdict.finding, verdict.probes, verdict.size, verdict.passes) == ("agrees", 3, 3, 1)
    assert verdict.error < 1e-3


def test_a_large_leaf_is_compared_along_random_directions(host):
    verdict = only(
        host,
        """
        import torch
        torch.manual_seed(1)
        w = torch.randn(40, 50, requires_grad=True)
        torch.tanh(w @ torch.randn(50, 3)).pow(2).mean().backward()
        """,
    )
    assert (verdict.finding, verdict.probes, verdict.size) == ("agrees", 6, 2000)


def test_a_wrong_derivative_is_detected(host):
    verdict = only(
        host,
        """
        import torch
        class Cube(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x * x * x
            @staticmethod
            def backward(ctx, g):
                (x,) = ctx.saved_tensors
                return g * 2 * x * x
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        Cube.apply(x).sum().backward()
        """,
    )
    assert verdict.finding == "differs"
    assert verdict.error == pytest.approx(1 / 3, abs=1e-3)


def test_a_right_derivative_of_a_custom_function_agrees(host):
    verdict = only(
        host,
        """
        import torch
        class Cube(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x * x * x
            @staticmethod
            def backward(ctx, g):
                (x,) = ctx.saved_tensors
                return g * 3 * x * x
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        Cube.apply(x).sum().backward()
        """,
    )
    assert verdict.finding == "agrees"


def test_the_seed_weights_the_roots(host):
    script = X + "(x * x).backward(torch.tensor([1.0, 0.0, -3.0]))\n"
    assert only(host, script).finding == "agrees"


def test_accumulated_passes_are_summed(host):
    verdict = only(host, X + "for _ in range(3):\n    (x * x * x).sum().backward()\n")
    assert (verdict.finding, verdict.passes) == ("agrees", 3)


def test_only_passes_since_the_last_reset_count(host):
    script = """
        import torch
        x = torch.tensor(3.0, requires_grad=True)
        (x * x).backward()
        x.grad.zero_()
        (x * x * x).backward()
        """
    verdict = only(host, script)
    assert (verdict.finding, verdict.passes) == ("agrees", 1)


def test_in_a_training_loop_the_current_pass_is_compared(host):
    verdicts = checked(
        host,
        """
        import torch
        from torch import nn
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
        inputs = torch.randn(8, 3)
        for _ in range(5):
            optimizer.zero_grad()
            loss = ((model(inputs) - 1) ** 2).mean()
            loss.backward()
            optimizer.step()
        """,
    )
    assert [each.finding for each in verdicts] == ["agrees"] * 4
    assert {each.passes for each in verdicts} == {1}


def test_a_gradient_of_a_gradient_agrees(host):
    script = """
        import torch
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        (first,) = torch.autograd.grad((x**4).sum(), x, create_graph=True)
        (first**2).sum().backward()
        """
    assert only(host, script).finding == "agrees"


def test_double_precision_has_a_smaller_tolerance(host):
    script = (
        X.replace("requires", "dtype=torch.float64, requires") + "torch.exp(x).sum().backward()\n"
    )
    verdict = only(host, script)
    assert verdict.finding == "agrees"
    assert verdict.error < 1e-6
    assert verdict.tolerance < 1e-4


REASONS = {
    "random": X + 'import os\n(x * int.from_bytes(os.urandom(3), "big") + x).sum().backward()\n',
    "not_finite": X + "(torch.log(x)).sum().backward()\n",
    "kink": LEAF + "tensor(0.0, requires_grad=True)\ntorch.relu(x).backward()\n",
    "cut": X + "(x * x.detach()).sum().backward()\n",
    "cut under no_grad": X
    + "y = x * x\nwith torch.no_grad():\n    c = y * 3\n(y * c).sum().backward()\n",
    "hooked": X + "y = x * x\ny.register_hook(lambda g: 2 * g)\ny.sum().backward()\n",
    "complex": LEAF + "tensor(1j, requires_grad=True)\n(x * x).abs().backward()\n",
    "too_many": X + "for _ in range(17):\n    x.sum().backward()\n",
}


@pytest.mark.parametrize("reason", REASONS)
def test_gradients_that_cannot_be_compared_have_a_reason(host, reason):
    assert only(host, REASONS[reason]).finding == reason.split()[0]


def test_abs_at_zero_does_not_agree(host):
    script = LEAF + "tensor([0.0, 1.0], requires_grad=True)\nx.abs().sum().backward()\n"
    assert only(host, script).finding == "kink"


def test_near_a_kink_shorter_steps_are_decisive(host):
    script = LEAF + "tensor([1.0, 0.004], requires_grad=True)\ntorch.relu(x).sum().backward()\n"
    assert only(host, script).finding == "agrees"


def test_a_leaf_made_from_integers_need_not_be_a_literal(host):
    script = LEAF + "arange(4.0).requires_grad_()\n(x * x).sum().backward()\n"
    assert only(host, script).finding == "agrees"


@pytest.mark.parametrize(
    "made",
    [
        "torch.ones(1).expand(3).detach()",
        "torch.arange(4.0).unfold(0, 2, 1).detach()",
        "torch.from_numpy(numpy.broadcast_to(numpy.ones(1), (3,)))",
    ],
)
def test_elements_that_share_memory_or_cannot_be_written_are_perturbed_one_by_one(host, made):
    script = f"import numpy\nimport torch\nx = {made}.requires_grad_()\n(x * x).sum().backward()\n"
    assert only(host, script).finding == "agrees"


def test_a_script_that_fails_before_the_pass_is_reported(host):
    source = "raise KeyError('gone')\n"
    _, heard, has_ended = start(host, source, [CheckTarget(0, (0,))])
    assert has_ended.wait(PATIENCE_S)
    assert (heard[0].finding, heard[0].detail) == ("error", "KeyError: 'gone'")


def test_a_zero_accumulation_is_checked(host):
    _, heard, has_ended = start(host, X, [CheckTarget(0, ())])
    assert has_ended.wait(PATIENCE_S)
    assert heard[0].finding == "unreached"


def test_a_run_that_takes_too_long_is_ended(host):
    source = X + "while True: pass\n"
    _, heard, has_ended = start(host, source, [CheckTarget(0, (0,))], max_run_s=0.5)
    assert has_ended.wait(PATIENCE_S)
    assert heard[0].finding == "timeout"


def test_targets_after_the_time_limit_have_no_verdict(host):
    script = X + "(x * x).sum().backward()\n"
    assert only(host, script, max_s=0.0).finding == "timeout"


def test_a_check_can_be_stopped(host):
    source = X + "(x * x).sum().backward()\nwhile True: pass\n"
    job, heard, has_ended = start(host, source, [CheckTarget(0, (0,))], max_run_s=60.0)
    time.sleep(0.3)
    job.stop()
    assert has_ended.wait(PATIENCE_S)
    assert isinstance(heard[-1], Lost) or heard[-1].how == "stopped"


def test_agreement_within_large_rounding_errors_does_not_count(host):
    script = """
        import torch
        torch.manual_seed(0)
        x = torch.randn(300, 300{}, requires_grad=True)
        (x @ x).relu().sum().backward()
    """
    assert only(host, script.format("")).finding == "imprecise"


def test_bfloat16_is_too_coarse_to_be_compared(host):
    script = (
        X.replace("requires", "dtype=torch.bfloat16, requires") + "(x * x * x).sum().backward()\n"
    )
    assert only(host, script).finding == "imprecise"


ROOTS_BY_SIGN = {
    "shapes": "y = z[z > 0]\ny.backward(torch.ones_like(y))\n",
    "numbers": "torch.autograd.backward([z.sum()] + ([z.prod()] if z[0] > 0 else []))\n",
}


@pytest.mark.parametrize("roots", ROOTS_BY_SIGN)
@pytest.mark.parametrize(("near", "finding"), [(1e-6, "kink"), (4e-3, "agrees")])
def test_a_leaf_whose_sign_decides_on_the_roots_is_compared_by_short_steps(
    host, roots, near, finding
):
    script = LEAF + f"tensor([{near}, 1.0, 2.0], requires_grad=True)\nz = x * 1\n"
    assert only(host, script + ROOTS_BY_SIGN[roots]).finding == finding
