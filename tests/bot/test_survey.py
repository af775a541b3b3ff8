"""The coverage report: the verdict on each ladder, its table, and the picture."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.covering import coverage_csv, coverage_png
from bot.knowledge import Content, Knowledge, load_content
from bot.survey import Cell, survey
from content.shapes import outlines, rings_of
from routing.contacts import Contact, Directory
from routing.notices import Route
from tests.builders import DOE, RTS, WASH, contact

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 9, tzinfo=UTC)
MAIL: frozenset[Route] = frozenset({"mail"})
STALE = date(2020, 1, 1)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def knowing(content: Content, *contacts: Contact, live: frozenset[Route] = MAIL) -> Knowledge:
    knowledge = Knowledge(content, live)
    knowledge.snapshot = replace(knowledge.snapshot, directory=Directory.of(contacts))
    return knowledge


def kenya(content: Content, *contacts: Contact, now: datetime = MONDAY) -> tuple[str, set[str]]:
    cells = survey(knowing(content, *contacts), now)
    (cell,) = [c for c in cells if (c.country, c.topic) == ("KEN", "wash")]
    return cell.verdict, {f"{w.post} {w.reason}" for w in cell.weaknesses}


def pairs(*posts: str) -> list[Contact]:
    return [contact(post, rank) for post in posts for rank in (1, 2)]


def test_the_verdicts(content: Content) -> None:
    full = pairs(RTS, WASH, DOE)
    assert kenya(content, *full) == ("covered", set())
    assert kenya(content, *full[:5]) == ("thin", {"doe no_deputy"})
    assert kenya(content, *full[2:]) == ("gap", {"rts:nairobi vacant"})
    verdict, why = kenya(content)
    assert (verdict, why) == (
        "nobody",
        {"rts:nairobi vacant", "prd:wash vacant", "doe vacant"},
    )


def test_stale_contacts_alone_count_as_nobody(content: Content) -> None:
    stale = [contact(post, verified_on=STALE) for post in (RTS, WASH, DOE)]
    assert kenya(content, *stale)[0] == "nobody"
    assert kenya(content, *stale[:1], *pairs(WASH, DOE)) == ("gap", {"rts:nairobi stale"})


def test_a_contact_by_telephone_alone_has_no_channel(content: Content) -> None:
    silent = contact(RTS, email=None, slack=None)
    assert kenya(content, silent, *pairs(WASH, DOE)) == ("gap", {"rts:nairobi no_channel"})


def test_a_holiday_makes_a_level_thin_on_that_day(content: Content) -> None:
    verdict, why = kenya(content, *pairs(RTS, WASH, DOE), now=CHRISTMAS)
    assert verdict == "thin"
    assert "rts:nairobi holiday" in why


def test_the_table_has_every_country_and_topic(content: Content) -> None:
    cells = survey(knowing(content, *pairs(RTS, WASH, DOE)), MONDAY)
    lines = coverage_csv(cells).splitlines()
    assert lines[0] == "country,regional_office,topic,verdict,level,post,reason"
    assert "KEN,nairobi,wash,covered,,," in lines
    countries = {line.partition(",")[0] for line in lines[1:]}
    assert countries == set(content.structure.countries)


def test_every_country_has_a_place_on_the_map(content: Content) -> None:
    assert set(outlines()) <= set(content.structure.countries)
    nowhere = []
    for iso3, country in content.structure.countries.items():
        rings, point = rings_of(iso3, country.iso2)
        if not rings and point is None:
            nowhere.append(iso3)
    assert set(nowhere) <= {"BVT", "HMD", "XKX"}


def test_the_picture_is_drawn_and_shows_every_verdict(content: Content) -> None:
    knowledge = knowing(content, *pairs(RTS, WASH, DOE))
    few: list[Cell] = list(survey(knowledge, MONDAY))
    png = coverage_png(few, knowledge, knowledge.labels("fr"), "2026-11-23")
    assert png.startswith(b"\x89PNG")
    empty = coverage_png(
        survey(knowing(content), MONDAY), knowledge, knowledge.labels("fr"), "2026-11-23"
    )
    assert empty != png


def test_the_answers_never_load_matplotlib() -> None:
    code = "import sys, bot.wiring, bot.cli, bot.web; print('matplotlib' in sys.modules)"
    root = Path(__file__).parents[2]
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert shown.stdout.strip() == "False"
