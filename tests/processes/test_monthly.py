"""Two processes on one PostgreSQL at the first of a month: each steward has one report, once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.databases import PostgresServer
from tests.fakes.pictures import pixels
from tests.fakes.slack_shown import Message
from tests.processes.served import until
from tests.processes.town import town
from tests.rows import Rows

STEWARDS = ("UKENYA", "UPERU")
DIRECTORY = "\n".join(
    [
        "post,rank,name,email,slack,language",
        f"steward:nairobi,1,Amina Example,amina@example.org,{STEWARDS[0]},en",
        f"steward:panama,1,Rosa Ejemplo,rosa@example.org,{STEWARDS[1]},es",
        "steward:cairo,1,Omar Example,omar@example.org,,en",
    ]
)


def until_the_first() -> float:
    """Seconds until the next month's first, late enough that it is morning everywhere."""
    now = datetime.now(UTC)
    begun = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=17)
    return (begun - now).total_seconds()


def split(messages: list[Message]) -> tuple[list[Message], list[Message]]:
    """The reports in words, and the pictures."""
    about = [m for m in messages if "110" in str(m.blocks) or "627" in str(m.blocks) or m.files]
    return [m for m in about if not m.files], [m for m in about if m.files]


@pytest.mark.slow
async def test_each_steward_has_one_report_and_one_picture(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    url = postgres_server.new_database()
    async with town(tmp_path, url) as place:
        for user in STEWARDS:
            place.slack.users.add(user, f"{user.lower()}@example.org", user)
        place.populate(DIRECTORY)
        for _ in range(2):
            await place.start(IOM_CLOCK_OFFSET_SECONDS=str(until_the_first()))
        rows = Rows(url)
        await until(lambda: len(rows.written("picture")) == 2, 60)
        await until(lambda: rows.pending() == 0, 120)
        rows.close()
        for user in STEWARDS:
            words, pictures = split(place.slack.sent_to(user))
            assert len(words) == len(pictures) == 1
            (file,) = pictures[0].files
            assert file.data is not None
            assert pixels(file.data).width == 1024
            assert file.title in words[0].text
        assert all("REHEARSAL" in m.text for m in split(place.slack.sent_to(STEWARDS[0]))[1])
        (mail,) = [m for m in place.smtp.mails if m.is_multipart()]
        (part,) = mail.iter_attachments()
        assert pixels(part.get_content()).width == 1024
    postgres_server.drop(url)
