"""The texts of questions about the next step, and of replies to answers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.predict.answer import AnswerError, Trouble, Verdict
from engine.predict.question import Question, Rule, Subject, rule_of
from engine.record.state import State
from gui.languages import finish_sentence
from gui.words.card_names import listed, node_phrase, tensor_node_phrase, written_phrase
from gui.words.number_texts import value_text

translate = QCoreApplication.translate


def question_text(state: State, question: Question) -> str:
    """The question, and the expected form of the answer."""
    if question.subject is Subject.NODE:
        return translate("predict", "Which node runs next? Choose it here, or click its card.")
    value = state.recording.value(question.value)
    shape = () if value is None else value.shape
    if question.is_twice and shape:
        text = translate(
            "predict",
            "{node} runs next. It sends the same to {target} twice: what is that? (shape {shape})",
        )
    elif question.is_twice:
        text = translate(
            "predict",
            "{node} runs next. It sends the same to {target} twice: what is that?",
        )
    elif shape:
        text = translate(
            "predict", "{node} runs next. What does it send to {target}? (shape {shape})"
        )
    else:
        text = translate("predict", "{node} runs next. What does it send to {target}?")
    target = tensor_node_phrase(state, question.target)
    node = choice_text(state, question.node)
    return finish_sentence(text.format(node=node, target=target, shape=shape))


def choice_text(state: State, node: int) -> str:
    """The names of a node and of its tensor, as several nodes may have the same name."""
    name = node_phrase(state, node)
    if state.recording["nodes"]["accumulates"][node]:
        return name
    tensor = written_phrase(state.recording, state.card_of_node(node), state.happened)
    return finish_sentence(
        translate("predict", "{node} of {tensor}").format(node=name, tensor=tensor)
    )


def node_verdict(state: State, question: Question, *, is_right: bool) -> str:
    """Whether the answer was right, and the rule that decides."""
    node = choice_text(state, question.node)
    if is_right:
        text = translate("predict", "Right: {node}. {rule}")
    else:
        text = translate("predict", "No, {node} is next. {rule}")
    return finish_sentence(
        text.format(node=node, rule=_rule_text(rule_of(state.recording, question)))
    )


def _rule_text(rule: Rule) -> str:
    if rule is Rule.LEAF_FIRST:
        return translate(
            "predict",
            "AccumulateGrad runs as soon as every contribution to its leaf has arrived, before all "
            "others that are ready.",
        )
    return translate(
        "predict",
        "Of all nodes that are ready, the one whose operation was applied last goes first.",
    )


def value_verdict(state: State, question: Question, verdict: Verdict) -> str:
    """Whether the answer was right, and the value."""
    value = value_text(state.recording, question.value)
    text = {
        Verdict.RIGHT: translate("predict", "Right: it sends {value}. {received}"),
        Verdict.WRONG: translate("predict", "No, it sends {value}. {received}"),
        Verdict.WRONG_SHAPE: translate(
            "predict", "No, that is of another shape: it sends {value}. {received}"
        ),
    }[verdict]
    return text.format(value=value, received=_received_text(state, question))


def _received_text(state: State, question: Question) -> str:
    """The values that the answer follows from: one of each output."""
    step, recording = state.recording.at(question.cursor).step, state.recording
    count = 1 if step is None else int(recording["evaluations"]["incoming_count"][step.row])
    arriving = [value_text(recording, state.arriving(question.node, nr)) for nr in range(count)]
    if count > 1:
        text = translate("predict", "It is made from what the outputs received: {received}.")
    else:
        text = translate(
            "predict", "That is what it received, {received}, times its local derivative."
        )
    return text.format(received=listed(arriving))


def trouble_text(error: AnswerError) -> str:
    """Why an answer is invalid, with an example of a valid one."""
    texts = {
        Trouble.EMPTY: translate(
            "predict", "Type a number, such as 4, or numbers, such as [4, 8]."
        ),
        Trouble.NOT_A_NUMBER: translate(
            "predict",
            "“{text}” at character {column} is no number. Type it as in 4, 2/3 or [4, 8].",
        ),
        Trouble.ZERO_BELOW: translate("predict", "The denominator at character {column} is 0."),
        Trouble.BRACKETS: translate(
            "predict", "The bracket “{text}” at character {column} has no partner."
        ),
        Trouble.RAGGED: translate("predict", "All rows must have as many numbers as the first."),
    }
    return texts[error.trouble].format(text=error.text, column=error.column + 1)


def score_text(right: int, answered: int) -> str:
    """The number of right answers about a script."""
    text = translate("predict", "{right} of {answered} right")
    return text.format(right=right, answered=answered) if answered else ""
