"""What is kept about somebody, shown to nobody else; and the question before they are removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from content.labels import Labels
from content.times import moment, span
from routing.card import Action, Card, Fact, Section
from routing.contacts import Contact
from routing.drills import Drill, Drilled
from routing.people import Person
from routing.privacy import Showing

OWN_DATA: Final = "own|data"
"""What the button carries for whoever can't write to the bot."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """Everything about one person. ``cases`` are numbers, each with whether it is closed.

    ``drills`` come with what their seat did in it, None for those that they began.
    """

    accounts: Sequence[Person]
    contacts: Sequence[Contact]
    cases: Sequence[tuple[int, bool]]
    showings: Sequence[Showing]
    drills: Sequence[tuple[Drill, Drilled | None]] = ()


def own_data_card(
    data: OwnData, labels: Labels, retention_days: float, *, by_link: bool = False
) -> Card:
    """``by_link`` is for whoever sees it on a page and may have no chat to be removed by."""
    words, kept = labels.words, "own.kept_by_link" if by_link else "own.kept"
    sections = [Section(words("own.directory"), tuple(_seat(c, labels) for c in data.contacts))]
    cases = tuple(
        words("own.case_closed" if closed else "own.case_open", reference=f"IOM-{number}")
        for number, closed in data.cases
    )
    sections.append(Section(words("own.cases"), cases or (words("own.no_cases"),)))
    if data.contacts:
        seen = tuple(_showing(showing, labels) for showing in data.showings)
        sections.append(Section(words("own.showings"), seen or (words("own.no_showings"),)))
    drills = tuple(_drill(drill, theirs, labels) for drill, theirs in data.drills)
    sections.append(Section(words("own.drills"), drills))
    return Card(
        title=words("own.title"),
        text=() if data.accounts or data.contacts or data.cases else (words("own.none"),),
        facts=_facts(data.accounts, labels),
        sections=tuple(section for section in sections if section.lines),
        footer=(words(kept, days=f"{retention_days:g}"),),
    )


def own_data_action(labels: Labels) -> Action:
    """The button that shows what is kept about whoever presses it."""
    return Action("choose", labels.words("own.data_button"), OWN_DATA)


def _facts(accounts: Sequence[Person], labels: Labels) -> tuple[Fact, ...]:
    if not accounts:
        return ()
    words, person = labels.words, accounts[0]
    office = labels.country(person.office) if person.office else None
    known = {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language or person.platform_language,
        "office": office,
        "accounts": ", ".join(each.account.key for each in accounts),
    }
    return tuple(Fact(words(f"own.{name}"), value) for name, value in known.items() if value)


def _seat(contact: Contact, labels: Labels) -> str:
    verified = (
        labels.words("own.verified", date=contact.verified_on.isoformat())
        if contact.verified_on
        else labels.words("own.unverified")
    )
    known = (
        labels.words("own.seat", post=labels.post(contact.post), rank=contact.rank),
        contact.name,
        contact.email,
        contact.phone,
        contact.slack,
        contact.teams,
        contact.language,
        contact.timezone,
        verified,
    )
    return " · ".join(part for part in known if part)


def _showing(showing: Showing, labels: Labels) -> str:
    why = labels.words(f"own.why_{showing.ground}")
    return labels.words("own.showing", at=moment(showing.at), name=showing.viewer_name, why=why)


def _drill(drill: Drill, theirs: Drilled | None, labels: Labels) -> str:
    named = {"reference": drill.reference, "at": moment(drill.at)}
    if theirs is None:
        return labels.words("own.drill_begun", **named)
    named["post"] = ", ".join(theirs.seats)
    if theirs.acknowledged is None:
        return labels.words("own.drill_waiting", **named)
    after = span((theirs.acknowledged - drill.at).total_seconds())
    return labels.words("own.drill", **named, after=after)


def removal_question(contacts: Sequence[Contact], labels: Labels, value: str) -> Card:
    """What being removed means, with the button that does it."""
    words = labels.words
    posts = ", ".join(dict.fromkeys(labels.post(contact.post) for contact in contacts))
    text = words("own.remove_text", posts=posts) if posts else words("own.remove_nothing")
    return Card(
        title=words("own.remove_title"),
        text=(text,),
        actions=(Action("confirm", words("own.remove_button"), value, "danger"),),
        tone="attention",
    )
