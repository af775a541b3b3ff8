"""What a delivery's outcome means: the next channel, the deputy, the next level, or news."""

from dataclasses import replace
from typing import Any

import pytest

from routing.contacts import Contact
from routing.deliveries import delivered
from routing.escalation import acknowledge, due, grace_end, hand_over
from routing.notices import Kept, Later, Notice, Outcome, Posted, Refused, Sent, Unknown
from routing.posts import Post
from routing.telling import World
from tests.builders import CAIRO, DOE, NOW, RTS, WASH, case, contact, everybody, holder, world
from tests.routing.lives import Life

GONE = Refused("user_not_found")
KEPT = Kept("mail/1.eml", "mailto:somebody@example.org")


def told(now: World) -> Life:
    """A case that has just told its first level above the asker."""
    life = Life(grace_end(case(), now), now)
    life.tick()
    return life


def refuse(
    life: Life, outcome: Outcome = GONE, until: str = "rts:nairobi"
) -> list[tuple[str, Any]]:
    """Refuse every telling of one post; the ways that were tried."""
    tried: list[tuple[str, Any]] = []
    while life.case.rung.post == until and life.case.state == "told":
        tellings = [n for n in life.waiting if n.kind == "tell"]
        if not tellings:
            break
        life.waiting = tellings
        tried.append((tellings[0].to.route, tellings[0].to.rank))
        life.deliver(outcome)
    return tried


def only(*regional: Contact, above: bool = True) -> tuple[Contact, ...]:
    return (*regional, contact(WASH), contact(DOE)) if above else regional


HOLDER = contact(RTS, 1, teams="object-1")


def test_what_arrived_is_in_the_trail_and_the_asker_learns_of_it_once() -> None:
    life = told(world())
    life.deliver(Sent("C1:1"))
    (line,) = life.lines("delivered")
    assert (line.facts["route"], line.facts["kind"], line.facts["post"]) == ("slack", "tell", RTS)
    (news,) = life.news()
    assert (news.facts["event"], news.facts["post"], news.facts["route"]) == ("told", RTS, "slack")
    assert life.case.state == "told"


def test_after_refusals_come_the_next_channel_the_deputy_and_the_next_level_at_once() -> None:
    life = told(world(only(HOLDER, contact(RTS, 2))))
    before = life.case.due_at
    assert refuse(life) == [("slack", 1), ("teams", 1), ("mail", 1), ("slack", 2), ("mail", 2)]
    assert (life.case.rung.post, life.case.state) == (WASH, "told")
    assert life.case.due_at == before, "the next level has its full wait from this moment on"
    assert [line.what for line in life.lines("refused", "unreachable", "told")][-2:] == [
        "unreachable",
        "told",
    ]
    life.deliver(Sent("C1:1"))
    assert life.news("told")[0].facts["after"] == "unreachable"


def test_the_asker_learns_of_ways_that_failed_on_the_way_that_worked() -> None:
    life = told(world(only(HOLDER)))
    life.deliver(GONE)
    life.waiting = [n for n in life.waiting if n.kind == "tell"]
    life.deliver(Sent("chat:1"))
    (news,) = life.news("told")
    assert (news.facts["route"], news.facts["failed"]) == ("teams", "slack: user_not_found")


def test_a_level_that_nobody_can_reach_keeps_its_time_where_nobody_above_can_be_either() -> None:
    phone_only = contact(WASH, slack=None, email=None)
    life = told(world([HOLDER, phone_only]))
    before = life.case.due_at
    refuse(life)
    assert (life.case.rung.post, life.case.state, life.case.due_at) == (RTS, "told", before)
    assert len(life.lines("unreachable")) == 1


def test_a_kept_mail_goes_on_at_once_only_where_somebody_above_can_be_reached() -> None:
    mail_only = contact(RTS, slack=None)
    for above, post in ((True, WASH), (False, RTS)):
        life = told(world(only(mail_only, above=above), live={"slack"}))
        life.deliver(KEPT)
        assert life.case.rung.post == post
        (news,) = [n for n in life.news() if n.facts["event"].startswith("kept")]
        assert news.facts["mailto"] == "mailto:somebody@example.org"
        (line,) = life.lines("kept")
        assert (line.facts["path"], line.facts["mailto"]) == ("mail/1.eml", KEPT.mailto)


def test_nothing_configured_at_all_still_keeps_one_mail_a_level_and_climbs_by_time() -> None:
    life = Life(grace_end(case(), world(live=())), world(live=()))
    for _ in range(5):
        life.tick()
        life.deliver_all()
    kept = [(n.to.post, n.to.rank, n.kind) for n, o in life.posted if isinstance(o, Kept)]
    assert kept == [(p, 1, "tell") for p in (RTS, WASH, DOE)] + [(DOE, 1, "remind")] * 2


def test_a_phone_only_level_is_passed_without_a_message() -> None:
    life = told(world(only(contact(RTS, slack=None, email=None))))
    assert life.case.rung.post == WASH
    assert [line.what for line in life.trail] == ["told", "unreachable", "told"]


def test_a_dead_address_is_reported_to_each_steward_once() -> None:
    life = told(world(only(HOLDER), stewards=2))
    notice = life.waiting[0]
    life.deliver(GONE)
    reports = [n for n in life.waiting if n.kind == "dead_address"]
    assert [n.to.address for n in reports] == ["steward1@example.org", "steward2@example.org"]
    assert "user_not_found" in reports[0].facts["subject"]
    again = delivered(life.case, life.world, Posted(2, notice), GONE, ())
    assert {n.key for n in again.notices if n.kind == "dead_address"} == {n.key for n in reports}


@pytest.mark.parametrize("code", ["gave up: timeout", "not_configured", "token_refused"])
def test_the_bots_own_troubles_are_no_dead_address(code: str) -> None:
    life = told(world(only(HOLDER)))
    life.deliver(Refused(code))
    assert [n.kind for n in life.waiting] == ["tell"]
    assert life.lines("refused")[0].facts["code"] == code


@pytest.mark.parametrize("outcome", [GONE, KEPT], ids=["refused", "kept"])
def test_a_late_failure_changes_nothing_for_a_case_that_has_moved_on(outcome: Outcome) -> None:
    life = told(world())
    notice = life.waiting[0]
    life.apply(acknowledge(life.case, life.world, holder(WASH)))
    decision = delivered(life.case, life.world, Posted(1, notice), outcome, ())
    assert decision.case == life.case
    assert not [n for n in decision.notices if n.kind in ("tell", "remind")]


def test_a_telling_that_arrives_late_is_news_of_its_own_round() -> None:
    life = told(world())
    in_flight = life.waiting.pop(0)
    life.tick()
    life.deliver(Sent("C1:2"))
    life.apply(delivered(life.case, life.world, Posted(9, in_flight), Sent("C1:1"), ()))
    assert [(n.round, n.step, n.facts["post"]) for n in life.news("told")] == [
        (2, 2, WASH),
        (1, 1, RTS),
    ]


def test_a_refused_reminder_tries_the_other_ways_of_the_same_level() -> None:
    ended = case(state="told", position=3, round=3, due_at=NOW)
    life = Life(ended, world())
    life.apply(due(ended, life.world))
    life.waiting = [n for n in life.waiting if n.kind == "remind"]
    life.deliver(GONE)
    following = [n for n in life.waiting if n.kind == "remind"]
    assert [(n.to.route, n.to.rank, n.round) for n in following] == [("mail", 1, 4)]
    assert (life.case.state, life.case.reminders) == ("exhausted", 1)


def news(event: str = "told", **known: Any) -> Notice:
    life = told(world())
    life.deliver(Sent("C1:1"))
    return replace(life.news("told")[0], key=f"IOM-7/1/progress/{event}", **known)


def test_news_that_the_askers_channel_refuses_comes_by_mail_each_time() -> None:
    for event in ("told", "taken"):
        decision = delivered(
            case(), world(), Posted(1, news(event)), Refused("account_inactive"), ()
        )
        (other,) = decision.notices
        assert (other.to.route, other.to.address) == ("mail", "asker@example.org")
        assert other.key == f"IOM-7/1/progress/{event}/mail"


def test_news_that_no_way_takes_ends_there() -> None:
    by_mail = news(to=replace(news().to, route="mail", address="asker@example.org"))
    for notice, now in ((by_mail, world()), (news(), world(live={"slack"}))):
        assert delivered(case(), now, Posted(1, notice), GONE, ()).notices == ()


@pytest.mark.parametrize(
    ("outcome", "repeated", "what"),
    [
        (Sent("1"), False, ["delivered"]),
        (Sent("1"), True, ["repeated"]),
        (KEPT, False, ["kept"]),
        (GONE, False, ["refused"]),
        (Later("429"), False, []),
        (Unknown("timeout"), False, []),
    ],
)
def test_the_case_shows_what_was_and_was_not_delivered(
    outcome: Outcome, repeated: bool, what: list[str]
) -> None:
    posted = Posted(1, news(), repeated=repeated)
    assert [e.what for e in delivered(case(), world(), posted, outcome, ()).entries] == what


def test_changed_cards_are_in_the_trail_only_where_they_failed() -> None:
    changed = Posted(1, news(kind="update"))
    assert delivered(case(), world(), changed, Sent("1"), ()).entries == ()
    failed = delivered(case(), world(), changed, GONE, ()).entries
    assert [e.what for e in failed] == ["refused"]


def test_whoever_was_told_by_a_later_way_may_act() -> None:
    life = told(world(only(contact(RTS), contact(RTS, 2, slack="U2", email=None))))
    refuse(life)
    assert {"rts-nairobi-1@example.org", "U2"} <= life.case.people


def test_a_hand_over_to_somebody_out_of_reach_goes_on_at_once() -> None:
    now = world([*everybody(), contact(CAIRO, slack=None, email=None)])
    life = told(now)
    life.apply(hand_over(life.case, now, holder(RTS), Post("rts:cairo")))
    assert (life.case.rung.post, life.case.handed_to) == (WASH, None)
