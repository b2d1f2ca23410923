"""Imports have one direction: the window imports the engine, never the reverse."""

import ast
import graphlib
import subprocess
import sys

from tests.architecture.sources import (
    MODULES,
    ROOT,
    Module,
    in_each_module,
    is_ours,
    is_within,
)

QT = ("PySide6", "shiboken6", "pyqtgraph")
UNSAFE = ("pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle")

# (importing module, imported module): why the import is deferred.
DEFERRED_IMPORTS: dict[tuple[str, str], str] = {
    ("app", "engine.record.recording_file"): "numpy takes longer to load than --help to print",
    **dict.fromkeys(
        (
            ("gui.documents.recording_reader", "engine.record.recording_file"),
            ("gui.documents.recording_saver", "engine.record.recording_file"),
        ),
        "the window starts without what reads and writes recordings",
    ),
    ("app", "gui.application"): "only the window needs Qt",
    ("app", "gui.exporting.export_command"): "only pictures need Qt",
    ("app", "engine.worker.headless"): "numpy takes longer to load than --help to print",
    ("gui.plots.plots", "gui.plots.plot_pages"): "pyqtgraph loads when somebody looks at a plot",
    ("engine.worker.main", "engine.worker.sweep"): "no run waits for what only sweeps need",
    ("engine.worker.main", "engine.worker.jacobian"): "no run waits for what only it needs",
    ("engine.worker.main", "engine.worker.check"): "no run waits for what only checks need",
    ("engine.worker.main", "engine.worker.outcome"): "no run waits for what only JSON needs",
    **dict.fromkeys(
        (
            ("gui.pointing.tool_tips", "gui.pointing.tip_text"),
            ("gui.pointing.tool_tips", "engine.record.pointing"),
            ("gui.pointing.canvas_marks", "engine.record.pointing"),
            ("gui.pointing.inspect_commands", "engine.record.pointing"),
            ("gui.pointing.mirror_marks", "engine.record.mirrors"),
            ("gui.inspector.mirror_links", "engine.record.mirrors"),
            ("gui.inspector.explainer", "engine.explain.derivatives"),
            ("gui.inspector.explainer", "engine.explain.saved"),
            ("gui.inspector.formula_view", "gui.words.explain_text"),
            ("gui.inspector.formula_view", "gui.words.letters"),
            ("gui.inspector.saved_view", "gui.words.explain_text"),
            ("gui.words.op_sentences", "engine.explain.application"),
            ("gui.on_demand.gradient_checks", "engine.finite_differences.targets"),
            ("gui.on_demand.gradient_checks", "gui.inspector.check_text"),
            ("gui.inspector.check_view", "engine.finite_differences.targets"),
            ("gui.inspector.check_view", "gui.inspector.check_text"),
            ("gui.inspector.jacobian_view", "gui.inspector.jacobian_text"),
            ("gui.inspector.why_view", "gui.words.why_text"),
            ("gui.inspector.why_view", "engine.diagnose.answer"),
        ),
        "the window starts without what answers questions",
    ),
    ("gui.editor.completer", "gui.editor.completions"): "all operations load for their names",
    **dict.fromkeys(
        (
            ("gui.words.advice_text", "engine.diagnose.raised"),
            ("gui.words.advice_text", "gui.words.why_text"),
        ),
        "the window starts without what tells of errors",
    ),
    (
        "gui.outcome.error_panel",
        "gui.inspector.error_view",
    ): "the window starts without what tells of errors",
    ("gui.pointing.inspect_commands", "gui.pointing.tensor_search"): (
        "the window starts without what searches for tensors"
    ),
    (
        "gui.predict.predict_mode",
        "gui.predict.predictor",
    ): "the window starts without its questions",
    ("gui.predict.predict_mode", "gui.predict.scores"): "the window starts without its questions",
    **dict.fromkeys(
        (
            ("gui.walk.breakpoints", "engine.walk.condition"),
            ("gui.walk.walk_controller", "gui.walk.condition_dialog"),
            ("gui.walk.walk_controller", "gui.walk.walker"),
            ("gui.walk.breakpoint_resolver", "engine.walk.condition"),
            ("gui.walk.breakpoint_resolver", "engine.walk.stops"),
            ("gui.timeline.timeline", "engine.walk.cells"),
        ),
        "the window starts without what looks for steps",
    ),
    **dict.fromkeys(
        (
            ("gui.on_demand.seed_editing", "engine.edit.edits"),
            ("gui.on_demand.seed_editing", "engine.edit.picking"),
            ("gui.on_demand.seed_editing", "engine.edit.seeds"),
            ("gui.on_demand.seed_editing", "gui.builder.gesture_texts"),
            ("gui.on_demand.seed_editing", "gui.builder.value_editor"),
            ("gui.on_demand.seed_editing", "gui.builder.value_gestures"),
        ),
        "the window starts without the builder",
    ),
    (
        "gui.exporting.exporter",
        "gui.exporting.scene_picture",
    ): "the window starts without what writes pictures",
    (
        "gui.exporting.exporter",
        "gui.exporting.export_dialog",
    ): "the window starts without what writes pictures",
    **dict.fromkeys(
        (
            ("gui.exporting.exporter", "gui.exporting.animation"),
            ("gui.exporting.exporter", "gui.exporting.drawn_walk"),
            ("gui.exporting.exporter", "gui.exporting.walk_writer"),
        ),
        "the window starts without what draws all steps",
    ),
    (
        "gui.exporting.graph_printer",
        "gui.exporting.scene_picture",
    ): "the window starts without what writes pictures",
    (
        "gui.builder.builder_loader",
        "gui.builder.builder_context",
    ): "the window starts without the builder",
    ("gui.live.live_runner", "engine.edit.edits"): "the window starts without what reads scripts",
    ("gui.live.live_runner", "engine.edit.script"): "the window starts without what reads scripts",
    ("gui.builder.builder_loader", "gui.builder.gestures"): "the window starts without the builder",
    ("gui.gallery.gallery", "gui.gallery.browser"): "the window starts without the gallery",
    ("gui.help.help", "gui.help.guide_page"): "the window starts without the guide",
    ("gui.help.help", "gui.help.tour"): "the window starts without what may never be asked for",
    (
        "gui.help.help",
        "gui.help.keys_page",
    ): "the window starts without what may never be asked for",
    **dict.fromkeys(
        (
            ("gui.application", "engine.layout.process"),
            ("gui.application", "engine.worker.host"),
            ("gui.application", "gui.languages"),
            ("gui.application", "gui.canvas.accessible"),
            ("gui.application", "gui.examples"),
            ("gui.application", "gui.icons"),
            ("gui.application", "gui.drawing.layout_client"),
            ("gui.application", "gui.main_window"),
            ("gui.application", "gui.runs.runner"),
        ),
        "the window's frame is painted before what fills it is loaded",
    ),
}

# In the core of the engine, each layer imports only those to the right of it.
CORE_LAYERS = (
    ("engine.torch",),
    ("engine.ops",),
    ("engine.op",),
    ("engine.declaration",),
    ("engine.nodes.accumulate_grad",),
    ("engine.tensor",),
    ("engine.passes.backward_pass", "engine.registry"),
)


@in_each_module
def test_the_engine_does_not_import_the_window(module: Module):
    if is_within(module.name, ("engine",)):
        assert [i for i in module.imports if is_within(i.name, (*QT, "gui", "app"))] == []


@in_each_module
def test_only_the_layout_imports_networkx(module: Module):
    if not is_within(module.name, ("engine.layout",)):
        assert [i for i in module.imports if is_within(i.name, ("networkx",))] == []


@in_each_module
def test_no_serialization_that_runs_code_is_imported(module: Module):
    assert [i for i in module.imports if is_within(i.name, UNSAFE)] == []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant), f"{module.path}:{node.value.lineno}"
            assert node.value.value is False, f"{module.path}:{node.value.lineno}"


@in_each_module
def test_only_the_worker_runs_text_as_code(module: Module):
    # Apart from one place that runs code which the engine itself generates.
    if not is_within(module.name, ("engine.worker", "engine.compiled.generated")):
        names = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name)]
        assert [f"line {n.lineno}" for n in names if n.id in ("exec", "eval")] == []


@in_each_module
def test_the_core_of_the_engine_is_layered(module: Module):
    own = next((n for n, layer in enumerate(CORE_LAYERS) if is_within(module.name, layer)), None)
    if own is not None:
        above = tuple(name for layer in CORE_LAYERS[:own] for name in layer)
        assert [i for i in module.runtime_imports if is_within(i.name, above)] == []


def test_there_are_no_import_cycles():
    graph = {module.name: {found.name for found in module.runtime_imports} for module in MODULES}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which shows the circle


def test_deferred_imports_are_listed_with_reasons():
    deferred = {
        (module.name, found.name)
        for module in MODULES
        for found in module.imports
        if found.is_deferred and is_ours(found.name)
    }
    assert deferred == set(DEFERRED_IMPORTS)


def test_every_module_of_the_engine_imports_without_qt():
    program = f"""
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys({QT}))  # None makes an import of it fail
import engine
for module in pkgutil.walk_packages(engine.__path__, "engine."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
    run_python(program)


def run_python(program: str) -> None:
    """Run a program in a fresh interpreter, which must not fail."""
    command = [sys.executable, "-c", program]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr


def test_starting_the_window_does_not_read_the_source_of_its_modules():
    ours = str(ROOT / "gui")
    run_python(
        "import linecache, gui.application, gui.main_window\n"
        f"assert not [name for name in linecache.cache if name.startswith({ours!r})]"
    )


def test_starting_the_window_does_not_import_slow_libraries():
    slow = {"PIL", "networkx", "pyqtgraph", "ziamath"}
    run_python(
        f"import sys, gui.application, gui.main_window; assert not {slow} & set(sys.modules)"
    )
