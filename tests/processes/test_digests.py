"""Two processes on one PostgreSQL: each steward has one digest a week and one report a month.

Although a process was killed in the first delivery, and others were started after it.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.processes.served import until
from tests.processes.test_monthly import until_the_first
from tests.processes.town import LEASE, Blow, Town, town
from tests.rows import Rows

STEWARDS = {"UKENYA": "nairobi", "UPERU": "panama", "UEGYPT": "cairo"}
DIRECTORY = "\n".join(
    [
        "post,rank,name,email,slack,language",
        *(
            f"steward:{office},1,{user} Example,{user.lower()}@example.org,{user},en"
            for user, office in STEWARDS.items()
        ),
    ]
)


def until_monday() -> float:
    """Seconds until it is morning everywhere on a Monday that isn't among a month's first days."""
    now = datetime.now(UTC)
    begun = (now + timedelta(days=7 - now.weekday())).replace(hour=17)
    while begun.day <= 7:
        begun += timedelta(days=7)
    return (begun - now).total_seconds()


def have(place: Town, kind: str) -> Counter[str]:
    """How many of a kind stand in each steward's direct messages."""
    return Counter(
        user
        for user in STEWARDS
        for key in place.keys_to(user).elements()
        if key.startswith(f"{kind}/")
    )


@pytest.mark.parametrize(
    ("kind", "pictures"), [("digest", 0), pytest.param("coverage", 1, marks=pytest.mark.slow)]
)
async def test_each_steward_has_one(
    tmp_path: Path, postgres_url: str, kind: str, pictures: int
) -> None:
    moment = until_monday() if kind == "digest" else until_the_first()
    async with town(tmp_path, postgres_url) as place:
        for user in STEWARDS:
            place.slack.users.add(user, f"{user.lower()}@example.org", f"{user} Example")
        place.populate(DIRECTORY)
        place.slack.meet("chat.postMessage", Blow(lambda: place.served[0].kill(), after=True))
        first = await place.start(IOM_CLOCK_OFFSET_SECONDS=str(moment))
        assert await first.ended() == -9
        # What it had written to its connections arrives, though it is dead.
        assert have(place, kind).total() > 0
        for number in range(2):
            later = moment + LEASE + 15 + number
            await place.start(IOM_CLOCK_OFFSET_SECONDS=str(later))
        rows = Rows(place.url)
        expected = len(STEWARDS) * pictures
        await until(lambda: have(place, kind).total() >= len(STEWARDS), 60)
        await until(lambda: len(rows.written("picture")) >= expected and rows.pending() == 0, 90)
        assert len(rows.written(kind)) == len(STEWARDS)
        rows.close()
        assert have(place, kind) == Counter(dict.fromkeys(STEWARDS, 1))
        for user in STEWARDS:
            assert sum(len(m.files) for m in place.slack.sent_to(user)) == pictures
