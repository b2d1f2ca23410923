"""The texts of advice on errors."""

import re
from pathlib import PurePath

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.advice import (
    Advice,
    advice_for,
    argument_meant,
    code_of,
    keyword_meant,
    name_meant,
    plain_character,
    started_from,
    unreadable_place,
    usual_import,
)
from engine.record.pointing import origin_site
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.script.source import source_lines
from gui.languages import QT_TRANSLATE_NOOP, finish_sentence
from gui.words.card_names import phrase

translate = QCoreApplication.translate


def advice_on(recording: Recording, error: np.void) -> str:
    """The advice on a row of ``errors``; empty if there is none."""
    kind, message = recording.text(error["type"]), recording.text(error["message"])
    start = int(error["line"]), int(error["column"])
    end = int(error["end_line"]), int(error["end_column"])
    if elsewhere := _in_module(message, recording.filename, start[0]):
        return elsewhere
    code = code_of(recording.source, kind, start, end)
    advice = advice_for(kind, message, code)
    if advice is Advice.CALL_BACKWARD_FIRST and len(recording["passes"]):
        return _why_none_all_the_same(recording)
    tensor = started_from(code)
    if advice is Advice.RETAIN_GRAPH:
        tensor = _used_again(recording) or tensor
    if advice is Advice.KEEP_SAVED_VALUE and (instead := _instead_of_change(recording)):
        return instead
    if advice is Advice.IMPORT_MODULE:
        return _words(advice, tensor).format(code=usual_import(message))
    if name := name_meant(message):
        return translate("advice", "Probably {meant} is meant.").format(meant=name)
    if advice is Advice.SPELL_ARGUMENT and (meant := _meant(message)):
        return meant
    if advice is Advice.COMMENT_OUT_TEXT and (spelt := _spelt(recording.source, start[0])):
        return spelt
    if advice is Advice.TYPE_PLAIN_CHARACTERS and (replaced := replaced_character(message)):
        return replaced
    return "" if advice is None else _words(advice, tensor)


def _in_module(message: str, filename: str, line: int) -> str:
    """Where a module that the script imports is not Python; empty if the script itself is not."""
    place = unreadable_place(message)
    if place is None or place == (PurePath(filename).name, line):
        return ""
    text = translate("advice", "That is line {line} of {file}, which is imported here.")
    return text.format(file=place[0], line=place[1])


def _meant(message: str) -> str:
    """The argument that is probably meant; empty if unknown."""
    name, meant = argument_meant(message)
    text = translate("advice", "There is no argument {name} here. Do you mean {meant}?")
    return text.format(name=name, meant=meant) if meant else ""


def _spelt(source: str, line: int) -> str:
    """The keyword that is probably meant at the beginning of a line; empty if unknown."""
    lines = source_lines(source)
    wrong, meant = keyword_meant(lines[line - 1]) if 0 < line <= len(lines) else ("", "")
    text = translate(
        "advice",
        "Do you mean “{meant}” instead of “{wrong}”? Put # in front of text that is not code.",
    )
    return text.format(meant=meant, wrong=wrong) if meant else ""


def replaced_character(message: str) -> str:
    """What to write for the character that Python cannot read; empty if unknown."""
    wrong, plain = plain_character(message)
    text = translate("advice", "Write “{plain}” instead of “{wrong}”.")
    if plain in ("'", '"'):  # quotes in quotes could not be read
        text = translate("advice", "Write the straight quote {plain}, not {wrong}.")
    return text.format(plain=plain, wrong=wrong) if wrong else ""


def _instead_of_change(recording: Recording) -> str:
    """What to do instead of changing elements, or of an optimiser's step; empty for others."""
    from engine.diagnose.raised import why_raised  # imported late, for a faster start of the window

    finding, lines = why_raised(recording), source_lines(recording.source)
    site = None if finding is None else origin_site(recording, finding.cards[-1])
    changing = "" if site is None else lines[site.line - 1]
    if ".step(" in changing:
        return translate(
            "advice",
            "The optimiser changes tensors that a later pass needs. Call step() after all passes, "
            "or compute anew what the later pass starts from.",
        )
    if re.match(r"\s*[\w.]+\[.*\] *[-+*/]?=[^=]", changing):
        return translate(
            "advice",
            "The backward pass needs a value that the script has overwritten. Change a copy: write "
            "y = y.clone() before, or use torch.where.",
        )
    return ""


def _used_again(recording: Recording) -> str:
    """The tensor that a pass reached in a graph that an earlier pass has freed.

    In a loop, this is mostly not the start of the pass, which each turn computes again.
    """
    from engine.diagnose.raised import why_raised  # imported late, for a faster start of the window

    finding = why_raised(recording)
    if finding is None or len(finding.steps) < 2:
        return ""
    earlier = recording.at(finding.steps[0])
    of_pass = recording.index.of_pass(earlier.pass_)
    nodes = recording["cards"]["node"][list(finding.cards)]
    were_used = (of_pass.place(nodes) != NONE).tolist()
    used = next((card for card, was in zip(finding.cards, were_used) if was), NONE)
    if used == NONE:
        return ""
    words, site = phrase(recording, used), recording.card_site(used)
    if recording.names(used) or site is None:
        return words
    text = translate("names", "{name} of line {line}")
    return finish_sentence(text.format(name=words, line=site.line))


def _why_none_all_the_same(recording: Recording) -> str:
    """Why a gradient is None in spite of a pass; empty if unknown."""
    from engine.diagnose.raised import why_raised  # imported late, for a faster start of the window
    from gui.words.why_text import why_text

    finding = why_raised(recording)
    return "" if finding is None else why_text(recording.at(recording.step_count), finding)


def _words(advice: Advice, tensor: str) -> str:
    """The text of an advice; ``tensor`` names the start of the pass, if the text mentions it."""
    text = translate("advice", TEXTS[advice]).replace("{tensor}", tensor or "y")
    return finish_sentence(text)


TEXTS = {
    # syntax
    Advice.COMMENT_OUT_TEXT: QT_TRANSLATE_NOOP(
        "advice", "Python cannot read this line. Put # in front of text that is not code."
    ),
    Advice.LEAVE_OUT_PROMPTS: QT_TRANSLATE_NOOP(
        "advice",
        "Leave out >>> and the lines that Python printed. When such text is pasted, they are left "
        "out.",
    ),
    Advice.CLOSE_WHAT_IS_OPEN: QT_TRANSLATE_NOOP(
        "advice", "Add what closes it: a bracket or a quotation mark."
    ),
    Advice.ADD_COLON: QT_TRANSLATE_NOOP(
        "advice", "End the line with a colon, and indent the lines that belong to it."
    ),
    Advice.WRITE_ELIF: QT_TRANSLATE_NOOP("advice", "Write elif instead of else if."),
    Advice.KEEP_INSIDE: QT_TRANSLATE_NOOP(
        "advice",
        "This word belongs inside a function or a loop: indent it into one, or leave it out.",
    ),
    Advice.SPLIT_EXPRESSION: QT_TRANSLATE_NOOP(
        "advice",
        "The line has too many nested operations or brackets. Give parts of it names in lines of "
        "their own.",
    ),
    Advice.TYPE_PLAIN_CHARACTERS: QT_TRANSLATE_NOOP(
        "advice",
        "Type quotation marks, commas and brackets in half width: \" ' , ( ). "
        "Names are made of letters, digits and _.",
    ),
    Advice.DELETE_WHAT_IS_UNSEEN: QT_TRANSLATE_NOOP(
        "advice",
        "There is a character that cannot be seen, or a wide space. Delete it, and write "
        "plain spaces.",
    ),
    Advice.INDENT_ALIKE: QT_TRANSLATE_NOOP(
        "advice", "Indent all lines of a block alike, with four spaces and without tabs."
    ),
    Advice.INDENT_BLOCK: QT_TRANSLATE_NOOP(
        "advice",
        "What belongs to a line that ends with a colon stands below it, each line indented by "
        "four spaces.",
    ),
    # names
    Advice.LEAVE_DRAWING_OUT: QT_TRANSLATE_NOOP(
        "advice",
        "Scripts here can import torch, numpy and Python's standard library. "
        "Leave this import out: Gradwalk itself draws the graph and the values.",
    ),
    Advice.USE_WHAT_IS_THERE: QT_TRANSLATE_NOOP(
        "advice",
        "Scripts here can import torch, numpy and Python's standard library. "
        "Leave out this import and what is done with it.",
    ),
    Advice.LEAVE_OUT_TORCH_PART: QT_TRANSLATE_NOOP(
        "advice",
        "Gradwalk does not have this part of torch. Write `import torch` and use what it has: "
        "torch. and a name.",
    ),
    Advice.USE_OTHER_OPERATIONS: QT_TRANSLATE_NOOP(
        "advice", "Check the spelling, or write it with operations that are there."
    ),
    Advice.IMPORT_MODULE: QT_TRANSLATE_NOOP(
        "advice", "Write `{code}` at the beginning of the script."
    ),
    Advice.KEEP_TORCH: QT_TRANSLATE_NOOP(
        "advice",
        "The script gave the name torch to something else. Choose another name for that.",
    ),
    Advice.NAME_BEFORE_USE: QT_TRANSLATE_NOOP(
        "advice", "Give the name a value before this line, or check its spelling."
    ),
    # gradients
    Advice.GIVE_A_SEED: QT_TRANSLATE_NOOP(
        "advice",
        "Reduce it to one number, as in {tensor}.sum().backward(), or give every number a "
        "weight: {tensor}.backward(torch.ones_like({tensor})).",
    ),
    Advice.REQUIRE_GRAD: QT_TRANSLATE_NOOP(
        "advice",
        "No gradient can flow from here. Call requires_grad_(True) on the input before "
        "computing with it, and do not cut it off by detach or no_grad.",
    ),
    Advice.USE_FLOATS: QT_TRANSLATE_NOOP(
        "advice",
        "Whole numbers have no slope. Write numbers as in 3.0, or dtype=torch.float32.",
    ),
    Advice.CHANGE_LEAF_UNSEEN: QT_TRANSLATE_NOOP(
        "advice",
        "Change it inside `with torch.no_grad():`, or make a new tensor: "
        "y = x + 1 instead of x += 1.",
    ),
    Advice.KEEP_SAVED_VALUE: QT_TRANSLATE_NOOP(
        "advice",
        "The backward pass needs a value that the script has overwritten. Make a new tensor: "
        "y = y + 1 instead of y += 1.",
    ),
    Advice.RETAIN_GRAPH: QT_TRANSLATE_NOOP(
        "advice",
        "Give the call of the first pass retain_graph=True, or compute {tensor} anew in between.",
    ),
    Advice.ALLOW_UNUSED: QT_TRANSLATE_NOOP(
        "advice", "Ask only for gradients of tensors that the output was computed from."
    ),
    Advice.CALL_BACKWARD_FIRST: QT_TRANSLATE_NOOP(
        "advice", "A gradient is None until the first backward pass. Call backward() before."
    ),
    Advice.DETACH_FIRST: QT_TRANSLATE_NOOP(
        "advice", "Write x.detach().numpy(): arrays of numpy take no part in the graph."
    ),
    Advice.RETURN_EACH_GRADIENT: QT_TRANSLATE_NOOP(
        "advice",
        "backward() returns one value for each argument of forward() without ctx: a gradient of "
        "the shape of that argument, or None.",
    ),
    Advice.GO_AROUND: QT_TRANSLATE_NOOP(
        "advice",
        "PyTorch has no derivative of this operation. Use another one, such as / for //, or write "
        "x.detach() for what it takes, so that no gradient goes there.",
    ),
    # matrices
    Advice.MAKE_REGULAR: QT_TRANSLATE_NOOP(
        "advice",
        "This matrix has no inverse: some of its rows follow from others. Add a little to its "
        "diagonal, as in A + 1e-3 * torch.eye(len(A)), or use torch.linalg.pinv.",
    ),
    Advice.MAKE_POSITIVE: QT_TRANSLATE_NOOP(
        "advice",
        "The matrix must be symmetric, with positive eigenvalues only, as "
        "A @ A.T + 1e-3 * torch.eye(len(A)) is.",
    ),
    # sizes
    Advice.FIT_SHAPES: QT_TRANSLATE_NOOP(
        "advice",
        "Compare the shapes: the cards show them, and so does print(x.shape) in front of this "
        "line.",
    ),
    Advice.SPELL_ARGUMENT: QT_TRANSLATE_NOOP(
        "advice", "There is no argument of this name here. Check its spelling."
    ),
    Advice.FIT_ARGUMENTS: QT_TRANSLATE_NOOP(
        "advice",
        "It can be called in the ways listed above, and none takes these arguments. Compare "
        "how many there are, and of which kinds.",
    ),
    Advice.MATCH_DTYPES: QT_TRANSLATE_NOOP(
        "advice",
        "Both tensors need the same dtype. What comes from numpy is mostly float64: write "
        "x.float() for it.",
    ),
    Advice.CONVERT_TO_FLOATS: QT_TRANSLATE_NOOP(
        "advice", "This needs floating-point numbers: write x.float(), or numbers as in 3.0."
    ),
    Advice.WRITE_WHOLE_TARGETS: QT_TRANSLATE_NOOP(
        "advice", "The numbers of classes are whole numbers: write target.long() for them."
    ),
    Advice.NUMBER_CLASSES: QT_TRANSLATE_NOOP(
        "advice",
        "Classes count from 0: each target is less than the number of classes that the model "
        "has outputs for.",
    ),
    Advice.EVEN_ROWS: QT_TRANSLATE_NOOP(
        "advice", "All rows of a tensor have the same length: compare those of the lists."
    ),
    Advice.OPTIMISE_LEAVES: QT_TRANSLATE_NOOP(
        "advice",
        "An optimiser changes leaves. Give it the tensors that the others are computed from, "
        "such as net.parameters().",
    ),
    Advice.MAKE_A_TENSOR: QT_TRANSLATE_NOOP(
        "advice",
        "Only tensors have gradients. Make one, as in torch.tensor(3.0, requires_grad=True).",
    ),
    Advice.TAKE_LESS_MEMORY: QT_TRANSLATE_NOOP(
        "advice", "A script may use 2 GB of memory. Use smaller tensors."
    ),
    Advice.END_RECURSION: QT_TRANSLATE_NOOP(
        "advice",
        "The function calls itself too often: Python allows some 1,000 nested calls. Let it end "
        "sooner, or write a loop.",
    ),
    # running
    Advice.WRITE_INPUT_DOWN: QT_TRANSLATE_NOOP(
        "advice", "Write the value into the script instead of asking for it."
    ),
    Advice.SET_BREAKPOINT: QT_TRANSLATE_NOOP(
        "advice",
        "Leave it out, and set a breakpoint here with F9: F5 goes to it, even after the run has "
        "ended.",
    ),
    Advice.CALL_A_FUNCTION: QT_TRANSLATE_NOOP(
        "advice",
        "What stands in front of the bracket is no function. Maybe a * is missing there, or "
        "the script gave the function's name to something else.",
    ),
    Advice.CALL_THE_METHOD: QT_TRANSLATE_NOOP(
        "advice", "That is a method: call it with round brackets, as in x.size(0)."
    ),
    Advice.FIND_FILE: QT_TRANSLATE_NOOP(
        "advice",
        "A file is looked for in the folder that the script is saved in. Save the script "
        "beside it, or write the whole path of the file.",
    ),
    Advice.STAY_ON_THE_CPU: QT_TRANSLATE_NOOP(
        "advice", "Everything is computed on the CPU here. Leave out what moves tensors."
    ),
    # values
    Advice.ASK_ONE_QUESTION: QT_TRANSLATE_NOOP(
        "advice",
        "A condition has one answer, and the tensor has one for each number. Ask (x > 0).all() "
        "or (x > 0).any().",
    ),
    Advice.TAKE_ONE_NUMBER: QT_TRANSLATE_NOOP(
        "advice",
        "Take one number of it, as in x[0] or x.sum(), or all of them with x.tolist().",
    ),
    Advice.COUNT_FROM_ZERO: QT_TRANSLATE_NOOP(
        "advice", "Indices count from 0: the last one is the size less 1, or -1."
    ),
    Advice.COUNT_DIMENSIONS: QT_TRANSLATE_NOOP(
        "advice", "Dimensions count from 0: the last one is x.ndim - 1, or -1."
    ),
}
"""The text of each advice, in English."""
