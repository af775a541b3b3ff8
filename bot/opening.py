"""Opening a case: at once, durably, and answered with its ladder and reference."""

from dataclasses import replace
from datetime import date

from bot.effects import write_decision
from bot.knowledge import Shown
from bot.notices import duty_numbers
from bot.numbers import numbers_seen
from bot.ports import Writer
from bot.turn import Turn
from bot.wish import Wish
from bot.wording import remarked, without_sensitive
from content.cards.cases import opened_card
from routing.cases import Asker, Case, Rung
from routing.decisions import Actor
from routing.escalation import grace_end, opened
from routing.exchange import Reply
from routing.ladder import Ladder
from routing.people import Person
from routing.privacy import ground_for


def open_case(writer: Writer, turn: Turn, wish: Wish) -> Reply:
    """Store the case that a complete wish asks for, and say what happens next."""
    turn.knowledge.refresh(writer, turn.now)
    world = turn.world
    case, sensitive = without_sensitive(turn, draft(turn, wish))
    case = grace_end(case, world)
    case = writer.open_case(case)
    write_decision(writer, case, opened(case, world, Actor.of(turn.person)), world)
    kept = () if turn.person.office else _keep_office(writer, turn, case.country)
    critical = case.severity == "critical"
    ground = ground_for(
        turn.person, ladder_of(turn, wish), turn.knowledge.stewards, critical=critical
    )
    if not (turn.request.private or critical):
        ground = None
    shown = shown_of(turn, wish, numbers=ground is not None)
    similar = writer.similar_cases(case.country, case.topic, but=case.number)
    grace = world.policy.grace(case.severity)
    nobody = all(step.vacant for step in shown.ladder.steps[case.position + 1 :])
    numbers = duty_numbers(case, world, turn.labels) if nobody else ()
    ground = ground or ("end_of_ladder" if nobody else None)
    if ground is not None:
        writer.add_showings(numbers_seen(turn, shown.ladder, ground, case.number))
    card = opened_card(case, shown.ladder, shown.sections, turn.labels, grace, similar, numbers)
    reply = Reply(replace(card, footer=(*card.footer, *kept)), replaces=True)
    return remarked(writer, turn, case, reply, wish.summary, sensitive)


def _keep_office(writer: Writer, turn: Turn, country: str) -> tuple[str, ...]:
    """Remember the asker's office, and say so."""
    writer.save_person(with_office(turn.person, country), turn.now)
    return (turn.labels.words("answer.office_kept", country=turn.labels.country(country)),)


def draft(turn: Turn, wish: Wish) -> Case:
    """The case as it would be opened, without a number and not stored."""
    ladder = ladder_of(turn, wish)
    return Case(
        number=0,
        opened_at=turn.now,
        country=ladder.country,
        topic=wish.topic,
        subject=wish.subject,
        severity=wish.severity,
        summary=wish.summary,
        asker=Asker.of(turn.person, turn.language),
        rungs=tuple(Rung(step.level, step.post) for step in ladder.steps),
        position=own_position(ladder, turn.person),
        people=frozenset({turn.person.key}),
    )


def shown_of(turn: Turn, wish: Wish, at: date | None = None, *, numbers: bool = False) -> Shown:
    """The ladder of a complete wish on a date, today unless given; with telephone numbers or not.

    Raises ValueError without a country.
    """
    if wish.country is None:
        raise ValueError("a ladder needs a country")
    day = at or turn.now.date()
    return turn.knowledge.shown(
        wish.country, wish.topic, wish.subject, day, turn.language, numbers=numbers
    )


def ladder_of(turn: Turn, wish: Wish) -> Ladder:
    return shown_of(turn, wish).ladder


def own_position(ladder: Ladder, person: Person) -> int:
    """Where the asker stands: the first level told is the one above.

    Whoever holds the last level has none above and starts where everybody starts.
    """
    own = [
        index
        for index, step in enumerate(ladder.steps[:-1])
        if any(person.fills(standing.contact) for standing in step.contacts)
    ]
    return max(own, default=0)


def with_office(person: Person, iso3: str) -> Person:
    return replace(person, office=iso3)
