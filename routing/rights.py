"""Who may act on a case: the people on its ladder, the asker, and stewards."""

from routing.cases import Case
from routing.people import Person
from routing.posts import kind_of, place_of
from routing.stewards import HEADQUARTERS, Stewards
from routing.telling import World, holders


def is_steward(person: Person, stewards: Stewards) -> bool:
    """Does the person keep the directory, of whatever office?"""
    return stewards.includes(person)


def is_steward_of(person: Person, case: Case, stewards: Stewards) -> bool:
    """Does the person keep the posts of the case's region, of headquarters, or all of them?"""
    offices = stewards.offices_of(person)
    if offices is None or HEADQUARTERS in offices:
        return True
    regions = {place_of(rung.post) for rung in case.rungs if kind_of(rung.post) == "rts"}
    return bool(regions & offices)


def is_asker(person: Person, case: Case) -> bool:
    return case.asker.key == person.key or case.asker.account == person.account


def is_on_ladder(person: Person, case: Case, world: World) -> bool:
    """Fills a post of the ladder today, holds the case now, or was told of it or took it."""
    if person.key in case.people:
        return True
    standings = [s for rung in case.rungs for s in world.standings(rung.post)]
    standings += holders(case, world)
    return any(person.fills(standing.contact) for standing in standings)


def may_act(person: Person, case: Case, world: World, stewards: Stewards) -> bool:
    return (
        is_asker(person, case)
        or is_steward_of(person, case, stewards)
        or is_on_ladder(person, case, world)
    )


def may_cancel(person: Person, case: Case, stewards: Stewards) -> bool:
    """Only whoever raised a case, and stewards, may say that it was never needed."""
    return is_asker(person, case) or is_steward_of(person, case, stewards)
