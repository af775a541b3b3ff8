"""Who is told of a case at once: nobody whose entry is in doubt is left alone with it.

An entry is in doubt that is stale, doubtful, or of somebody who is away. Together with such a
contact the next one of the level is told, and where there is none, or that one is in doubt too, the
best contact of the next level that can be reached.
"""

from collections.abc import Iterable, Sequence

from routing.cases import Case
from routing.contacts import DOUBTED, Standing
from routing.notices import Notice, Posted, Recipient
from routing.seats import who_is
from routing.telling import World, holders, is_reachable, routes


def told_together(case: Case, world: World) -> tuple[Recipient, ...]:
    """The quickest way to each of those who are told, the best contact first; () if nobody is."""
    return tuple(routes((s,), world.live)[0] for s in those_told(case, world))


def those_told(case: Case, world: World) -> tuple[Standing, ...]:
    """Who is told of the case where it stands, the best contact first; () if nobody is."""
    level = _reachable(holders(case, world), world)
    if not level:
        return ()
    told = [level[0]]
    others = [s for s in _sure(level, world) if not _is_among(s, told)]
    if _in_doubt(told):
        told += others[:1]
    if _in_doubt(told):
        told += [s for s in _above(case, world) if not _is_among(s, told)][:1]
    return tuple(told)


def _reachable(standings: Sequence[Standing], world: World) -> list[Standing]:
    """Those whom something reaches, in the order in which they are tried."""
    seats = dict.fromkeys((way.post, way.rank) for way in routes(standings, world.live))
    by_seat = {(s.contact.post, s.contact.rank): s for s in standings}
    return [by_seat[(post, rank)] for post, rank in seats if post is not None and rank is not None]


def _in_doubt(told: Iterable[Standing]) -> bool:
    return all(standing.freshness in DOUBTED for standing in told)


def _is_among(standing: Standing, told: Iterable[Standing]) -> bool:
    return who_is(standing.contact) in {who_is(other.contact) for other in told}


def _above(case: Case, world: World) -> list[Standing]:
    for rung in case.rungs[case.position + 1 :]:
        found = _sure(_reachable(world.standings(rung.post), world), world)
        if found:
            return found
    return []


def _sure(standings: Iterable[Standing], world: World) -> list[Standing]:
    """Without those for whom a mail would be kept in a file: it reaches nobody by itself."""
    return [standing for standing in standings if is_reachable((standing,), world.live)]


def others_told(notice: Notice, notices: Iterable[Posted]) -> bool:
    """Does another telling of the same round go to somebody else, or has it arrived there?"""
    return any(
        other.state in ("pending", "sent")
        and (other.notice.kind, other.notice.round) == (notice.kind, notice.round)
        and (other.notice.to.post, other.notice.to.rank) != (notice.to.post, notice.to.rank)
        for other in notices
    )
