"""Whom a level's notice goes to, by which way, and until when."""

from datetime import UTC, datetime

import pytest

from routing.notices import Route
from routing.policy import Policy, Wait
from routing.telling import (
    asker_routes,
    deadline,
    holders,
    holders_of,
    is_reachable,
    notice_to,
    progress,
    routes,
    to_stewards,
    untried,
)
from routing.topics import Severity
from tests.builders import (
    CAIRO,
    EVERYTHING,
    NOW,
    RTS,
    WASH,
    case,
    contact,
    everybody,
    person,
    recipient,
    world,
)

HOLDER = contact(RTS, 1, teams="object-1")
DEPUTY = contact(RTS, 2, slack=None)
PHONE_ONLY = contact(RTS, 3, slack=None, email=None)


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        (
            EVERYTHING,
            [("slack", 1), ("teams", 1), ("mail", 1), ("mail", 2)],
        ),
        ({"slack", "teams"}, [("slack", 1), ("teams", 1), ("mail", 1)]),
        ({"mail"}, [("mail", 1), ("mail", 2)]),
        ({"teams"}, [("teams", 1), ("mail", 1)]),
        (set(), [("mail", 1)]),
    ],
)
def test_ways_are_tried_contact_by_contact_the_quickest_first(
    live: frozenset[Route], expected: list[tuple[str, int]]
) -> None:
    standings = world([HOLDER, DEPUTY, PHONE_ONLY]).standings(RTS)
    found = routes(standings, live)
    assert [(way.route, way.rank) for way in found] == expected
    assert all(way.post == RTS and way.name for way in found)


def test_a_level_is_reached_only_by_what_is_configured() -> None:
    standings = world([DEPUTY, PHONE_ONLY]).standings(RTS)
    assert is_reachable(standings, {"mail"})
    assert not is_reachable(standings, {"slack", "teams"})
    assert not is_reachable(standings[1:], EVERYTHING)
    assert not is_reachable((), EVERYTHING)


def test_what_was_tried_is_not_tried_again() -> None:
    standings = world([HOLDER, DEPUTY]).standings(RTS)
    tried: set[tuple[Route, str]] = set()
    order = []
    while (way := untried(standings, EVERYTHING, tried)) is not None:
        tried.add((way.route, way.address))
        order.append((way.route, way.rank))
    assert order == [("slack", 1), ("teams", 1), ("mail", 1), ("mail", 2)]


def test_a_stale_holder_is_told_after_a_fresh_deputy() -> None:
    stale = contact(RTS, 1, verified_on=None)
    standings = world([contact(RTS, 1, verified_on=NOW.date().replace(year=2020)), DEPUTY])
    assert [s.contact.rank for s in standings.standings(RTS)] == [2, 1]
    assert [s.contact.rank for s in world([stale, DEPUTY]).standings(RTS)] == [1, 2]


@pytest.mark.parametrize(
    ("target", "ranks"),
    [
        ("rts:nairobi", [1, 2]),
        ("rts:nairobi#2", [2]),
        ("rts:nairobi#7", []),
        ("rts:cairo", []),
        ("not a post", []),
        ("amina@example.org", []),
        ("", []),
    ],
)
def test_holders_of_a_post_or_of_one_seat(target: str, ranks: list[int]) -> None:
    assert [s.contact.rank for s in holders_of(target, world())] == ranks


def test_a_case_lies_with_its_level_until_it_is_handed_over() -> None:
    now = world([*everybody(), contact(CAIRO)])
    assert {s.contact.post for s in holders(case(position=2), now)} == {WASH}
    handed = case(position=2, handed_to="rts:cairo")
    assert [s.contact.post for s in holders(handed, now)] == [CAIRO]


def test_the_division_holds_the_cases_of_a_vacant_unit() -> None:
    now = world([contact("prd")])
    assert [s.contact.post for s in holders(case(position=2), now)] == ["prd"]


MONDAY_NOON = "2026-11-23T12:00+03:00"
FRIDAY_LATE = "2026-11-27T16:00+03:00"


@pytest.mark.parametrize(
    ("severity", "post", "start", "seconds", "end"),
    [
        pytest.param("critical", CAIRO, FRIDAY_LATE, 900, "2026-11-27T16:15+03:00", id="Friday"),
        pytest.param("high", CAIRO, FRIDAY_LATE, 3600, "2026-11-27T17:00+03:00", id="all day"),
        pytest.param("normal", RTS, MONDAY_NOON, 14400, "2026-11-23T16:00+03:00", id="one day"),
        pytest.param("normal", RTS, FRIDAY_LATE, 14400, "2026-11-30T11:00+03:00", id="weekend"),
        pytest.param(
            "normal", CAIRO, "2026-11-26T15:00+02:00", 14400, "2026-11-29T10:00+02:00",
            id="Cairo works on Sunday",
        ),
        pytest.param(
            "normal", CAIRO, "2026-11-30T15:00+02:00", 14400, "2026-12-02T10:00+02:00",
            id="a holiday in Cairo",
        ),
        pytest.param(
            "normal", CAIRO, "2026-11-28T03:00+02:00", 0.5, "2026-11-29T08:00:00.5+02:00",
            id="a fraction of a second on Saturday",
        ),
    ],
)  # fmt: skip
def test_normal_cases_wait_in_the_recipients_working_hours(
    severity: Severity, post: str, start: str, seconds: float, end: str
) -> None:
    now = world([contact(post)], now=datetime.fromisoformat(start).astimezone(UTC))
    until = deadline(case(severity=severity), now, now.standings(contact(post).post), seconds)
    assert until == datetime.fromisoformat(end)
    assert until.tzinfo is UTC


def test_the_hours_are_those_of_whoever_can_be_told() -> None:
    unreachable = contact(RTS, 1, slack=None, email=None, timezone="Africa/Cairo")
    deputy = contact(RTS, 2)
    friday = datetime.fromisoformat("2026-11-27T10:00+03:00").astimezone(UTC)
    now = world([unreachable, deputy], now=friday)
    until = deadline(case(severity="normal"), now, now.standings(RTS), 3600)
    assert until == datetime.fromisoformat("2026-11-27T11:00+03:00")


def test_the_policy_decides_which_severities_wait_in_working_hours() -> None:
    policy = Policy(
        waits={
            "critical": Wait(900, working_hours_only=True),
            "high": Wait(3600),
            "normal": Wait(14400, working_hours_only=False),
        }
    )
    friday = datetime.fromisoformat(FRIDAY_LATE).astimezone(UTC)
    now = world([contact(CAIRO)], now=friday, policy=policy)
    standings = now.standings(CAIRO)
    assert deadline(case(severity="normal"), now, standings, 60) > friday
    assert (deadline(case(severity="normal"), now, standings, 60) - friday).total_seconds() == 60
    assert deadline(case(severity="critical"), now, standings, 60) == datetime.fromisoformat(
        "2026-11-29T08:01+02:00"
    )


def test_a_vacant_level_waits_round_the_clock() -> None:
    friday = datetime.fromisoformat(FRIDAY_LATE).astimezone(UTC)
    until = deadline(case(severity="normal"), world([], now=friday), (), 60)
    assert (until - friday).total_seconds() == 60


def test_an_asker_is_told_where_they_asked_and_else_by_mail() -> None:
    raised = case()
    assert [way.route for way in asker_routes(raised, EVERYTHING)] == ["slack", "mail"]
    assert [way.route for way in asker_routes(raised, {"slack"})] == ["slack"]
    first = asker_routes(raised, EVERYTHING)[0]
    assert (first.address, first.tenant, first.language) == ("UASKER", "T1", "en")
    nameless = case(asker=person(None))
    assert [way.route for way in asker_routes(nameless, EVERYTHING)] == ["slack"]


def test_an_asker_in_the_terminal_reads_the_terminals_own_feed() -> None:
    assert asker_routes(case(asker=person(platform="terminal")), EVERYTHING) == ()
    assert progress(case(asker=person(platform="terminal")), world(), "told") == ()


def test_news_waits_behind_every_telling() -> None:
    (news,) = progress(case(round=2), world(), "told", to="Amina Example")
    urgent = notice_to(case(severity="normal"), world(), "tell", recipient())
    assert news.urgency > urgent.urgency
    assert news.facts == {"event": "told", "to": "Amina Example"}


def test_tellings_are_ordered_by_severity() -> None:
    found = [notice_to(case(severity=s), world(), "tell", recipient()).urgency
             for s in ("critical", "high", "normal")]  # fmt: skip
    assert found == sorted(set(found))


def test_each_steward_gets_one_report_a_subject() -> None:
    found = to_stewards(case(), world(stewards=3), "vacant", RTS, RTS)
    assert len({notice.key for notice in found}) == 3
    again = to_stewards(case(round=9), world(stewards=3), "vacant", RTS, RTS)
    assert [notice.key for notice in again] == [notice.key for notice in found]
    assert to_stewards(case(), world(stewards=0), "vacant", RTS, RTS) == ()
