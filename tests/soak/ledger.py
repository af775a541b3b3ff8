"""The reckoning after a day: what people and providers saw against what the database says.

Nothing here trusts the bot. A message arrived where a provider recorded it; a case is in good hands
where somebody was told of it. The database is only believed where it can be checked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.store import SqlStore
from routing.audit import Entry
from routing.cases import Case
from routing.chain import first_break
from routing.notices import Posted, Sent, Unknown
from tests.soak.providers import Attempt, Provider
from tests.soak.virtual import MORNING
from tests.soak.world import World

_STEP_LATE = timedelta(seconds=60)
_TELLINGS = ("tell", "remind")
# Seconds between a provider's answer and the commit that notes it, on a loop without threads.
_WRITTEN_WITHIN = 1.0


@dataclass
class Ledger:
    """What was found. ``faults`` must be empty: each is a promise that was broken, in words.

    ``doubles`` are copies beyond the first, ``unknown`` calls that ended without the provider's
    word (or whose caller died), both by provider.
    """

    figures: dict[str, int] = field(default_factory=dict)
    doubles: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def table(self) -> Iterator[str]:
        """A line for each figure."""
        for name, figure in self.figures.items():
            yield f"{name:<46}{figure:>9,}"
        for provider in sorted(self.unknown | self.doubles):
            yield f"{f'sends without an answer: {provider}':<46}{self.unknown[provider]:>9,}"
            yield f"{f'copies beyond the first: {provider}':<46}{self.doubles[provider]:>9,}"
        yield f"{'broken promises':<46}{len(self.faults):>9,}"


def reckon(world: World, store: SqlStore) -> Ledger:
    """Compare the world with the database that its processes left behind."""
    ledger = Ledger()
    now = world.clock.now()
    with store.read() as reader:
        for number in world.people.opened:
            case = reader.case(number)
            if case is None:
                ledger.faults.append(f"IOM-{number} is lost")
                continue
            _check_case(
                ledger, world, case, reader.entries(number), reader.notices(number), now=now
            )
        _check_chains(ledger, store, len(world.people.opened))
    for name, provider in world.providers.items():
        _check_copies(ledger, world, name, provider)
    ledger.figures = _figures(world)
    return ledger


def _figures(world: World) -> dict[str, int]:
    attempts = [a for p in world.providers.values() for a in _all(p)]
    return {
        "simulated hours": round(world.clock.seconds() / 3600),
        "cases opened": len(world.people.opened),
        "processes killed": len(world.deaths),
        "outages of the database": len(world.weather.away),
        "outages of providers": sum(len(s) for s in world.weather.storms.values()),
        "answers 'nothing was recorded'": world.people.not_stored,
        "requests that had to be sent again": world.people.unheard,
        "calls to providers": len(attempts),
        "messages recorded": sum(a.recorded for a in attempts),
        "calls before a Retry-After was over": sum(p.hasty for p in world.providers.values()),
    }


def _all(provider: Provider) -> Iterator[Attempt]:
    for attempts in provider.attempts.values():
        yield from attempts


def _check_chains(ledger: Ledger, store: SqlStore, cases: int) -> None:
    with store.read() as reader:
        chains = reader.chains(0, cases + 10_000)
    broken = [found for chain in chains if (found := first_break(chain)) is not None]
    ledger.faults += [f"the trail is broken: {found}" for found in broken]


def _check_copies(ledger: Ledger, world: World, name: str, provider: Provider) -> None:
    """Never more copies than calls whose end nobody saw, and each later one says what it is."""
    deaths = dict(world.deaths)
    for key, attempts in provider.attempts.items():
        recorded = [attempt for attempt in attempts if attempt.recorded]
        in_doubt = sum(_is_in_doubt(a, deaths.get(a.process), world) for a in attempts)
        ledger.unknown[name] += in_doubt
        if len(recorded) > 1:
            ledger.doubles[name] += len(recorded) - 1
            if provider.settles:
                ledger.faults.append(f"{name} could have been asked: {key} arrived twice")
        if len(recorded) - 1 > in_doubt:
            ledger.faults.append(f"{key} was sent again though its end was known: {attempts}")
        if any(not attempt.repeat for attempt in recorded[1:]):
            ledger.faults.append(f"{key} arrived twice, unmarked")
    if provider.hasty > ledger.unknown[name]:
        ledger.faults.append(f"{name} was called {provider.hasty} times before its time")


def _is_in_doubt(attempt: Attempt, died: float | None, world: World) -> bool:
    """Did nobody see its end, or whoever saw it die before it could be written down?"""
    if attempt.outcome is None or isinstance(attempt.outcome, Unknown):
        return True
    if died is None or attempt.ended is None:
        return False
    return died - attempt.ended <= _WRITTEN_WITHIN or world.weather.was_away(attempt.ended, died)


def _check_case(
    ledger: Ledger,
    world: World,
    case: Case,
    trail: Sequence[Entry],
    notices: Sequence[Posted],
    *,
    now: datetime,
) -> None:
    arrived = {
        key: attempts
        for provider in world.providers.values()
        for posted in notices
        if (attempts := provider.attempts.get(key := posted.notice.key))
    }
    faults = [
        *_claims(notices, arrived),
        *_lateness(case, notices, now),
        *_silence(case, trail, notices),
        *_told_after(trail, notices, arrived),
    ]
    ledger.faults += [f"{case.reference}: {fault}" for fault in faults]


def _claims(notices: Sequence[Posted], arrived: Mapping[str, Sequence[Attempt]]) -> Iterator[str]:
    """Nothing is called sent that no provider recorded."""
    for posted in notices:
        calls = arrived.get(posted.notice.key, ())
        claimed = posted.state == "sent" and posted.notice.kind != "update"
        if claimed and not any(call.recorded for call in calls):
            yield f"{posted.notice.key} is called sent, and nobody has it"
        seen = any(isinstance(call.outcome, Sent) for call in calls)
        if seen and posted.state not in ("sent", "pending"):
            yield f"{posted.notice.key} arrived and is called {posted.state}"


def _lateness(case: Case, notices: Sequence[Posted], now: datetime) -> Iterator[str]:
    """After an hour of calm nothing is overdue."""
    if case.due_at is not None and case.due_at < now - _STEP_LATE:
        yield f"its step of {case.due_at} was never taken"
    for posted in notices:
        if posted.state == "pending" and posted.notice.due_at < now - 10 * _STEP_LATE:
            yield f"{posted.notice.key} still waits"


def _silence(case: Case, trail: Sequence[Entry], notices: Sequence[Posted]) -> Iterator[str]:
    """Somebody was told, or the trail says why nobody was."""
    told = any(p.notice.kind in _TELLINGS and p.state == "sent" for p in notices)
    said = {line.what for line in trail}
    if not told and not said & {"cancelled", "taken", "resolved", "unreachable", "exhausted"}:
        yield f"nobody was told, and it is {case.state}"


def _told_after(
    trail: Sequence[Entry],
    notices: Sequence[Posted],
    arrived: Mapping[str, Sequence[Attempt]],
) -> Iterator[str]:
    """While somebody has the case, and after its end, no telling sets off."""
    quiet = list(_quiet(trail))
    for posted in notices:
        if posted.notice.kind not in _TELLINGS:
            continue
        for call in arrived.get(posted.notice.key, ()):
            begun = MORNING + timedelta(seconds=call.begun)
            if any(begin < begun < end for begin, end in quiet):
                yield f"{posted.notice.key} set off at {begun} though somebody had the case"


def _quiet(trail: Sequence[Entry]) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the case needed nobody."""
    since: datetime | None = None
    for line in trail:
        if line.what in ("taken", "resolved", "cancelled") and since is None:
            since = line.at
        elif line.what in ("passed", "handed_over") and since is not None:
            yield since, line.at
            since = None
    if since is not None:
        yield since, datetime.max.replace(tzinfo=since.tzinfo)
