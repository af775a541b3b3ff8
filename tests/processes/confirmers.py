"""People who are asked about their entries, and what reached whom of that."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from adapters.store import SqlStore
from content.calendars import working_calendar
from routing.contacts import Contact
from routing.posts import Post
from routing.rounds import next_morning
from tests.fakes.slack_shown import Users
from tests.processes.town import Town
from tests.rows import Rows

PEOPLE = 40
"""Few enough for all of them to have their turn at once."""
KEEPS_TWO = 10
"""So many of them stand in two places, and are asked about both in one message."""
HOME = Post("co:KEN")
CALENDAR = working_calendar(HOME)


def user(number: int) -> str:
    return f"UASKED{number}"


NEWCOMER = user(PEOPLE)


def enter(users: Users) -> None:
    """Everybody has an account."""
    for number in range(PEOPLE + 1):
        users.add(user(number), f"asked{number}@example.org", f"Asked {number} Example")


def fill(store: SqlStore, verified: datetime, *, newcomer: bool = False) -> None:
    """A directory of people who confirmed their entries on that day, but for a newcomer."""
    contacts = [
        Contact(
            post,
            number + 1,
            f"Asked {number} Example",
            email=f"asked{number}@example.org",
            slack=user(number),
            verified_on=verified.date(),
        )
        for post, count in ((HOME, PEOPLE), (Post("rts:nairobi"), KEEPS_TWO))
        for number in range(count)
    ]
    if newcomer:
        contacts.append(
            Contact(HOME, PEOPLE + 1, "New Example", "asked40@example.org", slack=NEWCOMER)
        )
    with store.write() as writer:
        writer.replace_contacts(contacts, datetime.now(UTC))


def morning(after_days: float) -> datetime:
    """A moment (UTC) in the first working morning after so many days from now."""
    begun = next_morning(datetime.now(UTC) + timedelta(days=after_days), CALENDAR)
    return next_morning(begun + timedelta(hours=5), CALENDAR) + timedelta(minutes=30)


def offset(moment: datetime) -> str:
    """The setting with which a process takes now for that moment."""
    return str((moment - datetime.now(UTC)).total_seconds())


def written(place: Town) -> Counter[str]:
    """How many questions were written to each, by address."""
    rows = Rows(place.url)
    try:
        return Counter(address for address, _ in rows.written("confirm"))
    finally:
        rows.close()


def arrived(place: Town) -> Counter[str]:
    """How many questions stand in the direct messages of each, by account."""
    return Counter(
        {
            user(number): sum(
                count
                for key, count in place.keys_to(user(number)).items()
                if key.startswith("confirm/")
            )
            for number in range(PEOPLE + 1)
        }
    )


EACH_ONCE = Counter({user(number): 1 for number in range(PEOPLE)})
