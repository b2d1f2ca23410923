"""Links between the graph of gradients (double backward) and the forward graph."""

from __future__ import annotations

from engine.record.schema import NONE
from engine.record.state import State
from gui.inspector.links import CardLink, CardLinks
from gui.words.card_names import phrase


class MirrorLinks(CardLinks):
    """Links to the forward card whose node made the shown card, or to the cards its node made."""

    def __init__(self) -> None:
        super().__init__("mirror")

    def show_card(self, state: State, card: int) -> None:
        """Show the counterparts of a card; none unless a pass created a graph."""
        recording, happened = state.recording, state.happened
        if not recording["passes"]["create_graph"].any():
            self.show_links([])
            return
        from engine.record.mirrors import forward_of, gradient_cards_of

        forward = forward_of(recording, card)
        links = []
        if forward != NONE:
            before = self.tr("made in the pass by")
            links.append(CardLink(forward, phrase(recording, forward, happened), before))
        before = self.tr("its pass made")
        for each in gradient_cards_of(recording, card):
            if state.exists(each):
                links.append(CardLink(each, phrase(recording, each, happened), before))
        self.show_links(links)
