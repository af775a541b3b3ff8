"""The coverage report comes to stewards once a month, in words and as a picture."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.monthly import Monthly
from routing.errors import NotDrawn
from tests.fakes.pictures import pixels
from tests.fakes.slack_faults import Broken, Cut, Fault, RateLimited, Refuse
from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import LUCIA, MOTSE, NOOR, STEWARD, directory, on_both, settings

NAIROBI = f"steward:nairobi,1,Motse Example,{STEWARD},,{MOTSE},,en,Africa/Nairobi,2026-02-20"
PANAMA = f"steward:panama,1,Lucía Ejemplo,lucia@example.org,,{LUCIA},,es,America/Panama,2026-02-20"
IN_TEAMS = (
    f"steward:dakar,1,Noor Exemple,noor@example.org,,,{NOOR.object_id},fr,Africa/Dakar,2026-02-20"
)
BY_MAIL = "steward:cairo,1,Omar Example,omar@example.org,,,,en,Africa/Cairo,2026-02-20"
FIRST = datetime(2026, 4, 1, 15, tzinfo=UTC)
COMPLETE = "files.completeUploadExternal"


def reports(stage: Stage) -> list[str]:
    """The words of every report."""
    found = [shown(m.blocks) for m in stage.slack.sent_to(MOTSE) if m.blocks]
    mails = [m.get_body(("plain",)) for m in stage.smtp.mails if "Coverage" in str(m["Subject"])]
    found += [body.get_content() for body in mails if body is not None]
    return [text for text in found if "As a table" in text]


def in_slack(stage: Stage, user: str) -> list[bytes]:
    """The pictures that somebody sees in Slack."""
    files = [file for message in stage.slack.sent_to(user) for file in message.files]
    return [file.data for file in files if file.data is not None]


def mailed(stage: Stage) -> list[bytes]:
    parts = [part for mail in stage.smtp.mails for part in mail.iter_attachments()]
    return [part.get_content() for part in parts if part.get_content_type() == "image/png"]


async def look(stage: Stage, moment: datetime = FIRST) -> None:
    """Two replicas look at a time; then what is owed goes out."""
    stage.clock.at = moment
    replicas = [Monthly(stage.bot.database, stage.bot.knowledge, stage.clock) for _ in range(2)]
    await asyncio.gather(*(replica.work() for replica in replicas))
    await stage.work()


@pytest.fixture
def patient(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, pictures are ready in time."""
    draw = stage.bot.draughtsman.draw
    monkeypatch.setattr(stage.bot.draughtsman, "draw", lambda chart, _: draw(chart, 60))


pytestmark = pytest.mark.usefixtures("patient")


@settings(stewards=(STEWARD,))
async def test_once_a_month_however_many_replicas(stage: Stage) -> None:
    await look(stage, datetime(2026, 4, 1, 7, tzinfo=UTC))
    assert reports(stage) == []
    await look(stage, datetime(2026, 4, 1, 9, tzinfo=UTC))
    (text,) = reports(stage)
    assert "Regional Office in Vienna" in text
    await look(stage, datetime(2026, 4, 5, 9, tzinfo=UTC))
    assert len(reports(stage)) == len(mailed(stage)) == 1
    await look(stage, datetime(2026, 5, 3, 9, tzinfo=UTC))
    assert len(reports(stage)) == len(mailed(stage)) == 2
    await look(stage, datetime(2026, 6, 20, 9, tzinfo=UTC))
    assert len(reports(stage)) == 2


@on_both
async def test_each_steward_sees_one_picture_in_their_language_of_their_offices(
    stage: Stage,
) -> None:
    await stage.import_contacts(directory(one=NAIROBI, two=PANAMA, three=IN_TEAMS, four=BY_MAIL))
    await look(stage)
    words, picture = stage.slack.sent_to(MOTSE)
    assert "Regional Office in Nairobi" in shown(words.blocks), "the words come first"
    (file,) = picture.files
    assert file.title == "Coverage of the directory, 2026-04-01"
    assert picture.text.startswith("Coverage of the directory, 2026-04-01\nAs a picture.")
    assert "of 110 ladders" in file.alt, "of Nairobi's ten countries and eleven topics"
    (spanish,) = [file for message in stage.slack.sent_to(LUCIA) for file in message.files]
    assert "Como imagen. Llega, pero con fragilidad" in spanish.alt
    french, drawn = stage.chat(NOOR)[-2:]
    assert "Couverture de l'annuaire" in shown(french.card)
    assert drawn.picture is not None
    assert "En image. Joint, mais fragile" in drawn.activity["text"]
    (mail,) = mailed(stage)
    (named,) = [part for m in stage.smtp.mails for part in m.iter_attachments()]
    assert "of 209 ladders" in str(named["Content-Description"])
    pictures = [*in_slack(stage, MOTSE), *in_slack(stage, LUCIA), drawn.picture, mail]
    assert len(pictures) == len(set(pictures)) == 4
    for png in pictures:
        width, height = pixels(png).size
        assert width == 1024
        assert 600 < height <= 1024
        assert len(png) < 150_000


async def test_the_same_offices_differ_by_language(stage: Stage) -> None:
    spanish = NAIROBI.replace(",en,", ",es,").replace("steward:nairobi,1", "steward:nairobi,2")
    spanish = spanish.replace(MOTSE, LUCIA).replace(STEWARD, "lucia@example.org")
    await stage.import_contacts(directory(one=NAIROBI, two=spanish))
    await look(stage)
    (english,), (other,) = in_slack(stage, MOTSE), in_slack(stage, LUCIA)
    assert pixels(english).size == pixels(other).size
    assert english != other


async def refused(_chart: object, _patience: float) -> bytes | None:
    raise NotDrawn("no paint")


async def slow(_chart: object, _patience: float) -> bytes | None:
    return None


async def test_no_picture_holds_up_the_words(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(stage.bot.draughtsman, "draw", refused)
    await stage.import_contacts(directory(one=NAIROBI, three=IN_TEAMS, four=BY_MAIL))
    await look(stage)
    await stage.pass_time(hours=2)
    assert len(stage.slack.sent_to(MOTSE)) == 1
    assert len([s for s in stage.chat(NOOR) if "Couverture" in shown(s.card)]) == 1
    assert len(reports(stage)) == 2
    assert mailed(stage) == []
    assert stage.rows.pending() == 0
    assert "has no picture: no paint" in caplog.text
    figures = (await stage.web.get("/metrics")).text
    assert 'iombot_pictures_total{result="failed"} 3.0' in figures


async def test_a_slow_picture_keeps_a_mail_waiting_for_a_minute_or_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.bot.draughtsman, "draw", slow)
    await stage.import_contacts(directory(four=BY_MAIL))
    await look(stage)
    assert reports(stage) == []
    await stage.pass_time(seconds=20)
    assert reports(stage) == []
    await stage.pass_time(seconds=60)
    assert len(reports(stage)) == 1
    assert mailed(stage) == []


@pytest.mark.parametrize(
    ("method", "faults", "times"),
    [
        ("files.getUploadURLExternal", (RateLimited(7), Broken(500)), 1),
        ("upload", (Broken(500), Broken(413)), 1),
        (COMPLETE, (Broken(502, recorded=False),), 1),
        (COMPLETE, (Cut(),), 1),
        (COMPLETE, (Broken(500, recorded=True), Refuse("internal_error")), 1),
    ],
    ids=["asking", "upload", "not shared", "cut off", "shared"],
)
async def test_an_upload_in_doubt_is_settled(
    stage: Stage, method: str, faults: tuple[Fault, ...], times: int
) -> None:
    stage.slack.fail(method, *faults)
    await stage.import_contacts(directory(one=NAIROBI))
    await look(stage)
    await stage.pass_time(hours=1)
    assert len(in_slack(stage, MOTSE)) == times
    assert len(reports(stage)) == 1


async def test_without_the_scope_the_picture_goes_by_mail(stage: Stage) -> None:
    stage.slack.scopes.clear()
    await stage.import_contacts(directory(one=NAIROBI))
    await look(stage)
    await stage.pass_time(hours=1)
    assert in_slack(stage, MOTSE) == []
    assert len(reports(stage)) == 1
    (png,) = mailed(stage)
    assert pixels(png).width == 1024


async def test_what_belongs_to_a_report_goes_with_it(stage: Stage) -> None:
    await stage.import_contacts(directory(one=NAIROBI))
    await look(stage)
    assert "KEN" in stage.rows.everything()
    after = datetime(2027, 5, 1, tzinfo=UTC)
    await stage.bot.database.write(lambda writer: writer.drop_caseless_notices(after, 100))
    assert '"about":"coverage"' not in stage.rows.everything()
