"""The project's own modules as syntax trees, and what each of them imports."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One imported module.

    Attributes:
        name: its full name, with the submodule where the statement names one.
        line: where the statement is.
        is_deferred: whether it runs when a function is called rather than at import.
        is_for_types: whether it never runs, and only the type checker reads it.
    """

    name: str
    line: int
    is_deferred: bool
    is_for_types: bool


class Module:
    """One of the project's source files.

    Attributes:
        path: relative to the project's folder.
        name: the name that it is imported by.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        parts = path.with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def functions(self) -> list[Function]:
        """All functions and methods, nested ones too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def imports(self) -> list[Import]:
        """All imports, wherever they stand."""
        deferred = set(statements_below(self.functions))
        for_types = set(statements_below(filter(is_for_type_checker, ast.walk(self.tree))))
        return [
            Import(name, node.lineno, node in deferred, node in for_types)
            for node in statements_below([self.tree])
            for name in imported_names(node)
        ]

    @property
    def runtime_imports(self) -> list[Import]:
        """The imports that do run, at once or later."""
        return [found for found in self.imports if not found.is_for_types]

    def __repr__(self) -> str:
        return self.name


def statements_below(nodes: Iterable[ast.AST]) -> Iterator[ast.stmt]:
    """All statements inside these nodes, at any depth."""
    for node in nodes:
        yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.stmt))


def is_for_type_checker(node: ast.AST) -> bool:
    """Whether this is an ``if TYPE_CHECKING:`` block."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def imported_names(node: ast.stmt) -> Iterator[str]:
    """The full names of the modules that a statement imports, if it does."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.module, f"a relative import in line {node.lineno}"
        for alias in node.names:
            submodule = f"{node.module}.{alias.name}"
            yield submodule if is_ours(submodule) else node.module


def is_ours(name: str) -> bool:
    """Whether a module of this name is a file of the project."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of these packages or modules, or inside of one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def our_modules() -> list[Module]:
    """Every source file except the tests."""
    folders = ("engine", "gui", "tools")
    files = [ROOT / "app.py", *(file for top in folders for file in (ROOT / top).rglob("*.py"))]
    return [Module(file.relative_to(ROOT)) for file in sorted(files) if file.is_file()]


MODULES = our_modules()


def in_each_module(rule: Callable[[Module], None]) -> Callable[[], None]:
    """A test that a rule holds in each module; it tells of all in which it does not."""

    def test() -> None:
        broken: dict[str, str] = {}
        for module in MODULES:
            try:
                rule(module)
            except AssertionError as error:
                broken[module.name] = str(error)
        assert not broken, broken

    test.__name__ = test.__qualname__ = rule.__name__
    return test
