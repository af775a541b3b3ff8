"""Item 5 of what must hold: refused for good, by every permanent error of the three channels.

The next channel, then the deputy, then the next level, within 15 s in all. The case and whoever
asked see it, the steward learns which address is dead, and nothing is shown as delivered.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path

from benchmarks.population import cases, open_cases
from content.structure import load_structure
from routing.cases import Case
from routing.contacts import Contact
from routing.posts import Post
from tests.conftest import Figure
from tests.fakes.teams_activities import AMINA, Member
from tests.processes.crowd import lying_with
from tests.processes.served import crowded, until
from tests.processes.town import Town, town
from tests.shown import shown

PROMISED = 15.0
POLICY = "waits: {critical: {seconds: 864000}}"
# Errors that say something of the bot's own access, not of the address.
OF_THE_BOT = ("account_inactive", "invalid_auth", "missing_scope", "token_revoked")
SLACK = (
    *("channel_not_found", "not_in_channel", "is_archived", "user_not_found", "user_disabled"),
    *("cannot_dm_bot", "restricted_action", "no_permission", "ekm_access_denied"),
    *OF_THE_BOT,
)
TEAMS = (
    (403, "MessageWritesBlocked"),
    (403, "BotNotInConversationRoster"),
    (403, "BotDisabledByAdmin"),
    (404, "ConversationNotFound"),
    (400, "BadSyntax"),
    (413, "MessageSizeTooBig"),
)
MAIL = (
    "550 5.1.1 no such user",
    "551 not local",
    "556 no such domain",
    "553 not allowed",
    "554 no",
)


@dataclass(frozen=True)
class Dead:
    """Two people at one post whom no channel takes, and who comes after them."""

    number: int
    slack: str
    teams: tuple[int, str]
    mail: str

    @property
    def post(self) -> Post:
        return Post(f"co:{POSTS[self.number]}")

    @property
    def next_post(self) -> Post:
        return Post(f"co:{POSTS[self.number + len(SLACK)]}")

    @property
    def user(self) -> str:
        return f"UDEAD{self.number}"

    @property
    def next_user(self) -> str:
        return f"UNEXT{self.number}"

    @property
    def member(self) -> Member:
        oid = f"44444444-dddd-4ddd-8ddd-{self.number:012}"
        return Member(oid, f"Dead {self.number}", self.mailbox)

    @property
    def mailbox(self) -> str:
        return f"dead{self.number}@example.org"

    @property
    def deputy(self) -> str:
        return f"deputy{self.number}@example.org"

    def contacts(self, today: date) -> Sequence[Contact]:
        member = self.member
        return (
            Contact(
                *(self.post, 1, member.name, self.mailbox),
                slack=self.user,
                teams=member.object_id,
                verified_on=today,
            ),
            Contact(self.post, 2, f"Deputy {self.number}", self.deputy, verified_on=today),
            Contact(
                *(self.next_post, 1, f"Next {self.number}", None),
                slack=self.next_user,
                verified_on=today,
            ),
        )


POSTS = sorted({*load_structure().countries} - {"JPN"})
EVERYBODY = [
    Dead(number, code, teams, mail)
    for number, (code, teams, mail) in enumerate(
        zip(SLACK, cycle(TEAMS), cycle(MAIL), strict=False)
    )
]
STEWARD = Member("55555555-eeee-4eee-8eee-555555555555", "Steward Example", "steward@example.org")


def close_all(place: Town) -> None:
    """Let every provider refuse them."""
    place.teams.members[STEWARD.object_id] = STEWARD
    for dead in EVERYBODY:
        place.slack.users.add(f"UA{dead.number}", f"ua{dead.number}@example.org", "Asker")
        place.slack.users.add(dead.next_user, None, f"Next {dead.number}")
        if dead.slack != "user_not_found":
            place.slack.users.add(dead.user, dead.mailbox, dead.member.name)
            place.slack.closed[place.slack.direct(dead.user)] = dead.slack
        place.teams.members[dead.member.object_id] = dead.member
        place.teams.closed[dead.member.conversation] = dead.teams
        place.smtp.dead |= {dead.mailbox: dead.mail, dead.deputy: dead.mail}


def populate(place: Town) -> None:
    now = datetime.now(UTC)
    contacts = [contact for dead in EVERYBODY for contact in dead.contacts(now.date())]
    steward = Contact(
        *(Post("doe"), 1, STEWARD.name, STEWARD.email),
        teams=STEWARD.object_id,
        verified_on=now.date(),
    )
    store = place.store()
    with store.write() as writer:
        writer.replace_contacts([*contacts, steward], now)
    store.close()


def raise_cases(place: Town) -> float:
    """A case for each of them, due now; when (monotonic seconds) that was."""
    now = datetime.now(UTC)
    store = place.store()
    open_cases(
        store,
        [
            _at(dead, case)
            for dead, case in zip(EVERYBODY, cases(len(EVERYBODY), now, now), strict=True)
        ],
        now,
    )
    store.close()
    return time.monotonic()


def _at(dead: Dead, case: Case) -> Case:
    return lying_with(case, (Post("co:JPN"), dead.post, dead.next_post))


async def test_every_permanent_error_goes_on_to_the_next_level(
    tmp_path: Path, sqlite_url: str, figure: Figure
) -> None:
    async with town(tmp_path, sqlite_url, policy=POLICY) as place:
        close_all(place)
        populate(place)
        await place.start(IOM_STEWARDS="steward@example.org")
        await place.post_teams(place.teams.message("help", AMINA))
        began = raise_cases(place)
        await until(
            lambda: all(place.tellings(dead.next_user, dead.number + 1) for dead in EVERYBODY),
            PROMISED * crowded(),
        )
        took = time.monotonic() - began
        figure(f"{len(EVERYBODY)} cases past four dead addresses each in {took:.1f} s")
        await until(lambda: len(place.chat(STEWARD)) >= 4 * len(EVERYBODY) - len(OF_THE_BOT))
        for dead in EVERYBODY:
            await check(place, dead)


async def check(place: Town, dead: Dead) -> None:
    number = dead.number + 1
    trail = place.trail(number)
    refused = [e.facts["code"] for e in trail if e.what == "refused" and e.facts["kind"] == "tell"]
    mail = f"smtp_{dead.mail[:3]}"
    assert refused == [dead.slack, dead.teams[1], mail, mail]
    delivered = [
        e.facts["to"] for e in trail if e.what == "delivered" and e.facts["kind"] == "tell"
    ]
    assert delivered == [f"Next {dead.number}"]
    await check_what_people_see(place, dead, number)


async def check_what_people_see(place: Town, dead: Dead, number: int) -> None:
    asker = f"UA{dead.number}"
    await until(lambda: any("/progress/told" in key for key in place.keys_to(asker)))
    news = " ".join(shown(message.blocks) for message in place.slack.sent_to(asker))
    assert "could not be reached" in news
    status = await place.slash(asker, f"status IOM-{number}")
    for code in (dead.slack, dead.teams[1], f"smtp_{dead.mail[:3]}"):
        assert f"NOT delivered to {dead.member.name}" in status
        assert code in status
    reports = [shown(sent.card) for sent in place.chat(STEWARD)]
    about = [text for text in reports if str(dead.post) in text]
    assert any(f"slack: {dead.slack}" in text for text in about) == (dead.slack not in OF_THE_BOT)
    assert any(f"mail: smtp_{dead.mail[:3]}" in text for text in about)
