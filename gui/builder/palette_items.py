"""The items of the palette: tensors, operations and blocks, in groups."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.edit.operations import Form, Operation
from engine.edit.tensors import NewTensor, Source
from gui.languages import QT_TRANSLATE_NOOP


class Group(Enum):
    """The groups, by their titles, in order."""

    TENSORS = QT_TRANSLATE_NOOP("palette", "Tensors")
    ARITHMETIC = QT_TRANSLATE_NOOP("palette", "Arithmetic")
    FUNCTIONS = QT_TRANSLATE_NOOP("palette", "Functions")
    REDUCTIONS = QT_TRANSLATE_NOOP("palette", "Reductions")
    LINEAR_ALGEBRA = QT_TRANSLATE_NOOP("palette", "Linear algebra")
    SHAPE = QT_TRANSLATE_NOOP("palette", "Shape")
    ACTIVATIONS = QT_TRANSLATE_NOOP("palette", "Activations")
    LOSSES = QT_TRANSLATE_NOOP("palette", "Losses")
    BLOCKS = QT_TRANSLATE_NOOP("palette", "Blocks")


@dataclass(frozen=True)
class PaletteItem:
    """An item that makes a tensor, or is applied to tensors.

    Attributes:
        key: its unique name.
        group: its group.
        symbol: its mathematical symbol; may be empty.
        signature: how it is called in Python.
        help: what it does; English, to be translated.
        operation: the operation that it applies, or None.
        arity: the number of its operands.
        tensor: the tensor that it makes, or None.
        layers: the number of outputs of each layer that it applies; may be empty.
    """

    key: str
    group: Group
    symbol: str
    signature: str
    help: str
    operation: Operation | None = None
    arity: int = 0
    tensor: NewTensor | None = None
    layers: tuple[int, ...] = ()

    @property
    def caption(self) -> str:
        """The symbol and the key, or only one if they are the same."""
        return f"{self.mark} {self.key}".strip()

    @property
    def mark(self) -> str:
        """The symbol; empty if it is the same as the key."""
        return "" if self.symbol.casefold() == self.key else self.symbol


def _made(key: str, symbol: str, signature: str, help_text: str, tensor: NewTensor) -> PaletteItem:
    return PaletteItem(key, Group.TENSORS, symbol, signature, help_text, tensor=tensor)


def _operator(key: str, symbol: str, operator: str, help_text: str) -> PaletteItem:
    operation = Operation(Form.OPERATOR, operator)
    signature = f"a {operator} b"
    return PaletteItem(key, Group.ARITHMETIC, symbol, signature, help_text, operation, 2)


def _function(
    group: Group,
    name: str,
    help_text: str,
    symbol: str = "",
    operands: str = "a",
    settings: tuple[str, ...] = (),
) -> PaletteItem:
    key = "_".join((name.rsplit(".", 1)[-1], *(each.split("=")[0] for each in settings)))
    arity = len(operands.split(", "))
    inside = ", ".join((operands, *settings))
    signature = f"{name.rsplit('.', 1)[-1]}({inside})"
    operation = Operation(Form.FUNCTION, name, settings)
    return PaletteItem(key, group, symbol, signature, help_text, operation, arity)


def _method(
    group: Group, name: str, help_text: str, symbol: str = "", settings: tuple[str, ...] = ()
) -> PaletteItem:
    signature = f"a.{name}({', '.join(settings)})"
    operation = Operation(Form.METHOD, name, settings)
    return PaletteItem(name, group, symbol, signature, help_text, operation, 1)


_TENSORS = (
    _made(
        "arange",
        "0 1 …",
        "arange(4.0)",
        QT_TRANSLATE_NOOP("palette", "The numbers from 0 up, as a vector"),
        NewTensor(Source.ARANGE, 4.0),
    ),
    _made(
        "scalar",
        "1",
        "tensor(1.0)",
        QT_TRANSLATE_NOOP("palette", "One number, without dimensions"),
        NewTensor(Source.VALUES, 1.0),
    ),
    _made(
        "vector",
        "[ ]",
        "tensor([1.0, 2.0])",
        QT_TRANSLATE_NOOP("palette", "A vector of given numbers"),
        NewTensor(Source.VALUES, (1.0, 2.0)),
    ),
    _made(
        "matrix",
        "[[ ]]",
        "tensor([[1.0, 2.0], [3.0, 4.0]])",
        QT_TRANSLATE_NOOP("palette", "A matrix of given numbers"),
        NewTensor(Source.VALUES, ((1.0, 2.0), (3.0, 4.0))),
    ),
    _made(
        "zeros",
        "0 0",
        "zeros(3)",
        QT_TRANSLATE_NOOP("palette", "A vector of zeros"),
        NewTensor(Source.ZEROS, shape=(3,)),
    ),
    _made(
        "ones",
        "1 1",
        "ones(3)",
        QT_TRANSLATE_NOOP("palette", "A vector of ones"),
        NewTensor(Source.ONES, shape=(3,)),
    ),
    _made(
        "rand",
        "U",
        "rand(3)",
        QT_TRANSLATE_NOOP("palette", "Random numbers from 0 to 1, the same in every run"),
        NewTensor(Source.RAND, shape=(3,), seed=0),
    ),
    _made(
        "randn",
        "N",
        "randn(2, 3)",
        QT_TRANSLATE_NOOP("palette", "Normal random numbers, the same in every run"),
        NewTensor(Source.RANDN, shape=(2, 3), seed=0),
    ),
)

_ARITHMETIC = (
    _operator("add", "+", "+", QT_TRANSLATE_NOOP("palette", "The sum of two tensors")),
    _operator("sub", "−", "-", QT_TRANSLATE_NOOP("palette", "The difference of two tensors")),
    _operator("mul", "×", "*", QT_TRANSLATE_NOOP("palette", "The product, element by element")),
    _operator("div", "÷", "/", QT_TRANSLATE_NOOP("palette", "The quotient, element by element")),
    _operator("pow", "^", "**", QT_TRANSLATE_NOOP("palette", "a to the power of b")),
    PaletteItem(
        "neg",
        Group.ARITHMETIC,
        "−",
        "-a",
        QT_TRANSLATE_NOOP("palette", "The opposite number"),
        Operation(Form.PREFIX, "-"),
        1,
    ),
)

_FUNCTIONS = tuple(
    _function(Group.FUNCTIONS, f"torch.{name}", text, symbol)
    for name, symbol, text in (
        ("exp", "eˣ", QT_TRANSLATE_NOOP("palette", "e to the power of a")),
        ("log", "ln", QT_TRANSLATE_NOOP("palette", "The natural logarithm")),
        ("sqrt", "√", QT_TRANSLATE_NOOP("palette", "The square root")),
        ("square", "a²", QT_TRANSLATE_NOOP("palette", "a times a")),
        ("abs", "|a|", QT_TRANSLATE_NOOP("palette", "The number without its sign")),
        ("sin", "sin", QT_TRANSLATE_NOOP("palette", "The sine")),
        ("cos", "cos", QT_TRANSLATE_NOOP("palette", "The cosine")),
        ("tan", "tan", QT_TRANSLATE_NOOP("palette", "The tangent")),
    )
)

_DETACH = _method(
    Group.FUNCTIONS,
    "detach",
    QT_TRANSLATE_NOOP("palette", "The same numbers, cut off from their gradients"),
    "✂",
)

_REDUCTIONS = tuple(
    _method(Group.REDUCTIONS, name, text, symbol)
    for name, symbol, text in (
        ("sum", "Σ", QT_TRANSLATE_NOOP("palette", "The sum of all elements")),
        ("mean", "μ", QT_TRANSLATE_NOOP("palette", "The mean of all elements")),
        ("prod", "Π", QT_TRANSLATE_NOOP("palette", "The product of all elements")),
        ("max", "max", QT_TRANSLATE_NOOP("palette", "The largest element")),
        ("min", "min", QT_TRANSLATE_NOOP("palette", "The smallest element")),
        ("norm", "‖a‖", QT_TRANSLATE_NOOP("palette", "The length of a vector")),
    )
)

_LINEAR_ALGEBRA = (
    _function(
        Group.LINEAR_ALGEBRA,
        "torch.dot",
        QT_TRANSLATE_NOOP("palette", "The inner product of two vectors"),
        "·",
        "a, b",
    ),
    PaletteItem(
        "matmul",
        Group.LINEAR_ALGEBRA,
        "@",
        "a @ b",
        QT_TRANSLATE_NOOP("palette", "The product of matrices and vectors"),
        Operation(Form.OPERATOR, "@"),
        2,
    ),
    _function(
        Group.LINEAR_ALGEBRA,
        "torch.outer",
        QT_TRANSLATE_NOOP("palette", "Every element of a times every element of b"),
        "⊗",
        "a, b",
    ),
    _method(Group.LINEAR_ALGEBRA, "t", QT_TRANSLATE_NOOP("palette", "The transpose"), "ᵀ"),
    _function(
        Group.LINEAR_ALGEBRA,
        "torch.trace",
        QT_TRANSLATE_NOOP("palette", "The sum of the diagonal"),
        "tr",
    ),
)

_SHAPE = (
    _method(
        Group.SHAPE,
        "reshape",
        QT_TRANSLATE_NOOP("palette", "The same elements as one vector"),
        "",
        ("-1",),
    ),
    _method(
        Group.SHAPE,
        "unsqueeze",
        QT_TRANSLATE_NOOP("palette", "With one more dimension in front"),
        "",
        ("0",),
    ),
    _method(Group.SHAPE, "squeeze", QT_TRANSLATE_NOOP("palette", "Without dimensions of extent 1")),
    _method(Group.SHAPE, "clone", QT_TRANSLATE_NOOP("palette", "A copy with its own memory")),
)

_ACTIVATIONS = (
    *(
        _function(Group.ACTIVATIONS, f"torch.{name}", text, symbol)
        for name, symbol, text in (
            ("relu", "ReLU", QT_TRANSLATE_NOOP("palette", "Positive numbers as they are, else 0")),
            ("sigmoid", "σ", QT_TRANSLATE_NOOP("palette", "Between 0 and 1, in the shape of an S")),
            ("tanh", "tanh", QT_TRANSLATE_NOOP("palette", "Between -1 and 1")),
        )
    ),
    _function(
        Group.ACTIVATIONS,
        "torch.nn.functional.softplus",
        QT_TRANSLATE_NOOP("palette", "A smooth relu"),
    ),
    _function(
        Group.ACTIVATIONS,
        "torch.softmax",
        QT_TRANSLATE_NOOP("palette", "Positive numbers whose sum is 1"),
        settings=("dim=-1",),
    ),
)

_LOSSES = tuple(
    _function(Group.LOSSES, f"torch.nn.functional.{name}", text, "", operands)
    for name, operands, text in (
        (
            "mse_loss",
            "input, target",
            QT_TRANSLATE_NOOP("palette", "The mean of the squared differences"),
        ),
        (
            "l1_loss",
            "input, target",
            QT_TRANSLATE_NOOP("palette", "The mean of the absolute differences"),
        ),
        (
            "cross_entropy",
            "input, target",
            QT_TRANSLATE_NOOP("palette", "How far scores are from the right classes"),
        ),
        (
            "binary_cross_entropy_with_logits",
            "input, target",
            QT_TRANSLATE_NOOP("palette", "The same for yes or no"),
        ),
    )
)

_BLOCKS = (
    PaletteItem(
        "linear_layer",
        Group.BLOCKS,
        "wx+b",
        "a @ w + b",
        QT_TRANSLATE_NOOP("palette", "A linear layer of three outputs, with its parameters"),
        arity=1,
        layers=(3,),
    ),
    PaletteItem(
        "network",
        Group.BLOCKS,
        "⇶",
        "tanh(a @ w1 + b1) @ w2 + b2",
        QT_TRANSLATE_NOOP("palette", "A small network: four hidden units, one output"),
        arity=1,
        layers=(4, 1),
    ),
)

ITEMS = (
    *_TENSORS,
    *_ARITHMETIC,
    *_FUNCTIONS,
    _DETACH,
    *_REDUCTIONS,
    *_LINEAR_ALGEBRA,
    *_SHAPE,
    *_ACTIVATIONS,
    *_LOSSES,
    *_BLOCKS,
)
"""All items, group by group."""

BY_KEY = {item.key: item for item in ITEMS}
"""All items, by their keys."""
