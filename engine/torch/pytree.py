"""The module ``torch.utils._pytree``: flattening and unflattening of containers.

Source: torch.utils._pytree, PyTorch 2.13.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.size import Size
from engine.torch.return_types import ReturnType

Predicate = Callable[[Any], bool] | None


@dataclass(frozen=True)
class _Kind:
    """How containers of a class are flattened and unflattened."""

    flatten: Callable[[Any], tuple[list[Any], Any]]
    unflatten: Callable[[list[Any], Any], Any]


def _named_apart(container: Any) -> tuple[list[Any], Any]:
    return list(container), type(container)


def _tuple_apart(container: Any) -> tuple[list[Any], Any]:
    return list(container), None


def _dict_apart(container: Any) -> tuple[list[Any], Any]:
    return list(container.values()), list(container)


_NAMED = _Kind(_named_apart, lambda members, kind: kind(*members))
_KINDS: dict[type, _Kind] = {
    tuple: _Kind(_tuple_apart, lambda members, _: tuple(members)),
    list: _Kind(lambda each: (each, None), lambda members, _: list(members)),
    dict: _Kind(_dict_apart, lambda members, keys: dict(zip(keys, members))),
    OrderedDict: _Kind(_dict_apart, lambda members, keys: OrderedDict(zip(keys, members))),
    defaultdict: _Kind(
        lambda each: (list(each.values()), [each.default_factory, list(each)]),
        lambda members, kept: defaultdict(kept[0], zip(kept[1], members)),
    ),
    deque: _Kind(
        lambda each: (list(each), each.maxlen), lambda members, most: deque(members, maxlen=most)
    ),
    Size: _Kind(_tuple_apart, lambda members, _: tuple(members)),
}


@dataclass(frozen=True)
class TreeSpec:
    """The structure of a container, without its leaves.

    Attributes:
        type: its class; ``"namedtuple"`` for all of these; None for a leaf.
        context: what unflattening needs, such as the keys of a dictionary.
        num_leaves, num_nodes, num_children: the number of leaves, of all nodes, and of children.
    """

    type: Any
    context: Any
    _children: tuple[TreeSpec, ...]
    num_leaves: int = field(init=False, compare=False)
    num_nodes: int = field(init=False, compare=False)
    num_children: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        inside = self._children
        leaves = 1 if self.is_leaf() else sum(each.num_leaves for each in inside)
        object.__setattr__(self, "num_leaves", leaves)
        object.__setattr__(self, "num_nodes", 1 + sum(each.num_nodes for each in inside))
        object.__setattr__(self, "num_children", len(inside))

    def is_leaf(self) -> bool:
        """Whether it is a leaf."""
        return self.type is None

    def children(self) -> list[TreeSpec]:
        """The structures of its children."""
        return list(self._children)

    def child(self, index: int) -> TreeSpec:
        """The structure of one child."""
        return self._children[index]

    def unflatten(self, leaves: Any) -> Any:
        """The container with these leaves.

        Raises:
            ValueError: the number of leaves does not match.
        """
        given = list(leaves)
        if len(given) != self.num_leaves:
            raise ValueError(
                f"treespec.unflatten(leaves): `leaves` has length {len(given)} but the spec "
                f"refers to a pytree that holds {self.num_leaves} items ({self})."
            )
        return self._filled(iter(given))

    def _filled(self, leaves: Iterator[Any]) -> Any:
        if self.is_leaf():
            return next(leaves)
        members = [each._filled(leaves) for each in self._children]
        return _kind_named(self.type).unflatten(members, self.context)

    def flatten_up_to(self, tree: Any) -> list[Any]:
        """The parts of another container in the places of the leaves.

        Raises:
            ValueError: its structure does not match.
        """
        if self.is_leaf():
            return [tree]
        kind = _class_of(tree)
        if kind is not self.type and not {kind, self.type} <= {dict, OrderedDict, defaultdict}:
            raise ValueError(f"Node type mismatch; expected {self.type!r}, but got {type(tree)!r}.")
        members, _ = _kind_named(kind).flatten(tree)
        if len(members) != self.num_children:
            raise ValueError(
                f"Node arity mismatch; expected {self.num_children}, but got {len(members)}."
            )
        if isinstance(tree, dict):
            members = [tree[key] for key in self._keys_in(tree)]
        return [
            each for spec, one in zip(self._children, members) for each in spec.flatten_up_to(one)
        ]

    def _keys_in(self, tree: dict[Any, Any]) -> list[Any]:
        keys: list[Any] = self.context[1] if self.type is defaultdict else self.context
        lacking, extra = set(keys) - set(tree), set(tree) - set(keys)
        if lacking or extra:
            raise ValueError(
                "Node keys mismatch"
                + (f"; missing key(s): {lacking}" if lacking else "")
                + (f"; extra key(s): {extra}" if extra else "")
                + "."
            )
        return keys

    def __hash__(self) -> int:
        return hash((self.type, self._children))

    def __str__(self) -> str:
        if self.is_leaf():
            return "*"
        listed = ",\n  ".join(str(each).replace("\n", "\n  ") for each in self._children)
        name = self.type if isinstance(self.type, str) else self.type.__name__
        return f"TreeSpec({name}, {self.context}, [{listed}])"

    __repr__ = __str__


def LeafSpec() -> TreeSpec:  # noqa: N802  (PyTorch's name)
    """The structure of a leaf."""
    return TreeSpec(None, None, ())


def _class_of(tree: Any) -> Any:
    """The registered class of a value; None for leaves."""
    kind = type(tree)
    if kind in _KINDS or isinstance(tree, ReturnType):
        return kind
    return "namedtuple" if isinstance(tree, tuple) and hasattr(kind, "_fields") else None


def _kind_named(name: Any) -> _Kind:
    if name == "namedtuple":
        return _NAMED
    return _KINDS.get(name) or _Kind(_tuple_apart, lambda members, _: name(members))


def rebuilt(function: Callable[[Any], Any], tree: Any) -> Any:
    """The same container with a function applied to each leaf."""
    kind = _class_of(tree)
    if kind is None:
        return function(tree)
    how = _kind_named(kind)
    members, context = how.flatten(tree)
    return how.unflatten([rebuilt(function, each) for each in members], context)


def register_pytree_node(
    cls: type,
    flatten_fn: Callable[[Any], tuple[list[Any], Any]],
    unflatten_fn: Callable[[Any, Any], Any],
    **_: Any,
) -> None:
    """Register a class of containers.

    Raises:
        ValueError: it is registered already.
    """
    if cls in _KINDS:
        raise ValueError(f"{cls} is already registered as pytree node.")
    _KINDS[cls] = _Kind(flatten_fn, unflatten_fn)


def tree_is_leaf(tree: Any, is_leaf: Predicate = None) -> bool:
    """Whether a value is a leaf."""
    return (is_leaf is not None and is_leaf(tree)) or _class_of(tree) is None


def tree_flatten(tree: Any, is_leaf: Predicate = None) -> tuple[list[Any], TreeSpec]:
    """The leaves of a container, and its structure."""
    leaves: list[Any] = []
    return leaves, _apart(tree, is_leaf, leaves)


def _apart(tree: Any, is_leaf: Predicate, leaves: list[Any]) -> TreeSpec:
    if tree_is_leaf(tree, is_leaf):
        leaves.append(tree)
        return LeafSpec()
    kind = _class_of(tree)
    members, context = _kind_named(kind).flatten(tree)
    return TreeSpec(kind, context, tuple(_apart(each, is_leaf, leaves) for each in members))


def tree_unflatten(leaves: Any, treespec: TreeSpec) -> Any:
    """The container with these leaves and this structure.

    Raises:
        TypeError: not a structure.
    """
    if not isinstance(treespec, TreeSpec):
        raise TypeError(
            "Expected `treespec` to be an instance of PyTreeSpec but got item of type "
            f"{type(treespec)}."
        )
    return treespec.unflatten(leaves)


def tree_leaves(tree: Any, is_leaf: Predicate = None) -> list[Any]:
    """The leaves of a container."""
    return tree_flatten(tree, is_leaf)[0]


def tree_iter(tree: Any, is_leaf: Predicate = None) -> Iterator[Any]:
    """An iterator over the leaves of a container."""
    return iter(tree_leaves(tree, is_leaf))


def tree_structure(tree: Any, is_leaf: Predicate = None) -> TreeSpec:
    """The structure of a container."""
    return tree_flatten(tree, is_leaf)[1]


def tree_map(func: Callable[..., Any], tree: Any, *rests: Any, is_leaf: Predicate = None) -> Any:
    """The container with a function applied to each leaf, with those of others in its place."""
    leaves, spec = tree_flatten(tree, is_leaf)
    return spec.unflatten(list(map(func, leaves, *(spec.flatten_up_to(each) for each in rests))))


def spread(prefix: Any, tree: Any) -> list[Any] | None:
    """For each leaf of a container the value of a prefix tree that applies to it.

    None if the structures do not match.
    """
    said, spec = tree_flatten(prefix)
    try:
        parts = spec.flatten_up_to(tree)
    except ValueError:
        return None
    counts = [len(tree_leaves(each)) for each in parts]
    return [each for each, count in zip(said, counts) for _ in range(count)]


def tree_map_(func: Callable[..., Any], tree: Any, *rests: Any, is_leaf: Predicate = None) -> Any:
    """Call a function on each leaf; return the container itself."""
    tree_map(func, tree, *rests, is_leaf=is_leaf)
    return tree


def _only(kinds: Any) -> Callable[[Any], bool]:
    """A predicate for leaves: by class, by one of several classes, or by a function."""
    if isinstance(kinds, type | tuple) or hasattr(kinds, "__args__"):
        return lambda leaf: isinstance(leaf, kinds)
    return lambda leaf: bool(kinds(leaf))


def tree_map_only(
    type_or_types_or_pred: Any,
    func: Callable[[Any], Any],
    tree: Any,
    is_leaf: Predicate = None,
) -> Any:
    """The container with a function applied to some of the leaves."""
    is_meant = _only(type_or_types_or_pred)
    return tree_map(lambda leaf: func(leaf) if is_meant(leaf) else leaf, tree, is_leaf=is_leaf)


def tree_map_only_(
    type_or_types_or_pred: Any,
    func: Callable[[Any], Any],
    tree: Any,
    is_leaf: Predicate = None,
) -> Any:
    """Call a function on some of the leaves; return the container itself."""
    tree_map_only(type_or_types_or_pred, func, tree, is_leaf)
    return tree


def tree_all(pred: Callable[[Any], bool], tree: Any, is_leaf: Predicate = None) -> bool:
    """Whether a predicate holds for all leaves."""
    return all(map(pred, tree_leaves(tree, is_leaf)))


def tree_any(pred: Callable[[Any], bool], tree: Any, is_leaf: Predicate = None) -> bool:
    """Whether a predicate holds for any leaf."""
    return any(map(pred, tree_leaves(tree, is_leaf)))


def tree_all_only(
    type_or_types: Any, pred: Callable[[Any], bool], tree: Any, is_leaf: Predicate = None
) -> bool:
    """Whether a predicate holds for all leaves of some classes."""
    is_meant = _only(type_or_types)
    return all(pred(each) for each in tree_leaves(tree, is_leaf) if is_meant(each))


def tree_any_only(
    type_or_types: Any, pred: Callable[[Any], bool], tree: Any, is_leaf: Predicate = None
) -> bool:
    """Whether a predicate holds for any leaf of some classes."""
    is_meant = _only(type_or_types)
    return any(pred(each) for each in tree_leaves(tree, is_leaf) if is_meant(each))


PYTREE: dict[str, Any] = {
    **{
        each.__name__: each
        for each in (
            LeafSpec,
            TreeSpec,
            register_pytree_node,
            tree_all,
            tree_all_only,
            tree_any,
            tree_any_only,
            tree_flatten,
            tree_is_leaf,
            tree_iter,
            tree_leaves,
            tree_map,
            tree_map_,
            tree_map_only,
            tree_map_only_,
            tree_structure,
            tree_unflatten,
        )
    },
    "PyTree": Any,
    "PyTreeSpec": TreeSpec,
}
"""The members of ``torch.utils._pytree``."""
