"""Why a gradient is very small or very large beside what its pass started from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.diagnose.finding import ADDED_UP, BY_HOOKS, Cause, Share
from engine.record.pointing import origin_site
from gui.words.card_names import listed, op_name
from gui.words.number_texts import number_text
from gui.words.op_symbols import script_op
from gui.words.why_words import Words

translate = QCoreApplication.translate

_MANY = 3
"""So many products in a row multiply as layers of a network, or turns of a loop, do."""

_PRODUCTS = ("mm", "mv", "bmm", "matmul", "addmm", "linear", "dot", "mul", "convolution", "einsum")
_SQUARES = ("pow", "square", "mse_loss", "norm")


def extreme_size(words: Words) -> str:
    """What multiplied the gradient on its way, and what can be done about it."""
    shares = words.finding.shares
    count = len(words.finding.cards) - 1
    if count < 2:
        text = translate(
            "why",
            "The gradient that the pass started from was multiplied by {factor}: {shares}.",
        )
    else:
        text = translate(
            "why",
            "From {last}, where the pass started, {count} operations multiplied the gradient by "
            "{factor}, above all {shares}.",
        )
    text = text.format(
        last=words.last,
        count=count,
        factor=number_text(words.finding.factor),
        shares=listed([_of_share(words, share) for share in shares]),
    )
    return f"{text} {_advice(words)}".rstrip()


def _of_share(words: Words, share: Share) -> str:
    recording, card = words.state.recording, share.cards[0]
    site = origin_site(recording, card)
    if share.op == ADDED_UP:
        text = translate("why", "adding up by {factor}")
    elif share.op == BY_HOOKS:
        text = translate("why", "hooks by {factor}")
    elif len(share.cards) > 1:
        text = translate("why", "{op} by {factor} ({count} times)")
    else:
        text = translate("why", "{op} of line {line} by {factor}")
    return text.format(
        op=op_name(recording, card),
        line="?" if site is None else site.line,
        count=len(share.cards),
        factor=number_text(share.factor),
    )


def _advice(words: Words) -> str:
    """What to do about the operation that did most."""
    if not words.finding.shares:
        return ""
    strongest = words.finding.shares[0]
    op = script_op(strongest.op)
    if op in _PRODUCTS and len(strongest.cards) >= _MANY:
        return _of_products(words.finding.cause)
    if words.finding.cause is Cause.EXPLODED and op in (*_PRODUCTS, *_SQUARES):
        return translate(
            "why",
            "Where inputs or targets are large, bring them to about 1 first, as by "
            "(x - x.mean()) / x.std().",
        )
    if words.finding.cause is Cause.EXPLODED:
        return ""
    if op in ("sigmoid", "tanh"):
        text = translate(
            "why",
            "The slope of {op} is at most {most}, and nearly 0 far from 0: relu passes more on.",
        )
        return text.format(op=op, most="1" if op == "tanh" else "0.25")
    if op == "mean":
        return translate("why", "mean divides what it receives by how many numbers it has.")
    if op in _SQUARES:
        return translate("why", "Near a minimum that is as it should be.")
    return ""


def _of_products(cause: Cause) -> str:
    if cause is Cause.VANISHED:
        return translate(
            "why",
            "Weights that begin larger, as from torch.nn.init.xavier_uniform_, or normalising in "
            "between keep its size.",
        )
    return translate(
        "why",
        "Weights that begin smaller, as from torch.nn.init.xavier_uniform_, keep its size, and "
        "torch.nn.utils.clip_grad_norm_ before the step limits it.",
    )
