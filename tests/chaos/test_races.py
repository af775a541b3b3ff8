"""Races on two replicas: what somebody was told holds, whoever else was quicker.

Each interleaving is a case of its own, raced with others at once, on a database that many of them
share. ``IOM_CHAOS_SEED`` gives another set of them; a failure names the seed.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import Writer
from routing.audit import Entry
from routing.cases import Asker, Case, Rung
from routing.chain import first_break
from routing.notices import Notice, Posted, Recipient
from routing.people import Account
from routing.posts import Post
from tests.chaos.replicas import NOW, RaceClock, Replica, two_replicas
from tests.chaos.seed import SEED
from tests.chaos.wire import LONGEST_CALL, Event, Wire

AT_ONCE = 25
ASKER = "UASKER"
FIRST, DEPUTY, CAIRO, HEADQUARTERS = "UFIRST", "UDEPUTY", "UCAIRO", "UHEADQUARTERS"
DIRECTORY = f"""post,rank,name,email,slack
rts:nairobi,1,First Example,first@example.org,{FIRST}
rts:nairobi,2,Deputy Example,deputy@example.org,{DEPUTY}
rts:cairo,1,Cairo Example,cairo@example.org,{CAIRO}
prd:wash,1,Headquarters Example,headquarters@example.org,{HEADQUARTERS}
doe,1,Director Example,director@example.org,
"""
RUNGS = tuple(
    Rung(level, Post(post))
    for level, post in enumerate(("co:KEN", "rts:nairobi", "prd:wash", "doe"), 1)
)
interleavings = pytest.mark.parametrize(
    "count", [AT_ONCE, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)


def case(**known: object) -> Case:
    asker = Asker("asker@example.org", "Asker Example", Account("slack", "T1", ASKER), "en")
    raised = Case(0, NOW, "KEN", "wash", None, "high", "The well is dry.", asker, RUNGS, 0)
    people = frozenset({"asker@example.org", "first@example.org"})
    return replace(raised, **{"people": people, **known})  # type: ignore[arg-type]


class Race:
    """One case, and the people who do something about it."""

    def __init__(self, number: int, seed: str, wire: Wire, replicas: Sequence[Replica]) -> None:
        self.number = number
        self.reference = f"IOM-{number}"
        self.chance = random.Random(seed)
        self.seed = seed
        self._wire = wire
        self._replicas = replicas

    async def says(self, user: str, text: str) -> None:
        """Somebody types a command at one of the replicas, at some moment of the race."""
        await asyncio.sleep(self.chance.random() * LONGEST_CALL)
        said = text.format(self.reference)
        reply = await self.chance.choice(self._replicas).say(user, said)
        card = reply.card
        answer = " ".join([card.title or "", *card.text])
        self._wire.answered(self.reference, user, answer)

    @property
    def events(self) -> list[Event]:
        return self._wire.of(self.reference)

    def after(self, answer: str) -> tuple[Event, list[Event]]:
        """The answer that says this, and the tellings on the wire since."""
        place = next(
            n for n, e in enumerate(self.events) if e.what == "answered" and answer in e.text
        )
        return self.events[place], [e for e in self.events[place:] if e.is_telling]

    def answers(self, *, saying: str) -> int:
        return sum(e.what == "answered" and saying in e.text for e in self.events)


Story = Callable[[Race], Awaitable[None]]
Setting = Callable[[Writer, random.Random], int]


async def raced(
    url: str, count: int, setting: Setting, story: Story, silence: float = 0.0
) -> AsyncIterator[tuple[Race, Case, Sequence[Entry], Sequence[Posted]]]:
    """Run so many interleavings; each race with its case, trail and notices afterwards."""
    wire = Wire(random.Random(SEED), silence=silence)
    clock = RaceClock()
    async with two_replicas(url, wire, DIRECTORY, SEED, clock) as replicas:
        for begun in range(0, count, AT_ONCE):
            races = []
            for index in range(begun, min(begun + AT_ONCE, count)):
                seed = f"{SEED}/{index}"
                number = await replicas[0].database.write(
                    lambda writer, seed=seed: setting(writer, random.Random(seed))  # type: ignore[misc]
                )
                races.append(Race(number, seed, wire, replicas))
            await _run(replicas, races, story)
            while _is_waiting(replicas[0], races):
                clock.at += timedelta(seconds=61)
                await _run(replicas, (), story)
            clock.at = NOW
            for race in races:
                yield (race, *await _afterwards(replicas[0], race))
            wire.events.clear()


async def _run(replicas: Sequence[Replica], races: Sequence[Race], story: Story) -> None:
    told = asyncio.gather(*(story(race) for race in races))
    await asyncio.sleep(0)
    while not told.done() or await _something_left(replicas):
        await asyncio.gather(*(replica.work() for replica in replicas))
        await asyncio.sleep(0)
    await told


def _is_waiting(replica: Replica, races: Sequence[Race]) -> bool:
    """Is there a message that is tried again later?"""
    with replica.database.store.read() as reader:
        found = [posted for race in races for posted in reader.notices(race.number)]
    return any(posted.state == "pending" for posted in found)


async def _something_left(replicas: Sequence[Replica]) -> bool:
    await asyncio.gather(*(replica.postman.idle() for replica in replicas))
    return bool(sum([await replica.work() for replica in replicas]))


async def _afterwards(
    replica: Replica, race: Race
) -> tuple[Case, Sequence[Entry], Sequence[Posted]]:
    store = replica.database.store
    with store.read() as reader:
        found = reader.case(race.number)
        (chain,) = reader.chains(race.number - 1, 1)
        assert found is not None
        assert first_break(chain) is None, race.seed
        return found, reader.entries(race.number), reader.notices(race.number)


def nothing_twice(race: Race) -> None:
    arrived = Counter(event.text for event in race.events if event.what == "arrived")
    assert max(arrived.values(), default=1) == 1, (race.seed, arrived)


def in_order(race: Race) -> None:
    """Tellings come to people in the order of their rounds."""
    begun = [event.round for event in race.events if event.what == "begun" and event.is_telling]
    assert begun == sorted(begun), (race.seed, race.events)


def quiet_after(race: Race, answer: str, below: int | None = None) -> None:
    """After that answer no telling sets off; one that was under way is named in the answer.

    ``below`` leaves out tellings of that round and later ones.
    """
    told, later = race.after(answer)
    for event in later:
        if below is not None and event.round >= below:
            continue
        assert event.what == "arrived", (race.seed, race.events)
        assert event.who in told.text, (race.seed, race.events)


def opened(writer: Writer, raised: Case) -> int:
    found = writer.open_case(raised)
    writer.add_entries([Entry(found.number, NOW, found.asker.key, "Asker", "slack", "opened")])
    return found.number


def told(writer: Writer, chance: random.Random) -> int:
    """A case that lies with Nairobi; by chance the message waits, or the time is over, or both."""
    waits, is_due = chance.choice([(True, False), (False, True), (True, True)])
    due_at = NOW if is_due else NOW + timedelta(hours=1)
    number = opened(writer, case(state="told", position=1, round=1, due_at=due_at))
    if waits:
        to = Recipient("slack", FIRST, "First Example", "en", post=Post("rts:nairobi"), rank=1)
        key = f"IOM-{number}/1/tell/slack/{FIRST}"
        writer.add_notices([Notice(key, "tell", number, to, 1, NOW, step=1, round=1)])
    return number


def in_grace(writer: Writer, chance: random.Random) -> int:
    """A case whose first notice is due now."""
    return opened(writer, case(state="grace", due_at=NOW))


def lines(trail: Sequence[Entry], what: str) -> list[Entry]:
    return [line for line in trail if line.what == what]


@interleavings
async def test_taking_it_against_the_timer(store_url: str, count: int) -> None:
    async def story(race: Race) -> None:
        await race.says(DEPUTY, "ack {}")

    async for race, found, trail, notices in raced(store_url, count, told, story):
        assert race.answers(saying="is yours") == 1, race.seed
        quiet_after(race, "is yours")
        nothing_twice(race)
        in_order(race)
        assert (found.state, found.taken_by) == ("taken", "deputy@example.org"), race.seed
        assert len(lines(trail, "taken")) == 1, race.seed
        assert {posted.state for posted in notices} <= {"sent", "superseded"}, race.seed


@interleavings
async def test_two_people_taking_it_at_once(store_url: str, count: int) -> None:
    async def story(race: Race) -> None:
        await asyncio.gather(race.says(FIRST, "ack {}"), race.says(DEPUTY, "ack {}"))

    async for race, found, trail, _ in raced(store_url, count, told, story):
        assert race.answers(saying="is yours") == 1, race.seed
        assert (
            race.answers(saying="has taken it already")
            + race.answers(saying=f"has taken {race.reference} already")
            == 1
        ), race.seed
        winner, _later = race.after("is yours")
        assert found.taken_by == f"{winner.who.removeprefix('U').lower()}@example.org", race.seed
        quiet_after(race, "is yours")
        nothing_twice(race)
        assert len(lines(trail, "taken")) == 1, race.seed


@interleavings
async def test_handing_it_over_against_the_next_level(store_url: str, count: int) -> None:
    async def story(race: Race) -> None:
        await race.says(FIRST, "handover {} rts:cairo")

    async for race, found, trail, notices in raced(store_url, count, told, story):
        assert race.answers(saying="goes to DOE RTS, Regional Office in Cairo") == 1, race.seed
        tellings = [posted.notice for posted in notices if posted.notice.kind == "tell"]
        (handed,) = [notice for notice in tellings if notice.to.address == CAIRO]
        assert found.handed_to == "rts:cairo", race.seed
        assert found.round == handed.round, race.seed
        quiet_after(race, "goes to", below=handed.round)
        assert any(e.what == "arrived" and e.text == handed.key for e in race.events), race.seed
        nothing_twice(race)
        in_order(race)
        by_round = Counter((notice.round, notice.to.post) for notice in tellings)
        assert len({number for number, _ in by_round}) == len(by_round), race.seed
        assert len(lines(trail, "no_answer")) <= 1, race.seed


@interleavings
async def test_cancelling_against_the_first_notice(store_url: str, count: int) -> None:
    async def story(race: Race) -> None:
        await race.says(ASKER, "cancel {}")

    async for race, found, trail, notices in raced(store_url, count, in_grace, story):
        assert race.answers(saying="cancelled") == 1, race.seed
        quiet_after(race, "cancelled")
        nothing_twice(race)
        assert found.state == "cancelled", race.seed
        assert len(lines(trail, "cancelled")) == 1, race.seed
        assert {posted.state for posted in notices} <= {"sent", "superseded"}, race.seed


@interleavings
async def test_taking_it_while_the_provider_says_nothing(store_url: str, count: int) -> None:
    """Attempts without an answer are settled first; still nobody is told after it is taken."""

    async def story(race: Race) -> None:
        await race.says(DEPUTY, "ack {}")

    async for race, found, _, _ in raced(store_url, count, told, story, silence=0.5):
        quiet_after(race, "is yours")
        nothing_twice(race)
        assert found.state == "taken", race.seed
