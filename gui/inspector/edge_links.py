"""Links to the cards at the other ends of a card's edges: operands, and where gradients are cut."""

from __future__ import annotations

from engine.record.schema import Cut
from engine.record.state import State
from gui.inspector.facts import CardFacts, CutEdge
from gui.inspector.links import CardLink, CardLinks
from gui.words.card_names import phrase, phrases


class OperandLinks(CardLinks):
    """Links to the cards that a card was made from."""

    def __init__(self) -> None:
        super().__init__("operand")

    def show_card(self, state: State, facts: CardFacts) -> None:
        """Show the operands of a card."""
        made_from = self.tr("made from")
        names = phrases(state.recording, facts.operands, state.happened)
        links = zip(facts.operands, names, strict=True)
        self.show_links([CardLink(each, name, made_from) for each, name in links])


class CutLinks(CardLinks):
    """Links to the cards to or from which no gradient flows, with the reasons."""

    def __init__(self) -> None:
        super().__init__("cut")

    def show_card(self, state: State, facts: CardFacts) -> None:
        """Show the cut edges of a card."""
        cards: dict[tuple[str, str], list[int]] = {}
        for edge in facts.cuts:
            name = phrase(state.recording, edge.card, state.happened)
            cards.setdefault((name, self._why(edge)), []).append(edge.card)
        self.show_links([_link(alike, name, why) for (name, why), alike in cards.items()])

    def _why(self, edge: CutEdge) -> str:
        if edge.towards_operand:
            return {
                Cut.DETACH: self.tr("gets no gradient from here: detach cuts the edge"),
                Cut.NO_GRAD: self.tr("gets no gradient from here: it was used under no_grad"),
                Cut.NOT_DIFFERENTIABLE: self.tr("gets no gradient from here: no derivative"),
                Cut.GRAD_READ: self.tr("gets no gradient from here: its .grad was read as a value"),
                Cut.DATA_READ: self.tr("gets no gradient from here: its .data was read as a value"),
                Cut.GRADIENT_GIVEN: self.tr(
                    "gets no gradient from here: it is its gradient, a value"
                ),
            }[edge.cut]
        return {
            Cut.DETACH: self.tr("sends no gradient here: detach cuts the edge"),
            Cut.NO_GRAD: self.tr("sends no gradient here: it was made under no_grad"),
            Cut.NOT_DIFFERENTIABLE: self.tr("sends no gradient here: no derivative"),
            Cut.GRAD_READ: self.tr("sends no gradient here: it is the .grad, read as a value"),
            Cut.DATA_READ: self.tr("sends no gradient here: it is the .data, read as a value"),
            Cut.GRADIENT_GIVEN: self.tr("sends no gradient here: it is the gradient, a value"),
        }[edge.cut]


def _link(alike: list[int], name: str, why: str) -> CardLink:
    """A link to the newest of cards of one name, such as those of the turns of a loop."""
    count = f"×\xa0{len(alike):,}" if len(alike) > 1 else ""
    return CardLink(alike[-1], name, after=count, below=why)
