"""Stewards ask for a picture with the button below a report; it comes as a message."""

import pytest

from tests.fakes.pictures import pixels
from tests.fakes.slack_files import File
from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.teams_side import titles
from tests.transcripts.cast import (
    AMINA,
    LUCIA,
    MOTSE,
    NOOR,
    STEWARD,
    WANJIRU,
    directory,
    on_both,
    settings,
)

PANAMA = f"steward:panama,1,Lucía Ejemplo,lucia@example.org,,{LUCIA},,es,America/Panama,2026-02-20"
IN_TEAMS = (
    f"steward:dakar,1,Noor Exemple,noor@example.org,,,{NOOR.object_id},fr,Africa/Dakar,2026-02-20"
)
BUTTON = "Show as a picture"


@pytest.fixture(autouse=True)
def patient(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, pictures are ready in time."""
    draw = stage.bot.draughtsman.draw
    monkeypatch.setattr(stage.bot.draughtsman, "draw", lambda chart, _: draw(chart, 60))


def files(stage: Stage, user: str) -> list[File]:
    return [file for message in stage.slack.sent_to(user) for file in message.files]


@on_both
@settings(stewards=(STEWARD,))
async def test_the_coverage_report_as_a_picture(stage: Stage) -> None:
    report = await stage.command(MOTSE, "coverage")
    told = await stage.press(MOTSE, report, BUTTON)
    assert "comes as a message from me" in shown(told.blocks)
    await stage.work()
    (file,) = files(stage, MOTSE)
    assert file.title == "Coverage of the directory, 2026-03-02"
    assert file.data is not None
    assert pixels(file.data).width == 1024
    assert "A level is passed over" in file.alt


@settings(stewards=(STEWARD,))
async def test_pressed_twice_by_delivery_it_comes_once(stage: Stage) -> None:
    report = await stage.command(MOTSE, "coverage")
    body = stage.press_body(MOTSE, report, BUTTON)
    for _ in range(2):
        assert (await stage.post_slack(body)).status_code == 200
    await stage.work()
    assert len(files(stage, MOTSE)) == 1


@settings(stewards=(STEWARD,))
async def test_a_drills_results_as_a_picture(stage: Stage) -> None:
    asked = await stage.command(MOTSE, "drill nairobi")
    await stage.press(MOTSE, asked, "confirm")
    await stage.pass_time(seconds=90)
    (notice,) = [m for m in stage.slack.sent_to(AMINA) if "DRILL-1" in m.text]
    await stage.press(AMINA, notice, "ack")
    report = await stage.command(MOTSE, "drill status DRILL-1")
    await stage.press(MOTSE, report, BUTTON)
    await stage.work()
    (file,) = files(stage, MOTSE)
    assert file.title == "DRILL-1: drill for Regional Office in Nairobi"
    assert file.alt == "As a picture: 1 of 2 have acknowledged."
    assert file.data is not None
    assert pixels(file.data).width == 1024


async def test_in_teams_in_french(stage: Stage) -> None:
    await stage.import_contacts(directory(one=IN_TEAMS))
    report = await stage.ask_in_teams(NOOR, "couverture")
    told = await stage.press_in_teams(NOOR, report, "Voir en image")
    assert "L'image arrive" in shown(told.card)
    await stage.work()
    picture = stage.chat(NOOR)[-1]
    assert picture.picture is not None
    assert pixels(picture.picture).width == 1024
    assert picture.activity["text"].startswith("**Couverture de l'annuaire, 2026-03-02**")


@settings(stewards=(STEWARD,))
async def test_nobody_else_gets_one(stage: Stage) -> None:
    report = await stage.command(MOTSE, "coverage")
    told = await stage.press(WANJIRU, report, BUTTON)
    assert "Only stewards" in shown(told.blocks)
    await stage.work()
    assert files(stage, WANJIRU) == []


async def test_the_button_speaks_their_language(stage: Stage) -> None:
    await stage.import_contacts(directory(one=IN_TEAMS, two=PANAMA))
    assert labels(await stage.command(LUCIA, "cobertura")) == ["Ver como imagen"]
    assert titles((await stage.ask_in_teams(NOOR, "coverage")).card) == ["Voir en image"]
