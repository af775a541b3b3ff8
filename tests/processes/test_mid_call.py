"""Item 3 of what must hold: the process dies while the provider holds its answer, again and again.

Each time three messages are in mid-call, one at Slack, one at Teams and one at the mail server,
and each provider has recorded its message or not. Nobody is left out. Slack is asked, and nothing
goes there twice; elsewhere there is one more copy at most, which says that it may be one; and the
trail says of each attempt in doubt what it was.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.population import cases, open_cases
from content.messages import load_words
from routing.contacts import Contact
from routing.posts import Post
from tests.conftest import Figure
from tests.fakes.teams_activities import AMINA
from tests.processes.crowd import lying_with
from tests.processes.gate import Gate, GatedConnector, GatedSlack, GatedSmtp
from tests.processes.served import until
from tests.processes.town import LEASE, Town, town
from tests.rows import Rows
from tests.shown import shown

POLICY = "waits: {critical: {seconds: 864000}}"
POSTS = {"slack": Post("co:KEN"), "teams": Post("co:UGA"), "mail": Post("co:TCD")}
USER = "UFATUMA"
MAIL = "moussa@example.org"
REPEAT = load_words("en")("case.repeat")
IN_DOUBT = {"settled_sent", "settled_not_sent", "settled_unknown"}


def directory() -> tuple[Contact, ...]:
    """One contact for each provider, who can be reached there only."""
    today = datetime.now(UTC).date()
    return (
        Contact(POSTS["slack"], 1, "Fatuma Example", None, slack=USER, verified_on=today),
        Contact(POSTS["teams"], 1, AMINA.name, None, teams=AMINA.object_id, verified_on=today),
        Contact(POSTS["mail"], 1, "Moussa Example", MAIL, verified_on=today),
    )


def open_three(place: Town, asked: int) -> Sequence[int]:
    """Three cases whose first notice is due: one for each provider; their numbers."""
    now = datetime.now(UTC)
    found = [
        lying_with(case, (Post("co:JPN"), post))
        for case, post in zip(cases(3, now, now), POSTS.values(), strict=True)
    ]
    store = place.store()
    open_cases(store, found, now)
    store.close()
    return range(3 * asked + 1, 3 * asked + 4)


async def settled(place: Town) -> None:
    rows = Rows(place.url)
    await until(lambda: rows.pending() == 0, 60)
    rows.close()


@pytest.mark.parametrize(
    "count", [1, pytest.param(50, marks=[pytest.mark.slow, pytest.mark.timeout(600)])]
)
@pytest.mark.parametrize(
    ("kind", "after"),
    [
        pytest.param("sqlite", False, id="sqlite-not-recorded"),
        pytest.param("postgres", True, id="postgres-recorded"),
    ],
)
async def test_killed_in_mid_call(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    kind: str,
    after: bool,
    count: int,
    figure: Figure,
) -> None:
    gate = Gate(after=after)
    outside = {"slack": GatedSlack(gate), "teams": GatedConnector(gate), "smtp": GatedSmtp(gate)}
    url = request.getfixturevalue(f"{kind}_url")
    async with town(tmp_path, url, policy=POLICY, **outside) as place:  # type: ignore[arg-type]
        await prepare(place)
        for number in range(count):
            gate.expect(open_three(place, number))
            served = await place.start(IOM_CLOCK_OFFSET_SECONDS=str((LEASE + 1) * (number + 1)))
            async with asyncio.timeout(60):
                await gate.full.wait()
            served.kill()
            assert await served.ended() == -9
            gate.open()
        await place.start(IOM_CLOCK_OFFSET_SECONDS=str((LEASE + 1) * (count + 1)))
        await settled(place)
        check_slack(place, count)
        check_teams(place, count, after=after)
        check_mail(place, count, after=after)
        doubts = check_trails(place, count, after=after)
    figure(f"{count} kills with three messages in mid-call: {dict(doubts)}")


async def prepare(place: Town) -> None:
    """Everybody is known, and the bot has been spoken to in Teams."""
    store = place.store()
    with store.write() as writer:
        writer.replace_contacts(directory(), datetime.now(UTC))
    store.close()
    for number in range(3):
        place.slack.users.add(f"UA{number}", f"ua{number}@example.org", f"Asker {number}")
    place.slack.users.add(USER, None, "Fatuma Example")
    served = await place.start()
    await place.post_teams(place.teams.message("help", AMINA))
    served.kill()
    await served.ended()


def check_slack(place: Town, count: int) -> None:
    found = {key: n for key, n in place.keys_to(USER).items() if "/tell/" in key}
    assert len(found) == count
    assert set(found.values()) == {1}


def check_teams(place: Town, count: int, *, after: bool) -> None:
    cards = [
        shown(sent.card) for sent in place.teams.sent if sent.conversation == AMINA.conversation
    ]
    for number in range(2, 3 * count, 3):
        check_copies([card for card in cards if is_about(number, card)], after=after)


def check_mail(place: Town, count: int, *, after: bool) -> None:
    mails = place.smtp.mails
    for number in range(3, 3 * count + 1, 3):
        about = [mail for mail in mails if is_about(number, str(mail["Subject"]))]
        assert len({mail["Message-ID"] for mail in about}) == 1
        bodies = [mail.get_body(("plain",)) for mail in about]
        check_copies([" ".join(body.get_content().split()) for body in bodies if body], after=after)


def is_about(number: int, text: str) -> bool:
    return re.search(rf"IOM-{number}\b", text) is not None


def check_copies(copies: Sequence[str], *, after: bool) -> None:
    """One, and one more only where the first had been recorded; the later one is marked."""
    assert len(copies) == 1 + after, copies
    assert [REPEAT in copy for copy in copies] == [False] * after + [True]


def check_trails(place: Town, count: int, *, after: bool) -> Counter[str]:
    """What the trail says of the attempts that were cut off."""
    doubts: Counter[str] = Counter()
    of_slack = "settled_sent" if after else "settled_not_sent"
    for number in range(1, 3 * count + 1):
        whats = [entry.what for entry in place.trail(number) if entry.facts.get("kind") == "tell"]
        expected = of_slack if number % 3 == 1 else "settled_unknown"
        assert [what for what in whats if what in IN_DOUBT] == [expected], whats
        assert whats[-1] == ("delivered" if number % 3 == 1 else "repeated"), whats
        doubts[expected] += 1
    return doubts
