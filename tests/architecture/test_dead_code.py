"""No private function or class is left over after its last use."""

import ast

from tests.architecture.sources import Function, Module, in_each_module

FOR_SCRIPTS = {"_LRScheduler", "_assert"}
"""Names of PyTorch with an underscore."""


@in_each_module
def test_private_definitions_are_used(module: Module):
    """In their own module; one with a decorator may be used by that."""
    used = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    private = [
        node.name
        for node in module.tree.body
        if isinstance(node, ast.ClassDef | Function)
        and node.name.startswith("_")
        and not node.name.startswith("__")
        and not node.decorator_list
    ]
    assert [name for name in private if name not in used | FOR_SCRIPTS] == []
