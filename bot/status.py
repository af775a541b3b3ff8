"""How a case stands, as a timeline; and which cases somebody has."""

from bot.ports import Reader
from bot.turn import Turn
from content.cards.cases import is_critical
from content.cards.questions import line_card, refused
from content.cards.timelines import cases_card, status_card
from routing.card import Card
from routing.cases import Case
from routing.rights import is_asker, may_act


def status(reader: Reader, turn: Turn, number: int) -> Card:
    """The timeline of a case, for those who may see it."""
    directory = turn.knowledge.refresh(reader, turn.now)
    case = reader.case(number)
    if case is None:
        return line_card(turn.labels, "refusal.no_case", reference=f"IOM-{number}")
    world = turn.knowledge.world(turn.now, directory)
    if not may_act(turn.person, case, world, turn.knowledge.stewards):
        return refused(turn.labels, "not_yours", case)
    return status_card(
        case,
        reader.entries(number),
        turn.labels,
        is_asker=is_asker(turn.person, case),
        may_act=True,
        number=turn.request.private or is_critical(case),
    )


def own_cases(reader: Reader, turn: Turn) -> tuple[Case, ...]:
    """Open cases that the person raised, took or was told of."""
    keys = [turn.person.key, turn.person.account.key, turn.person.account.user]
    found = {case.number: case for key in keys for case in reader.cases_of(key)}
    return tuple(found[number] for number in sorted(found, reverse=True))


def own_status(reader: Reader, turn: Turn) -> Card:
    turn.knowledge.refresh(reader, turn.now)
    return cases_card(own_cases(reader, turn), turn.labels)


def waiting_for(reader: Reader, turn: Turn) -> tuple[Case, ...]:
    """Cases that wait for this person's answer."""
    return tuple(
        case
        for case in own_cases(reader, turn)
        if case.state in ("told", "exhausted") and not is_asker(turn.person, case)
    )
