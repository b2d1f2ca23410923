"""What to do about an error: the advice that goes with a message of Python or PyTorch."""

import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from keyword import iskeyword
from typing import NamedTuple

from engine import errors
from engine.script.source import source_lines


class Advice(StrEnum):
    """What a user may be advised to do; the window has the texts."""

    LEAVE_OUT_PROMPTS = "leave out prompts"
    COMMENT_OUT_TEXT = "comment out text"
    WRITE_ELIF = "write elif"
    KEEP_INSIDE = "keep inside"
    SPLIT_EXPRESSION = "split expression"
    CLOSE_WHAT_IS_OPEN = "close what is open"
    ADD_COLON = "add colon"
    TYPE_PLAIN_CHARACTERS = "type plain characters"
    DELETE_WHAT_IS_UNSEEN = "delete what is unseen"
    INDENT_ALIKE = "indent alike"
    INDENT_BLOCK = "indent block"
    USE_WHAT_IS_THERE = "use what is there"
    LEAVE_DRAWING_OUT = "leave drawing out"
    LEAVE_OUT_TORCH_PART = "leave out torch part"
    USE_OTHER_OPERATIONS = "use other operations"
    IMPORT_MODULE = "import module"
    KEEP_TORCH = "keep torch"
    NAME_BEFORE_USE = "name before use"
    GIVE_A_SEED = "give a seed"
    REQUIRE_GRAD = "require grad"
    USE_FLOATS = "use floats"
    CHANGE_LEAF_UNSEEN = "change leaf unseen"
    KEEP_SAVED_VALUE = "keep saved value"
    RETAIN_GRAPH = "retain graph"
    ALLOW_UNUSED = "allow unused"
    CALL_BACKWARD_FIRST = "call backward first"
    DETACH_FIRST = "detach first"
    RETURN_EACH_GRADIENT = "return each gradient"
    GO_AROUND = "go around"
    MAKE_REGULAR = "make regular"
    MAKE_POSITIVE = "make positive"
    FIT_SHAPES = "fit shapes"
    SPELL_ARGUMENT = "spell argument"
    FIT_ARGUMENTS = "fit arguments"
    MATCH_DTYPES = "match dtypes"
    CONVERT_TO_FLOATS = "convert to floats"
    WRITE_WHOLE_TARGETS = "write whole targets"
    NUMBER_CLASSES = "number classes"
    EVEN_ROWS = "even rows"
    OPTIMISE_LEAVES = "optimise leaves"
    MAKE_A_TENSOR = "make a tensor"
    TAKE_LESS_MEMORY = "take less memory"
    END_RECURSION = "end recursion"
    WRITE_INPUT_DOWN = "write input down"
    SET_BREAKPOINT = "set breakpoint"
    CALL_A_FUNCTION = "call a function"
    CALL_THE_METHOD = "call the method"
    ASK_ONE_QUESTION = "ask one question"
    TAKE_ONE_NUMBER = "take one number"
    COUNT_FROM_ZERO = "count from zero"
    COUNT_DIMENSIONS = "count dimensions"
    STAY_ON_THE_CPU = "stay on the cpu"
    FIND_FILE = "find file"


_MISSING_ATTRIBUTE = re.compile(r"'(\w+)' object has no attribute '(\w+)'")
_NO_TENSOR = re.compile(
    r"'(?:float|int|list|tuple|numpy\.\w+)' object has no attribute "
    r"'(?:backward|grad|requires_grad_?|grad_fn|detach)'"
)
_UNEXPECTED_ARGUMENT = re.compile(r"got an unexpected keyword argument '(\w+)'")
_FITTING_NO_CALL = "received an invalid combination of arguments"
_COMMON_ARGUMENTS = (
    *("requires_grad", "retain_graph", "create_graph", "dtype", "device", "dim", "keepdim"),
    *("size", "bias", "reduction", "momentum", "weight_decay", "gradient", "inputs"),
)
"""Names of arguments for which another one may be a slip."""

_USUAL_IMPORTS = {
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "optim": "from torch import optim",
    "np": "import numpy as np",
}
"""What scripts that use a name begin with."""

_DRAWING_MODULES = frozenset(
    (
        *("matplotlib", "pylab", "seaborn", "plotly", "bokeh", "altair", "graphviz", "pydot"),
        *("networkx", "torchviz", "torchview", "tensorboard", "tensorboardX", "visdom", "IPython"),
    )
)
"""What draws curves and graphs, in scripts that run elsewhere."""

_ALIKE = 0.75
"""How alike a wrong name and the right one are at least."""

_STATEMENTS = (
    *("if", "elif", "else", "for", "while", "def", "class", "return", "import", "from", "with"),
    *("try", "except", "finally", "raise"),
)
"""The keywords that lines begin with."""

_SHORT_ALIKE = 0.66
"""The same for keywords, some of which have two letters."""

_LACKING_PLACES = ("'Tensor' object has no", "module 'torch' has no", "module 'torch.")


_PLAIN = {
    **dict.fromkeys("“”„‟«»『』「」", '"'),
    **dict.fromkeys("‘’‚‛´", "'"),
    **dict.fromkeys("×·⋅∙∗", "*"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **{"、": ",", "。": ".", "÷": "/", "【": "[", "】": "]", "〈": "<", "〉": ">", "《": "<"},
    **{"》": ">", "≤": "<=", "≥": ">=", "≠": "!=", "←": "=", "²": "**2", "³": "**3", "…": "..."},
}
"""What Python reads in place of characters that look alike or mean the same."""


class _Error(NamedTuple):
    kind: str
    message: str
    code: str


def advice_for(kind: str, message: str, code: str) -> Advice | None:
    """The advice for an error, or None where its message needs none.

    Args:
        kind: the name of the error's type.
        message: its text.
        code: the expression of the script that raised it.
    """
    error = _Error(kind, message, code)
    return next((advice for advice, applies in _CASES if applies(error)), None)


def code_of(source: str, kind: str, start: tuple[int, int], end: tuple[int, int]) -> str:
    """The first line of the expression that raised an error, for ``advice_for``.

    For a syntax error, everything up to the end of the line. Lines count from 1, columns from 0.
    """
    (line, column), (end_line, end_column) = start, end
    lines = source_lines(source)
    if not 0 < line <= len(lines):
        return ""
    is_whole = end_line != line or kind == "SyntaxError"
    return lines[line - 1][column : None if is_whole else end_column]


def started_from(code: str) -> str:
    """The name of the tensor on which the script calls ``backward``; empty for an expression."""
    found = re.match(r"([^\W\d]\w*(?:\.\w+)*)\.backward\(", code)
    return "" if found is None else found[1]


def argument_meant(message: str) -> tuple[str, str]:
    """The name of an argument that a call does not take, and the one that is probably meant.

    Either is empty if unknown.
    """
    unexpected = _UNEXPECTED_ARGUMENT.search(message)
    if unexpected is not None:
        name, known = unexpected[1], list(_COMMON_ARGUMENTS)
    else:
        _, _, rest = message.partition(_FITTING_NO_CALL)
        got, _, expected = rest.partition("but expected")
        known = re.findall(r"\w+", expected)
        name = next((each for each in re.findall(r"(\w+)=", got) if each not in known), "")
    return name, next(iter(get_close_matches(name, known, 1, _ALIKE)), "")


def keyword_meant(line: str) -> tuple[str, str]:
    """The word that a line begins with, which Python cannot read, and the keyword probably meant.

    Both are empty if the word may be right, or is like no keyword.
    """
    found = re.match(r"\s*([^\W\d_]+)(?=\s+\w|\s*:)", line)
    if found is None or iskeyword(found[1]):
        return "", ""
    word = found[1].lower()
    swapped = [each for each in _STATEMENTS if sorted(each) == sorted(word)]
    meant = swapped or get_close_matches(word, _STATEMENTS, 1, _SHORT_ALIKE)
    return (found[1], meant[0]) if meant else ("", "")


def name_meant(message: str) -> str:
    """The name that an error's message asks about as meant; empty if it asks about none."""
    found = re.search(r"\. Did you mean: '(\w+)'\?", message)
    return "" if found is None else found[1]


def usual_import(message: str) -> str:
    """The import that defines the name that an error's message is about; empty if unknown."""
    found = re.match(r"name '(\w+)' is not defined", message)
    return "" if found is None else _USUAL_IMPORTS.get(found[1], "")


def unreadable_place(message: str) -> tuple[str, int] | None:
    """The file and the line that Python cannot read, at the end of the message of such an error."""
    found = re.search(r"\(([^()]+\.py), line (\d+)\)$", message)
    return None if found is None else (found[1], int(found[2]))


def plain_character(message: str) -> tuple[str, str]:
    """The character that Python cannot read, and what to write for it; both empty if unknown."""
    found = re.match(r"invalid character '(.)'", message)
    if found is None:
        return "", ""
    plain = _PLAIN.get(found[1]) or unicodedata.normalize("NFKC", found[1])
    return (found[1], plain) if plain.isascii() else ("", "")


def _of_kind(*kinds: str) -> Callable[[_Error], bool]:
    return lambda error: error.kind in kinds


def _saying(*parts: str) -> Callable[[_Error], bool]:
    return lambda error: any(part in error.message for part in parts)


def _is_syntax_error(*parts: str) -> Callable[[_Error], bool]:
    return lambda error: error.kind == "SyntaxError" and _saying(*parts)(error)


def _calls_torch_that_is_no_module(error: _Error) -> bool:
    missing = _MISSING_ATTRIBUTE.search(error.message)
    is_first = missing is not None and error.code.startswith(f"torch.{missing[2]}")
    return error.kind == "AttributeError" and is_first


def _calls_what_torch_lacks(error: _Error) -> bool:
    return error.kind == "AttributeError" and error.message.startswith(_LACKING_PLACES)


def _reads_grad_that_is_none(error: _Error) -> bool:
    return "NoneType" in error.message and re.search(r"\.grad\b", error.code) is not None


def _lacks_part_of_torch(error: _Error) -> bool:
    if error.kind == "MissingImportError":
        return True
    is_import = error.kind in ("ModuleNotFoundError", "ImportError")
    return is_import and re.search(r"'(engine\.)?torch\b", error.message) is not None


def _does_not_know_what_draws(error: _Error) -> bool:
    module = re.match(r"No module named '(\w+)", error.message)
    return module is not None and module[1] in _DRAWING_MODULES


def _lacks_import(error: _Error) -> bool:
    return error.kind == "NameError" and bool(usual_import(error.message))


def _takes_it_for_a_tensor(error: _Error) -> bool:
    return _NO_TENSOR.match(error.message) is not None


def _names_no_argument(error: _Error) -> bool:
    return error.kind == "TypeError" and bool(argument_meant(error.message)[0])


def _is_target_out_of_bounds(error: _Error) -> bool:
    return re.fullmatch(r"Target -?\d+ is out of bounds\.", error.message) is not None


_DTYPE_PHRASES = ("have the same dtype", "have same dtype", "expected scalar type", "Found dtype")

_GRADIENT_PHRASES = ("returned an incorrect number of gradients", "returned an invalid gradient")

_SHAPE_PHRASES = (
    "must match the size of tensor",
    "shapes cannot be multiplied",
    "inconsistent tensor size",
    "size mismatch",
    "1D tensors expected",
    "must be a matrix",
    "vector + matrix @ vector expected",
    "need to be at least 1D",
    "Mismatch in shape",
    "is invalid for input of size",
    "Sizes of tensors must match",
)


def _is_no_python(error: _Error) -> bool:
    """Whether the message says only that the syntax is invalid."""
    return re.match(r"(invalid syntax(?!\.)|invalid decimal literal)", error.message) is not None


def _begins_with_prompt(error: _Error) -> bool:
    return _is_no_python(error) and error.code.startswith(">>")


def _is_else_if(error: _Error) -> bool:
    return _is_syntax_error("expected ':'")(error) and error.code.startswith("if ")


_CASES: tuple[tuple[Advice, Callable[[_Error], bool]], ...] = (
    (Advice.INDENT_BLOCK, _saying("expected an indented block")),
    (Advice.INDENT_ALIKE, _of_kind("IndentationError", "TabError")),
    (Advice.TYPE_PLAIN_CHARACTERS, _is_syntax_error("invalid character")),
    (Advice.DELETE_WHAT_IS_UNSEEN, _is_syntax_error("invalid non-printable")),
    (Advice.CLOSE_WHAT_IS_OPEN, _is_syntax_error("was never closed", "unterminated")),
    (Advice.WRITE_ELIF, _is_else_if),
    (Advice.ADD_COLON, _is_syntax_error("expected ':'")),
    (Advice.KEEP_INSIDE, _is_syntax_error("outside function", "outside loop", "in loop")),
    (Advice.SPLIT_EXPRESSION, _is_syntax_error("nested too deeply", "too many nested")),
    (Advice.LEAVE_OUT_PROMPTS, _begins_with_prompt),
    (Advice.COMMENT_OUT_TEXT, _is_no_python),
    (Advice.LEAVE_OUT_TORCH_PART, _lacks_part_of_torch),
    (Advice.LEAVE_DRAWING_OUT, _does_not_know_what_draws),
    (Advice.USE_WHAT_IS_THERE, _of_kind("ModuleNotFoundError")),
    (Advice.USE_OTHER_OPERATIONS, _of_kind("MissingOperationError")),
    (Advice.KEEP_TORCH, _calls_torch_that_is_no_module),
    (Advice.USE_OTHER_OPERATIONS, _calls_what_torch_lacks),
    (Advice.IMPORT_MODULE, _lacks_import),
    (Advice.NAME_BEFORE_USE, _of_kind("NameError", "UnboundLocalError")),
    (Advice.GIVE_A_SEED, _saying(errors.NOT_A_SCALAR)),
    (Advice.REQUIRE_GRAD, _saying("does not require grad")),
    (Advice.USE_FLOATS, _saying("dtype can require gradients")),
    (Advice.CHANGE_LEAF_UNSEEN, _saying(errors.LEAF_IN_PLACE)),
    (Advice.KEEP_SAVED_VALUE, _saying(errors.CHANGED_IN_PLACE)),
    (Advice.RETAIN_GRAPH, _saying(errors.FREED)),
    (Advice.ALLOW_UNUSED, _saying("appears to not have been used in the graph")),
    (Advice.CALL_BACKWARD_FIRST, _reads_grad_that_is_none),
    (Advice.DETACH_FIRST, _saying("Use tensor.detach().numpy()")),
    (Advice.WRITE_WHOLE_TARGETS, _saying("dtype to be Long", "scalar type Long")),
    (Advice.MATCH_DTYPES, _saying(*_DTYPE_PHRASES)),
    (Advice.CONVERT_TO_FLOATS, _saying("must be either a floating point")),
    (Advice.NUMBER_CLASSES, _is_target_out_of_bounds),
    (Advice.EVEN_ROWS, _saying("expected sequence of length")),
    (Advice.OPTIMISE_LEAVES, _saying("can't optimize a non-leaf")),
    (Advice.MAKE_A_TENSOR, _takes_it_for_a_tensor),
    (Advice.CALL_THE_METHOD, _saying("method' object is not subscriptable")),
    (Advice.COUNT_DIMENSIONS, _saying("Dimension out of range")),
    (Advice.RETURN_EACH_GRADIENT, _saying(*_GRADIENT_PHRASES)),
    (Advice.GO_AROUND, _saying("derivative for aten::")),
    (Advice.MAKE_REGULAR, _saying("input matrix is singular")),
    (Advice.MAKE_POSITIVE, _saying("is not positive-definite")),
    (Advice.FIT_SHAPES, _saying(*_SHAPE_PHRASES)),
    (Advice.SPELL_ARGUMENT, _names_no_argument),
    (Advice.FIT_ARGUMENTS, _saying(_FITTING_NO_CALL)),
    (Advice.TAKE_LESS_MEMORY, lambda error: error.kind.endswith("MemoryError")),
    (Advice.TAKE_LESS_MEMORY, _saying("can't allocate memory")),
    (Advice.END_RECURSION, _of_kind("RecursionError")),
    (Advice.WRITE_INPUT_DOWN, _of_kind("EOFError")),
    (Advice.SET_BREAKPOINT, _of_kind("BdbQuit")),
    (Advice.SET_BREAKPOINT, _saying("a debugger waits")),
    (Advice.CALL_A_FUNCTION, _saying("object is not callable")),
    (Advice.ASK_ONE_QUESTION, _saying("with more than one value is ambiguous")),
    (Advice.TAKE_ONE_NUMBER, _saying("be converted to Scalar", "be converted to Python")),
    (Advice.COUNT_FROM_ZERO, _saying("out of bounds for dimension", "index out of range")),
    (Advice.STAY_ON_THE_CPU, _saying("Torch not compiled with CUDA", "computes on the CPU")),
    (Advice.FIND_FILE, _of_kind("FileNotFoundError")),
)
"""The first case that matches wins."""
