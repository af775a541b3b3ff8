"""What changes under a case that is open: who fills a post, and which post covers a country.

The rules. Levels that were told already stay what they were. A level whose turn comes follows the
structure of that day. A case that lies with somebody who is gone from the directory goes to whoever
fills the post now, with their full time; if nobody does, to the next level. Whoever took a case and
is gone keeps it, and the asker hears of it. A level that has its time keeps it, whatever the policy
says since: the next one gets the new time. The trail says each.
"""

from collections.abc import Sequence
from dataclasses import replace

from routing.cases import Case
from routing.climbing import climb, tell
from routing.contacts import Standing
from routing.decisions import ENGINE_ACTOR, Decision, entry, holder
from routing.notices import Posted
from routing.telling import World, holders, progress


def succeed(case: Case, world: World, notices: Sequence[Posted]) -> Decision | None:
    """The case goes to a successor where whoever was told is gone; None where nobody is.

    Of a case that somebody has taken, that they are gone. ``notices`` are all of the case's. At the
    end of the ladder the next reminder goes to whoever is there then.
    """
    if case.state == "taken":
        return _kept(case, world, notices)
    if case.state != "told":
        return None
    told = [
        posted.notice.to
        for posted in notices
        if posted.notice.kind in ("tell", "remind") and posted.notice.round == case.round
    ]
    standings = holders(case, world)
    there = {address for standing in standings for address in _addresses(standing)}
    if not told or any((to.route, to.address) in there for to in told):
        return None
    names = ", ".join(dict.fromkeys(to.name for to in told))
    line = entry(case, world, ENGINE_ACTOR, "gone", to=names, post=holder(case))
    if standings:
        decision = tell(case, world, (line,), after="gone")
    else:
        decision = climb(case, world, (line,), case.position + 1, after="gone")
    return replace(decision, withdraw=True)


def _kept(case: Case, world: World, notices: Sequence[Posted]) -> Decision | None:
    """Whoever took it as a contact is one no more: it stays theirs, and the asker is told."""
    were_told = {
        posted.notice.to.email.lower()
        for posted in notices
        if posted.notice.to.post is not None and posted.notice.to.email
    }
    key = case.taken_by or ""
    if key not in were_told or world.organization.directory.of_email(key):
        return None
    name = case.taken_by_name or key
    line = entry(case, world, ENGINE_ACTOR, "holder_gone", to=name)
    return Decision(case, progress(case, world, "holder_gone", by=name), (line,))


def _addresses(standing: Standing) -> Sequence[tuple[str, str]]:
    return standing.contact.addresses()
