"""The coverage report: the verdict on each ladder, its table, and the picture."""

import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.covering import coverage_csv
from bot.knowledge import Content, Knowledge, load_content
from bot.survey import Cell, survey
from content.shapes import outlines, rings_of
from routing.contacts import Condition, Contact, Directory
from routing.notices import Route
from routing.posts import Post
from routing.promptness import promptness, reached
from routing.seats import who_is
from tests.builders import DOE, RTS, WASH, case, contact

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


def cell_of_kenya(content: Content, *contacts: Contact, now: datetime = MONDAY) -> Cell:
    cells = survey(knowing(content, *contacts), now)
    return next(c for c in cells if (c.country, c.topic) == ("KEN", "wash"))


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


def test_a_holiday_makes_a_ladder_thin_on_that_day(content: Content) -> None:
    """Only the holiday of whoever is told first counts."""
    assert kenya(content, *pairs(RTS, WASH, DOE), now=CHRISTMAS) == (
        "thin",
        {"rts:nairobi holiday"},
    )
    told = cell_of_kenya(content, *pairs(RTS, WASH), contact(DOE), now=CHRISTMAS)
    assert [(w.level, w.reason) for w in told.weaknesses] == [(2, "holiday"), (4, "no_deputy")]
    assert (told.critical.seconds, told.critical.in_time) == (0, True)
    assert (told.normal.seconds, told.normal.in_time) == ((2 * 24 + 20) * 3600, False)


def test_a_level_in_doubt_is_no_level_to_rely_on(content: Content) -> None:
    away = Condition(who_is(contact(RTS)), away_until=date(2027, 1, 1))
    knowledge = Knowledge(content, MAIL)
    directory = Directory.of([contact(RTS), *pairs(WASH, DOE)], {(Post(RTS), 1): away})
    knowledge.snapshot = replace(knowledge.snapshot, directory=directory)
    cell = next(c for c in survey(knowledge, MONDAY) if (c.country, c.topic) == ("KEN", "wash"))
    assert cell.verdict == "gap"
    assert [(w.post, w.reason) for w in cell.weaknesses] == [(RTS, "doubtful")]
    assert cell.critical.in_time


def test_who_can_be_reached_decides_whether_a_level_is_stale(content: Content) -> None:
    unreachable = contact(RTS, email=None, slack=None)
    stale = contact(RTS, 2, verified_on=STALE)
    assert kenya(content, unreachable, stale, *pairs(WASH, DOE)) == (
        "gap",
        {"rts:nairobi stale"},
    )


def test_told_only_when_two_levels_have_had_their_time(content: Content) -> None:
    """The first stale level and the next are told together; who can be relied on, after it."""
    stale = [contact(post, verified_on=STALE) for post in (RTS, WASH)]
    found = cell_of_kenya(content, *stale, *pairs(DOE))
    assert found.verdict == "nobody"
    assert (found.critical.seconds, found.critical.in_time) == (900, False)
    assert found.normal.hours is None
    lines = coverage_csv([found]).splitlines()
    assert lines[1].startswith("KEN,nairobi,wash,nobody,2,rts:nairobi,stale,900,no,")


def test_nobody_at_all(content: Content) -> None:
    found = cell_of_kenya(content)
    assert (found.critical.seconds, found.normal.seconds) == (None, None)
    assert (
        coverage_csv([found]).splitlines()[1]
        == "KEN,nairobi,wash,nobody,2,rts:nairobi,vacant,,no,,no"
    )


def test_what_is_reckoned_once_is_what_each_ladder_has(content: Content) -> None:
    """Ladders that are the same but for the country share a reckoning."""
    knowledge = knowing(
        content, *pairs(RTS), contact(WASH, verified_on=STALE), contact(Post("rmm")), contact(DOE)
    )
    saturday = datetime(2026, 11, 28, 9, tzinfo=UTC)
    cells = {(c.country, c.topic): c for c in survey(knowledge, saturday)}
    for country, topic in (("KEN", "wash"), ("FJI", "wash"), ("TCD", "resettlement"), ("PER", "")):
        topic = topic or "directors_office"
        ladder = knowledge.organization().ladder(country, topic, saturday.date())
        rungs = tuple((step.level, step.post) for step in ladder.steps)
        world = knowledge.world(saturday)
        for severity in ("critical", "normal"):
            alone = case(
                country=country,
                topic=topic,
                severity=severity,
                opened_at=saturday,
                rungs=tuple(post for _, post in rungs),
            )
            cell = cells[(country, topic)]
            expected = cell.critical if severity == "critical" else cell.normal
            assert promptness(alone, world, reached(alone, world)) == expected


def test_all_of_it_is_quick(content: Content) -> None:
    """Every country and topic at two severities: two seconds are the aim, most of it is spare."""
    knowledge = knowing(content, *pairs(RTS, WASH, DOE))
    began = time.process_time()
    survey(knowledge, MONDAY)
    assert time.process_time() - began < 2


def test_the_table_has_every_country_and_topic(content: Content) -> None:
    cells = survey(knowing(content, *pairs(RTS, WASH, DOE)), MONDAY)
    lines = coverage_csv(cells).splitlines()
    assert lines[0] == (
        "country,regional_office,topic,verdict,level,post,reason,"
        "critical_seconds,critical_in_time,normal_seconds,normal_in_time"
    )
    assert "KEN,nairobi,wash,covered,,,,0,yes,20,yes" in lines
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


def test_the_answers_never_load_matplotlib() -> None:
    """Not even where pictures are drawn beside them."""
    code = """
import asyncio, sys, bot.wiring, bot.cli, bot.web
from adapters.pictures.charts import DrillChart
from adapters.pictures.draughtsman import Draughtsman

async def draw():
    draughtsman = Draughtsman()
    png = await draughtsman.draw(DrillChart("drill", [], "done", "waiting"), 60)
    await draughtsman.close()
    return png[:4]

print(asyncio.run(draw()), "matplotlib" in sys.modules)
"""
    root = Path(__file__).parents[2]
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert shown.stdout.strip() == "b'\\x89PNG' False"
