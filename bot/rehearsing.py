"""The dry run of a case that is open: who else would be told, and when, if nobody answers."""

from bot.ports import Reader
from bot.turn import Turn
from content.cards.questions import line_card, refused
from content.cards.rehearsals import simulation_card
from routing.card import Card
from routing.rights import may_act
from routing.simulation import rehearse


def dry_run(reader: Reader, turn: Turn, number: int | None) -> Card:
    """From where the case stands; for those who may act on it. Changes and sends nothing."""
    turn.knowledge.refresh(reader, turn.now)
    case = reader.case(number) if number is not None else None
    if case is None:
        return line_card(turn.labels, "refusal.old_button")
    if not may_act(turn.person, case, turn.world, turn.knowledge.stewards):
        return refused(turn.labels, "not_yours", case)
    tellings = rehearse(case, turn.world)
    return simulation_card(case, tellings, turn.knowledge.live, turn.labels)
