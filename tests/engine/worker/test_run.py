"""Scripts in a worker behave as in Python, report errors exactly, and leave no trace."""

import linecache
import sys
import warnings

import pytest

from engine.recorder.texts import message_of
from engine.worker.hooks import HOOKS_NAME
from tests.engine.worker.heard import printed, run


def test_a_script_is_its_own_main_module():
    outcome, _ = run("""
        import __main__, sys
        mine = __main__.__dict__ is globals() and __name__ == "__main__" == __main__.__name__
        arguments, file = sys.argv, __file__
        """)
    assert (outcome.how, outcome.detail) == ("done", "")
    names = outcome.names
    assert (names["mine"], names["arguments"], names["file"]) == (True, ["<script>"], "<script>")


def test_import_torch_gives_the_engine():
    outcome, _ = run("import torch")
    assert outcome.names["torch"] is __import__("engine.torch").torch


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import torch.onnx", "Gradwalk does not have torch.onnx"),
        ("from torch import fft2", "cannot import name 'fft2' from 'torch'"),
        ("import torch.fx", "Gradwalk does not have torch.fx: it neither compiles nor exports"),
        ("import torch._inductor", "Gradwalk does not have torch._inductor: it neither compiles"),
        ("from torch.jit import trace", "Gradwalk does not have torch.jit.trace: it neither"),
        (
            "from torch.distributed import init_process_group",
            "Gradwalk does not have torch.distributed.init_process_group: it computes in one",
        ),
        (
            "from torch.hub import load",
            "Gradwalk does not have torch.hub: it downloads nothing; make the model in",
        ),
        (
            "from torch.profiler import profile",
            "Gradwalk does not have torch.profiler: its speed says nothing of",
        ),
        (
            "from torch.nn import LinearCrossEntropyOptions",
            "Gradwalk does not have torch.nn.LinearCrossEntropyOptions; the nearest it has is",
        ),
        (
            "from torch.nn.functional import gumbel_softmax, max_pool2d_with_indicez",
            "cannot import name 'max_pool2d_with_indicez' from 'torch.nn.functional'",
        ),
        ("from torch.nn.functional import grouped_mm", "Gradwalk does not have"),
        (
            "from torch.utils.tensorboard import SummaryWriter",
            "Gradwalk does not have torch.utils.",
        ),
        ("import torch.foo", "No module named 'torch.foo'"),
    ],
)
def test_importing_names_that_only_pytorch_has_raises_an_error_that_says_so(source, message):
    outcome, heard = run(f"""
        try:
            import torch.profiler
        except ImportError:
            pass
        {source}
        """)
    assert outcome.how == "error"
    error = heard.only("raised")[0][1]
    assert isinstance(error, ImportError)
    assert message_of(error).startswith(message)
    assert isinstance(error, NotImplementedError) == message.startswith("Gradwalk")


@pytest.mark.parametrize(
    ("expression", "lack"),
    [
        ("torch.nn.linear", "module 'torch.nn' has no attribute 'linear'"),
        ("torch.nn.prune", "module 'torch.nn' has no attribute 'prune'"),
        ("torch.optim.adam", "module 'torch.optim' has no attribute 'adam'"),
        ("torch.tensors", "module 'torch' has no attribute 'tensors'"),
        ("torch.random.rand", "module 'torch.random' has no attribute 'rand'"),
    ],
)
def test_packages_lack_the_modules_that_only_the_engine_has(expression, lack):
    outcome, heard = run(f"import torch\nlayer = torch.nn.Linear(1, 1)\n{expression}")
    [(_, error, _, _)] = heard.only("raised")
    assert (outcome.how, type(error), str(error)) == ("error", AttributeError, lack)


def test_a_run_leaves_nothing_behind():
    def surroundings():
        modules = {name: sys.modules.get(name) for name in ("__main__", "torch", "torch.nn")}
        streams = sys.stdin, sys.stdout, sys.stderr
        cached = linecache.cache.get("<script>")
        finders = sys.meta_path[:]
        return (
            modules,
            streams,
            cached,
            finders,
            sys.argv,
            warnings.filters[:],
            sys.getrecursionlimit(),
        )

    before = surroundings()
    for source in ("import torch, warnings; warnings.simplefilter('error')", "1 / 0", "x = ("):
        run(source)
        assert surroundings() == before


@pytest.mark.parametrize(
    ("source", "status", "message"),
    [
        ("import sys; sys.exit()", "0", ""),
        ("import sys; sys.exit(3)", "3", ""),
        ("exit('bye')", "1", "bye\n"),
    ],
)
def test_a_script_may_call_sys_exit(source, status, message):
    outcome, heard = run(source)
    assert (outcome.how, outcome.detail, outcome.line) == ("exited", status, 1)
    assert printed(heard, "stderr") == message
    assert heard.only("raised") == []


def test_an_interrupt_is_no_error():
    outcome, heard = run("x = 1\nraise KeyboardInterrupt")
    assert (outcome.how, outcome.detail, outcome.line) == ("stopped", "", 2)
    assert heard.only("raised") == []


def test_a_long_sum_keeps_its_structure():
    outcome, heard = run("x = 1\ny = " + " + ".join(["x"] * 1200))
    assert outcome.names["y"] == 1200
    assert heard.only("bind") == [("bind", "x", 1), ("bind", "y", 1200)]


def test_code_nested_too_deep_to_be_instrumented_runs_without():
    loops = "".join(f"{'  ' * depth}for i in [1]:\n" for depth in range(15))
    outcome, heard = run(loops + "  " * 15 + "print(i)\n")
    assert (outcome.how, printed(heard), heard.only("enter_loop")) == ("done", "1\n", [])


def test_notebook_commands_are_skipped_and_other_lines_keep_their_place():
    outcome, heard = run("%matplotlib inline\nx = 1\n!pip install torch\nx / 0")
    [(_, error, traceback, place)] = heard.only("raised")
    assert outcome.names["x"] == 1
    assert isinstance(error, ZeroDivisionError)
    assert place == (4, 0, 4, 5)
    assert "x / 0" in traceback


def test_functions_of_the_script_can_be_called_after_the_run():
    outcome, heard = run("def double(x): return 2 * x")
    assert outcome.names["double"](4) == 8
    assert outcome.names[HOOKS_NAME] is heard
