"""The contents of cards and edges at each cursor."""

import numpy as np
import pytest

from engine.record.drawing import segment, whole_run
from engine.record.outline import outline
from engine.record.recording import Recording
from engine.record.schema import NONE, Cut, ScopeKind
from engine.record.state import CardStatus, EdgeStatus
from gui.canvas.metrics import card_size
from gui.canvas.scene import CardFace, CardKind, Numbers
from gui.drawing.recording_cards import RecordingCards
from tests.engine.explain.scripts import recorded
from tests.samples import Sample, Took, accumulation, first_gradient

pytestmark = pytest.mark.usefixtures("qapp")

X, DOT, Y = 0, 1, 2


def cards_at(recording: Recording, cursor: int) -> RecordingCards:
    return RecordingCards(recording.at(cursor), outline(recording, whole_run(recording)))


def faces_at(recording: Recording, cursor: int) -> list[CardFace]:
    cards = cards_at(recording, cursor)
    return [cards.face(card) for card in range(len(cards.rows))]


@pytest.fixture(scope="module")
def first() -> Recording:
    return first_gradient().recording()


@pytest.fixture(scope="module")
def second() -> Recording:
    return accumulation().recording()


def test_a_face_has_name_symbol_shape_value_and_kind(first):
    x, dot, y = faces_at(first, 4)
    assert (x.title, x.symbol, x.shape, x.kind) == ("x", "", "(4,)", CardKind.LEAF)
    assert (dot.title, dot.symbol, dot.shape, dot.kind) == ("dot", "·", "()", CardKind.RESULT)
    assert (y.title, y.symbol, y.shape, y.kind) == ("y", "× 2", "()", CardKind.OUTPUT)
    assert x.value.texts == ("0.", "1.", "2.", "3.")
    assert y.value == Numbers(("28.",))


def test_the_preview_of_a_value_is_made_once(first):
    cards = cards_at(first, 4)
    before = [cards.face(card).value for card in (X, DOT, Y)]
    cards.show_state(first.at(7))
    assert all(cards.face(card).value is before[card] for card in (X, DOT, Y))


def gradient_texts(face: CardFace) -> tuple[str, ...]:
    assert face.gradient is not None
    return face.gradient.texts


def test_gradients_appear_when_they_arrive(first):
    gradients = [[gradient_texts(face) for face in faces_at(first, at)] for at in (3, 5, 7)]
    assert gradients == [
        [(), (), ()],
        [(), ("2.",), ("1.",)],
        [("0.", "4.", "8.", "12."), ("2.",), ("1.",)],
    ]


def test_badges_count_contributions_and_show_additions(first):
    badges = [[face.badge for face in faces_at(first, cursor)] for cursor in (4, 5, 6, 7)]
    assert badges == [["", "", ""], ["", "1/1", ""], ["2/2", "", ""], ["+[0 4 8 12]", "", ""]]


def test_the_badge_of_a_negative_number_has_one_sign():
    recording = recorded(
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\n(w * -3).backward()"
    )
    last = recording.step_count
    assert faces_at(recording, last)[X].badge == "-3"


@pytest.mark.parametrize(
    ("line", "title", "symbol"),
    [
        ("x[1:] = 0", "fill_ 0", ""),
        ("x[1:].copysign_(2)", "copysign_ 2", ""),
        ("x.copysign(2)", "copysign 2", ""),
        ("x[1:].relu_()", "relu_", ""),
        ("x[1:].add_(2)", "add_", "+ 2"),
        ("x.exp()", "exp", ""),
        ("y = x.copysign(2)", "y", "copysign 2"),
    ],
)
def test_a_title_does_not_repeat_the_symbol(line, title, symbol):
    recording = recorded(f"import torch\nx = torch.ones(3)\n{line}")
    faces = faces_at(recording, recording.step_count)
    assert (title, symbol) in [(face.title, face.symbol) for face in faces]


def test_card_states_are_those_of_the_state(first):
    cards = cards_at(first, 6)
    assert cards.card_states.tolist() == [CardStatus.READY, CardStatus.CURRENT, CardStatus.DONE]
    assert [cards.face(card).state for card in range(3)] == cards.card_states.tolist()
    assert cards.edge_states.tolist() == [EdgeStatus.SENDING, EdgeStatus.SENDING, EdgeStatus.SENT]


def test_edge_labels_are_their_contributions(first):
    labels = [[cards_at(first, cursor).edge_label(edge) for edge in range(3)] for cursor in (4, 7)]
    assert labels == [["", "", ""], ["[0 2 4 6]", "[0 2 4 6]", "2"]]


def test_a_contribution_of_several_outputs_is_told_once():
    recording = recorded(
        "x = torch.tensor([1., 2., 3.], requires_grad=True)\n"
        "a, b, c = x.unbind()\n"
        "(a * b * c).backward()"
    )
    cards = cards_at(recording, recording.step_count)
    told = [edge for edge in range(len(cards.edges)) if cards.edge_label(edge)]
    assert [cards.edges[edge, 0] for edge in told].count(X) == 1
    assert len(told) == 5


def test_the_same_cards_can_show_another_state(first):
    cards = cards_at(first, 0)
    cards.show_state(first.at(7))
    assert cards.face(X) == cards_at(first, 7).face(X)
    assert cards.edge_label(2) == "2"


def test_the_cards_of_a_drawing_are_numbered_from_zero(second):
    cards = RecordingCards(second.at(18), outline(second, segment(second, 2)))
    titles = [cards.face(card).title for card in range(len(cards.rows))]
    assert titles == ["x", "y", "u", "z", "sum"]


def test_a_cut_edge_has_a_reason(second):
    cards = RecordingCards(second.at(18), outline(second, segment(second, 2)))
    u = cards.face(2)
    assert (u.symbol, u.kind, u.is_detached, u.gradient) == ("✂", CardKind.CONSTANT, True, None)
    reasons = cards.cut_reasons()
    assert list(reasons.values()) == ["detach"]
    (edge,) = reasons
    assert cards.edge_states[edge] == EdgeStatus.CUT
    assert cards.edges[edge, 0] == 1
    assert cards.edges[edge, 1] == 2


def test_every_kind_of_cut_has_a_reason():
    sample = Sample("a")
    w = sample.leaf("ones", 1, code="a", line=1)
    for cut in Cut:
        sample.constant("op", 1, Took(w, cut=cut), code="a", line=1)
    recording = sample.recording()
    reasons = cards_at(recording, 0).cut_reasons()
    assert len(set(reasons.values())) == len(Cut) - 1
    assert all(reasons.values())


def test_a_tensor_that_requires_grad_later_is_a_leaf():
    sample = Sample("a")
    x = sample.constant("arange", [0, 1], code="a", line=1)
    (before,) = faces_at(sample.recording(), 1)
    sample.require_grad(x)
    (still,) = faces_at(sample.recording(), 1)
    (after,) = faces_at(sample.recording(), 2)
    assert still == before
    assert (before.kind, before.gradient) == (CardKind.CONSTANT, None)
    assert (after.kind, after.gradient) == (CardKind.LEAF, Numbers(()))


def test_an_older_version_of_a_tensor_is_stale_once_there_is_a_newer_one():
    sample = Sample("a")
    count = sample.constant("zeros", 0, code="a", line=1)
    sample.bind("count", count)
    sample.in_place("add", 1, Took(count), Took(literal="1"), changed=count, code="a", line=1)
    recording = sample.recording()
    assert [face.is_stale for face in faces_at(recording, 1)] == [False, False]
    assert [face.is_stale for face in faces_at(recording, 2)] == [True, False]
    assert [face.title for face in faces_at(recording, 2)] == ["count", "count"]


def test_a_reset_changes_the_gradient_on_the_card(second):
    gradients = [gradient_texts(faces_at(second, cursor)[X]) for cursor in (11, 12, 20)]
    assert gradients == [("3.", "5."), ("0.", "0."), ()]


def test_kinds_do_not_depend_on_the_cursor(first):
    cards = cards_at(first, 0)
    np.testing.assert_array_equal(cards.kinds, [CardKind.LEAF, CardKind.RESULT, CardKind.OUTPUT])


MANY_PASSES = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
for _ in range(2):
    first, second = (w * w).unbind()
    loss = first * second + first.detach()
    loss.register_hook(lambda slope: 2 * slope)
    loss.backward(retain_graph=True)
    loss.backward()
    slope = w.grad
    with torch.no_grad():
        w -= 0.1 * w.grad
    print(slope)
(g,) = torch.autograd.grad((w ** 3).sum(), w, create_graph=True)
w.grad = None
g.sum().backward()
"""


def differing(cards: RecordingCards) -> list[int]:
    """The number of changed stamps for each of many moves; all cards that changed have one."""
    recording, places = cards.state.recording, np.arange(len(cards.rows))
    counts = []
    cards.show_state(recording.at(0))
    before, stamps = [*map(cards.face, places.tolist())], cards.stamps(places)
    there = range(recording.step_count + 1)
    jumps = [(7 * cursor) % len(there) for cursor in there]
    for cursor in [*there, *reversed(there), *jumps]:
        cards.show_state(recording.at(cursor))
        faces, is_other = [*map(cards.face, places.tolist())], cards.stamps(places) != stamps
        changed = [face != then for face, then in zip(faces, before)]
        assert is_other[changed].all(), f"unnoticed at {cursor}"
        before, stamps = faces, cards.stamps(places)
        counts.append(int(is_other.sum()))
    return counts


@pytest.mark.parametrize("sample", [first_gradient, accumulation])
def test_a_card_with_the_same_stamp_looks_the_same(sample):
    differing(cards_at(sample().recording(), 0))


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_stamp_stays_as_long_as_its_card_through_many_passes(is_folded):
    recording = recorded(MANY_PASSES)
    loops = [
        number for number, row in enumerate(recording["scopes"]) if row["kind"] == ScopeKind.LOOP
    ]
    outlined = outline(recording, whole_run(recording), loops[:1] if is_folded else ())
    assert (outlined.scopes != NONE).any() == is_folded
    differing(RecordingCards(recording.at(0), outlined))


LOOP = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
for turn in range(3):
    loss = (w * w).sum() + turn
    loss.backward()
    mark = torch.tensor([turn, turn])
"""


def folded_loop() -> RecordingCards:
    recording = recorded(LOOP)
    loop = recording["scopes"]["kind"].tolist().index(ScopeKind.LOOP)
    return RecordingCards(recording.at(0), outline(recording, whole_run(recording), [loop]))


def frame_of(cards: RecordingCards) -> int:
    """The place of the folded frame."""
    return int(np.flatnonzero(cards.outline.scopes != NONE)[0])


def test_a_folded_loop_shows_the_newest_card_made_so_far():
    cards = folded_loop()
    texts: list[tuple[str, ...]] = [()]
    recording, frame = cards.state.recording, frame_of(cards)
    for cursor in range(recording.step_count + 1):
        cards.show_state(recording.at(cursor))
        face, row = cards.face(frame), int(cards.rows[frame])
        is_made = cards.state.exists(row)
        assert (is_made, face.state != CardStatus.FUTURE) == (cursor > 1, cursor > 1)
        assert face.kind == cards.kinds[frame] == CardKind.FOLDED
        if is_made and face.value.texts != texts[-1]:
            texts.append(face.value.texts)
    turns = [(("1.", "4."), ("5.",), (f"{5 + turn}.",), (str(turn),) * 2) for turn in range(3)]
    assert texts[1:] == [text for turn in turns for text in dict.fromkeys(turn)]


def test_a_folded_loop_has_the_same_size_at_every_step():
    cards = folded_loop()
    frame, heights = frame_of(cards), set()
    for cursor in range(cards.state.recording.step_count + 1):
        cards.show_state(cards.state.recording.at(cursor))
        heights.add(card_size(cards.face(frame))[1])
    assert len(heights) == 1, "it has room for a gradient whichever card it shows"


def test_a_step_within_a_pass_changes_few_stamps():
    lines = "\n".join("x = torch.exp(x / 10)" for _ in range(20))
    start = "import torch\nw = x = torch.tensor(1.0, requires_grad=True)\n"
    recording = recorded(f"{start}{lines}\nx.backward()\n")
    cards = cards_at(recording, 0)
    assert sum(count < 6 for count in differing(cards)) > 2 * 20, "there and back"
