"""The texts of a gradient check: the verdict, and the compared numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from engine.finite_differences.verdict import ALL_ELEMENTS, Verdict
from engine.record.state import State
from gui.words.card_names import grad_phrase, listed

translate = QCoreApplication.translate


def verdict_text(verdict: Verdict) -> str:
    """The verdict as a sentence, after a tick, a cross, or a dash if there is no result."""
    error = _percent(verdict.error)
    match verdict.finding:
        case "agrees":
            text = translate("Check", "✓ Finite differences agree: relative error {error}.")
        case "differs":
            text = translate("Check", "✗ Finite differences disagree: relative error {error}.")
        case "random":
            text = translate(
                "Check",
                "– Not checked: the script computes other numbers each time it runs. Draws of "
                "torch are the same after torch.manual_seed(0).",
            )
        case "unreached":
            text = translate("Check", "– Not checked: no gradient reached this leaf.")
        case "not_finite":
            text = translate("Check", "– Not checked: a number here or close by is inf or nan.")
        case "kink":
            text = translate(
                "Check", "– Not checked: a kink or a jump is here; there is no derivative."
            )
        case "imprecise":
            text = translate(
                "Check",
                "– Cannot be told: rounding makes differences too coarse here. Try dtype="
                "torch.float64.",
            )
        case "cut":
            text = translate(
                "Check",
                "– Not checked: a part of the value goes by detach or no_grad, which differences "
                "see and gradients do not.",
            )
        case "hooked":
            text = translate(
                "Check", "– Finite differences disagree, but a hook was at the gradients."
            )
        case "complex":
            text = translate("Check", "– Not checked: the leaf or the result is complex.")
        case "unseen":
            text = translate(
                "Check", "– Not checked: it is not known where the pass uses this leaf."
            )
        case "too_many":
            text = translate("Check", "– Not checked: {passes} passes are too many to repeat.")
        case "error":
            text = translate("Check", "– Not checked: the script failed. {detail}")
        case "timeout":
            text = translate("Check", "– Not checked: it would take too long.")
    return text.format(error=error, passes=verdict.passes, detail=verdict.detail).rstrip()


def summary_text(state: State, verdicts: Sequence[Verdict]) -> str:
    """The result of a check of several gradients, in one sentence."""
    differing = [each.card for each in verdicts if each.finding == "differs"]
    agreeing = sum(each.finding == "agrees" for each in verdicts)
    names = listed([grad_phrase(state.recording, card, state.happened) for card in differing])
    if differing:
        text = translate("Check", "✗ Finite differences disagree with {names}.")
    elif agreeing == len(verdicts):
        text = translate("Check", "✓ Finite differences agree with every gradient ({count}).")
    elif agreeing:
        text = translate(
            "Check",
            "✓ Finite differences agree with {agreeing} of {count} gradients; the leaves of the "
            "others tell why they were not checked.",
        )
    else:
        text = translate("Check", "– No gradient could be checked; its leaf tells why.")
    return text.format(names=names, agreeing=agreeing, count=len(verdicts))


def compared_text(verdict: Verdict) -> str:
    """How the gradient was compared; empty if it was not."""
    if not verdict.probes:
        return ""
    if verdict.probes == verdict.size:
        how = translate("Check", "Each of the elements was moved a little to both sides ({count}).")
    elif verdict.size <= ALL_ELEMENTS:
        how = translate("Check", "{count} of {size} elements were moved; then time was up.")
    else:
        how = translate(
            "Check", "All {size} elements were moved together along random directions ({count})."
        )
    where = translate(
        "Check",
        "The script ran again each time, with the leaf moved just before the forward of the pass; "
        "compared is the number that the pass starts from, each element times its seed.",
    )
    passes = ""
    if verdict.passes > 1:
        passes = translate("Check", "Summed over the {passes} passes since the last reset.")
    up_to = translate("Check", "Rounding allows for an error of {tolerance}.")
    text = " ".join(part for part in (how, where, passes, up_to) if part)
    return text.format(
        count=verdict.probes,
        size=verdict.size,
        passes=verdict.passes,
        tolerance=_percent(verdict.tolerance),
    )


def _percent(share: float) -> str:
    """A fraction as a percentage, with two digits."""
    return f"{100 * share:.2g} %".replace("e-0", "e-")
