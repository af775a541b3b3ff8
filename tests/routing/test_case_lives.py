"""Whole lives of cases, in any order of events: the promises hold after every step.

``tests/routing/lives.py`` checks them: no open case is forgotten, nobody is told of a case that is
taken or closed, each level is told once a round by one way at a time, every notice has a name of
its own, and nothing goes back down the ladder.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from routing import escalation
from routing.contacts import Contact
from routing.decisions import Decision, Refusal
from routing.notices import Refused, Route
from routing.people import Person
from routing.posts import PRD, Post
from routing.rights import is_asker, may_act
from routing.stewards import Stewards
from routing.topics import SEVERITIES, Severity
from tests.builders import (
    CAIRO,
    CANBERRA,
    DOE,
    EVERYTHING,
    RTS,
    WASH,
    case,
    contact,
    holder,
    organization,
    person,
    world,
)
from tests.routing.lives import Life

POSTS = (RTS, WASH, PRD, DOE, CAIRO)
UGANDA = (Post("co:UGA"), RTS, WASH, DOE)
SEATS = [contact(post, rank) for post in (*POSTS, CANBERRA) for rank in (1, 2)] + [
    contact(DOE, 3, slack=None, email=None),
    contact(CAIRO, 3, slack=None),
]
PEOPLE = st.sampled_from(
    [person(), person(platform="teams", user="object"), *map(holder, (RTS, WASH, DOE, CAIRO))]
)
TARGETS = st.sampled_from([*POSTS, *SEATS])


class CaseLife(RuleBasedStateMachine):
    """Time passes, people act, messages fail, and the directory changes under the case."""

    life: Life

    @initialize(
        severity=st.sampled_from(SEVERITIES),
        live=st.frozensets(st.sampled_from(sorted(EVERYTHING))),
        seats=st.sets(st.sampled_from(range(len(SEATS)))),
        position=st.integers(0, 2),
    )
    def open(
        self, severity: Severity, live: frozenset[Route], seats: set[int], position: int
    ) -> None:
        contacts = [SEATS[seat] for seat in sorted(seats)]
        now = world(contacts, live=live, stewards=2, copies=True)
        draft = case(severity=severity, position=position, country="UGA", rungs=UGANDA)
        self.life = Life(escalation.grace_end(draft, now), now)
        self.exhausted = 0

    @precondition(lambda self: self.life.case.due_at is not None)
    @rule()
    def its_time_comes(self) -> None:
        was_climbing = self.life.case.state != "exhausted"
        self.life.tick()
        self.exhausted += was_climbing and self.life.case.state == "exhausted"

    @rule(minutes=st.integers(1, 10_000))
    def time_passes_without_its_time_coming(self, minutes: int) -> None:
        at = self.life.world.now + timedelta(minutes=minutes)
        if self.life.case.due_at is None or at < self.life.case.due_at:
            self.life.world = replace(self.life.world, now=at)

    @precondition(lambda self: bool(self.life.waiting))
    @rule(code=st.sampled_from(["", "user_not_found", "gave up: timeout"]))
    def a_message_is_sent(self, code: str) -> None:
        was_climbing = self.life.case.state != "exhausted"
        self.life.deliver(Refused(code) if code else None)
        self.exhausted += was_climbing and self.life.case.state == "exhausted"

    @rule(who=PEOPLE)
    def somebody_takes_it(self, who: Person) -> None:
        self._act(who, escalation.acknowledge(self.life.case, self.life.world, who))

    @rule(who=PEOPLE, seen=st.one_of(st.none(), st.integers(0, 6)))
    def somebody_passes_it_on(self, who: Person, seen: int | None) -> None:
        life, before = self.life, self.life.case
        outcome = escalation.pass_on(before, life.world, who, seen_round=seen)
        if life.apply(outcome):
            assert seen in (None, before.round)
            assert life.case.round > before.round
            again = escalation.pass_on(life.case, life.world, who, seen_round=before.round)
            assert isinstance(again, Refusal)
            self.exhausted += life.case.state == "exhausted"

    @rule(who=PEOPLE, whom=TARGETS)
    def somebody_hands_it_over(self, who: Person, whom: Post | Contact) -> None:
        life, before = self.life, self.life.case
        if not life.apply(escalation.hand_over(before, life.world, who, whom)):
            return
        self.exhausted += life.case.state == "exhausted"
        assert life.case.state in ("told", "exhausted")
        assert life.case.taken_by is None

    @rule(who=PEOPLE, note=st.sampled_from(["", "Trucks sent."]), solved=st.booleans())
    def somebody_closes_it(self, who: Person, note: str, solved: bool) -> None:
        close = escalation.resolve if solved else escalation.cancel
        self._act(who, close(self.life.case, self.life.world, who, note))

    @rule(who=PEOPLE)
    def somebody_adds_details(self, who: Person) -> None:
        outcome = escalation.add_details(self.life.case, self.life.world, who, "more")
        before = self.life.case
        if self.life.apply(outcome):
            assert self.life.case == replace(before, details=(*before.details, "more"))

    @rule(seats=st.sets(st.sampled_from(range(len(SEATS)))))
    def the_directory_changes(self, seats: set[int]) -> None:
        contacts = [SEATS[seat] for seat in sorted(seats)]
        changed = organization(contacts, copies=True)
        self.life.world = replace(self.life.world, organization=changed)

    @invariant()
    def the_end_of_the_ladder_is_news_each_time_it_is_reached_and_no_oftener(self) -> None:
        news = {notice.round for notice in self.life.news("exhausted")}
        assert len(news) == self.exhausted
        assert len(self.life.lines("exhausted")) == self.exhausted

    @invariant()
    def no_news_comes_twice(self) -> None:
        told = Counter((n.round, n.facts["event"], n.to.route) for n in self.life.news())
        assert not [news for news, times in told.items() if times > 1]

    @invariant()
    def everybody_who_was_told_may_act(self) -> None:
        told = {n.to.email for n, _ in self.life.posted if n.kind in ("tell", "remind")}
        for mail in told - {None}:
            someone = person(mail, user="UELSEWHERE")
            assert may_act(someone, self.life.case, self.life.world, Stewards())

    def _act(self, who: Person, outcome: Decision | Refusal) -> None:
        life = self.life
        if life.apply(outcome) and is_asker(who, life.case):
            assert isinstance(outcome, Decision)
            assert outcome.notices == (), "news of one's own deed"


CaseLife.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCaseLife = CaseLife.TestCase
