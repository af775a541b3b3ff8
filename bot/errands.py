"""Errands: leased notices, with the messages that they have become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.knowledge import Knowledge
from bot.notices import caseless_card, notice_card
from bot.signed_links import LinkTo
from routing.card import Card
from routing.cases import Case
from routing.deliveries import TELLINGS
from routing.escalation import is_current
from routing.notices import Delivery, Notice, Posted
from routing.telling import World

LEASE = timedelta(seconds=25)
"""A worker that vanishes holds its messages no longer; shorter than the 30 s that are promised."""
SETTLING = timedelta(seconds=6)
SENDING = timedelta(seconds=13)
"""How long a call may take. What begins in time ends well before its lease does."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A leased notice with the message that it has become.

    ``at`` is its turn and ``until`` the end of its lease (both UTC). ``overtaken`` says that the
    case has moved on: only what became of an earlier attempt is still of interest.
    """

    posted: Posted
    delivery: Delivery
    at: datetime
    until: datetime
    overtaken: bool = False

    @property
    def needs_claim(self) -> bool:
        """Is it a telling, which mustn't go out once somebody has the case?"""
        return self.posted.notice.kind in TELLINGS


class Errands:
    """Makes messages of notices; in a ``rehearsal`` each of them says so."""

    def __init__(self, knowledge: Knowledge, *, rehearsal: bool) -> None:
        self._knowledge = knowledge
        self._rehearsal = rehearsal

    def caseless_cards(self, found: Sequence[Posted], link_to: LinkTo | None) -> Mapping[int, Card]:
        """The cards of notices that are of no case, by id; the needless ones have none."""
        caseless = [p for p in found if is_caseless(p)]
        cards = {p.id: caseless_card(p.notice, self._knowledge, link_to) for p in caseless}
        return {found: card for found, card in cards.items() if card is not None}

    def caseless(self, posted: Posted, card: Card, now: datetime, at: datetime) -> Errand:
        notice = posted.notice
        if self._rehearsal:
            card = self._remarked(card, notice, "rehearsal")
        return Errand(posted, Delivery(notice.key, notice.to, card), at, now + LEASE)

    def of_case(
        self, posted: Posted, case: Case, world: World, at: datetime, link_to: LinkTo | None
    ) -> Errand:
        notice = posted.notice
        card = notice_card(case, notice, self._knowledge, world, link_to)
        if self._rehearsal:
            card = self._remarked(card, notice, "rehearsal")
        delivery = Delivery(
            key=notice.key,
            to=notice.to,
            card=card,
            replaces=notice.facts.get("message") if notice.kind == "update" else None,
            thread=case.reference,
        )
        return Errand(posted, delivery, at, world.now + LEASE, is_overtaken(posted, case))

    def repeated(self, errand: Errand) -> Delivery:
        """The same message with the remark that it may be a repeat."""
        card = self._remarked(errand.delivery.card, errand.posted.notice, "case.repeat")
        return replace(errand.delivery, card=card, repeat=True)

    def _remarked(self, card: Card, notice: Notice, remark: str) -> Card:
        words = self._knowledge.labels(notice.to.language).words
        return replace(card, text=(words(remark), *card.text))


def is_overtaken(posted: Posted, case: Case) -> bool:
    return posted.notice.kind in TELLINGS and not is_current(case, posted.notice)


def is_caseless(posted: Posted) -> bool:
    return posted.notice.case == 0
