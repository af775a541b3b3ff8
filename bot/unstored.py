"""What the bot says where something should have been recorded and the database went away."""

from bot.numbers import note_later
from bot.opening import ladder_of
from bot.turn import Turn
from bot.wish import Wish
from routing.card import Card
from routing.contacts import Standing
from routing.errors import CommitUnknown, RoutingError, StoreUnavailable
from routing.posts import DOE
from routing.privacy import showings_of


def unstored(turn: Turn, wish: Wish | None = None, fault: StoreUnavailable | None = None) -> Card:
    """Nothing was recorded, or nobody knows: say so plainly, and whom to call meanwhile."""
    labels = turn.labels
    unknown = isinstance(fault, CommitUnknown)
    people = _people(turn, wish)
    note_later(turn, showings_of(people, turn.person, "outage", turn.now, turn.request.key))
    lines = [labels.contact(standing, number=True) for standing in people]
    return Card(
        title=labels.words("answer.store_unknown" if unknown else "answer.not_stored"),
        text=(*lines, *turn.knowledge.content.policy.duty_numbers),
        tone="attention",
    )


def _people(turn: Turn, wish: Wish | None) -> list[Standing]:
    if wish is not None and wish.country is not None:
        try:
            steps = ladder_of(turn, wish).steps[1:]
        except RoutingError:
            steps = ()
        return [standing for step in steps for standing in step.contacts]
    return list(turn.knowledge.organization().standings(DOE, turn.now.date()))
