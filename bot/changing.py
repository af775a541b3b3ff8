"""Somebody changes their own entry: checked, confirmed back to old and new address, noted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Final

from bot.asking import asking
from bot.owndata import own_contacts
from bot.ports import Reader, Writer
from bot.seating import keep, report_to, said, state_of
from bot.turn import Turn
from content.cards.confirmation import change_action, entry_value
from content.cards.questions import line_card
from content.entry_checks import FIELDS, Field, checked
from content.labels import Labels
from routing.contacts import Contact
from routing.exchange import Reply
from routing.language import DEFAULT_LANGUAGE, is_language
from routing.notices import Recipient
from routing.rounds import confirmed
from routing.seats import who_is
from routing.telling import World, routes

_SHOWN: Final[tuple[Field, ...]] = FIELDS


def ask_to_change(reader: Reader, turn: Turn, typed: Mapping[str, str]) -> Reply | None:
    """The form with the present values, and those that were typed; None for a stranger.

    Where others read along there is none: Teams shows a form's values to everybody.
    """
    contacts = own_contacts(reader, turn)
    if not contacts:
        return None
    if not turn.request.private:
        return Reply(line_card(turn.labels, "own.in_private"))
    return asking(turn, "change.title", change_action(contacts[0], turn.labels, typed))


def change(writer: Writer, turn: Turn, typed: Mapping[str, str], *, replaces: bool) -> Reply:
    """Change all entries of whoever asks; nothing where something can't be right.

    Raises StoreUnavailable.
    """
    labels = turn.labels
    writer.lock_directory()
    contacts = own_contacts(writer, turn)
    if not contacts:
        return Reply(line_card(labels, "confirm.not_yours"))
    good, bad = checked(typed)
    if bad:
        return refused(typed, bad, labels)
    changed = {
        field: value
        for field, value in good.items()
        if any((getattr(c, field) or "") != value for c in contacts)
    }
    if not changed:
        return Reply(line_card(labels, "change.nothing"))
    after = [_bound(_changed(contact, changed), turn) for contact in contacts]
    _write(writer, turn, contacts, after, changed)
    shown = tuple(
        labels.words(
            "confirm.line",
            label=labels.words(f"entry.{field}"),
            value=entry_value(field, value, labels),
        )
        for field, value in changed.items()
    )
    card = line_card(labels, "change.done")
    return Reply(replace(card, text=shown, tone="good"), replaces=replaces)


def refused(typed: Mapping[str, str], bad: Sequence[Field], labels: Labels) -> Reply:
    """Nothing was changed; what can't be right, and why."""
    faults: dict[str, str] = {
        field: labels.words(f"change.bad_{field}", text=typed[field].strip()) for field in bad
    }
    card = line_card(labels, "change.refused")
    return Reply(replace(card, text=tuple(faults.values()), tone="attention"), faults=faults)


def _changed(contact: Contact, changed: Mapping[Field, str]) -> Contact:
    language = changed.get("language")
    known = contact.language if language is None or not is_language(language) else language
    return replace(
        contact,
        name=changed.get("name", contact.name),
        email=changed.get("email", contact.email),
        phone=changed.get("phone", contact.phone),
        timezone=changed.get("timezone", contact.timezone),
        language=known,
    )


def _bound(contact: Contact, turn: Turn) -> Contact:
    """Bind the account that was used, so that another mail address doesn't lock its owner out."""
    account = turn.person.account
    if account.platform == "slack" and contact.slack is None:
        return replace(contact, slack=account.user)
    if account.platform == "teams" and contact.teams is None:
        return replace(contact, teams=account.user)
    return contact


def _write(
    writer: Writer,
    turn: Turn,
    before: Sequence[Contact],
    after: Sequence[Contact],
    changed: Mapping[Field, str],
) -> None:
    world, saved, states = turn.world, [], []
    for old, new in zip(before, after, strict=True):
        calendar = world.calendar(new.post, new.timezone)
        today = replace(new, verified_on=calendar.local_day(turn.now))
        saved.append(today)
        state = state_of(writer, old, world)
        states.append(confirmed(state, today, turn.now, calendar, world.policy.freshness))
    keep(writer, states, turn.now, contacts=saved)
    fields = " ".join(changed)
    writer.add_directory_entries([said(state, "changed", turn, fields=fields) for state in states])
    _tell(writer, turn, before[0], saved[0], changed, " ".join(s.name for s in states))
    turn.knowledge.refresh(writer, turn.now)


def _tell(
    writer: Writer,
    turn: Turn,
    old: Contact,
    new: Contact,
    changed: Mapping[Field, str],
    posts: str,
) -> None:
    """Say so at the old and at the new address, so that nobody is changed unnoticed."""
    facts = {f"new_{field}": value for field, value in changed.items()}
    facts |= {f"old_{field}": str(asdict(old)[field] or "") for field in changed}

    def theirs(to: Recipient) -> Mapping[str, str]:
        # Whoever has only the old address gets no link to the entry as it is now.
        is_new = to.route == "mail" and to.address == new.email
        return {"seats": posts, "who": who_is(new)} if is_new else {}

    stamp = f"changed/{turn.request.key}"
    found = {(to.route, to.address): to for to in _addresses(old, new, turn.world)}
    writer.add_notices(
        [
            report_to(turn.world, to, stamp, report="changed", posts=posts, **facts, **theirs(to))
            for to in found.values()
        ]
    )


def _addresses(old: Contact, new: Contact, world: World) -> list[Recipient]:
    directory, policy = world.organization.directory, world.policy.freshness
    found: list[Recipient] = []
    for contact in (old, new):
        standing = directory.standing(contact, world.now.date(), policy)
        found += routes((standing,), world.live)[:1]
        if old.email != new.email and contact.email:
            language = contact.language or DEFAULT_LANGUAGE
            found.append(Recipient("mail", contact.email, contact.name, language))
    return found
