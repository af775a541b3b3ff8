"""Turns are given in the database: replicas share a destination's pace, and nobody waits for it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.store import SqlStore, open_store
from bot.pacing import Pacing
from routing.notices import Notice, Posted, Route
from routing.pacing import Destination
from tests.adapters.store.samples import LEASE, NOW, SECOND, notice, recipient

ROOM = 50


class VirtualTime:
    """Sleeping is only noted."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def pacing() -> Pacing:
    time = VirtualTime()
    return Pacing(time.monotonic, time.sleep)


def waiting(count: int, address: str, route: Route = "slack") -> list[Notice]:
    """So many for one person, each about a case of its own."""
    to = replace(recipient(address), route=route)
    return [notice(f"{route}:{address}:{n}", n, to=to) for n in range(1, count + 1)]


def turns(store: SqlStore, found: list[Notice], now: datetime = NOW) -> Mapping[str, datetime]:
    """When those that get one have their turn, by key; they are leased."""
    with store.write() as writer:
        writer.add_notices(found)
        sendable = writer.sendable_notices(now, ROOM, horizon=now + 2 * SECOND, lapsed=now)
        given = pacing().turns(writer, sendable, now)
        writer.take_notices([posted for posted in sendable if posted.id in given], now + LEASE)
        return {posted.notice.key: given[posted.id] for posted in sendable if posted.id in given}


def test_each_destination_has_turns_of_its_own(store: SqlStore) -> None:
    given = turns(store, [*waiting(3, "U1"), *waiting(1, "U2"), *waiting(2, "U1", "teams")])
    assert [key for key, at in given.items() if at == NOW] == [
        "slack:U1:1",
        "slack:U2:1",
        "teams:U1:1",
    ]
    assert given["slack:U1:2"] == NOW + 1.02 * SECOND
    assert "slack:U1:3" not in given


def test_mail_and_changes_are_not_paced(store: SqlStore) -> None:
    update = notice("update", 7, to=recipient("U1"), kind="update")
    given = turns(store, [*waiting(9, "a@example.org", "mail"), *waiting(1, "U1"), update])
    assert set(given.values()) == {NOW}
    assert len(given) == 11


def test_another_replica_goes_on_where_the_first_has_ended(store: SqlStore, store_url: str) -> None:
    another = open_store(store_url)
    assert len(turns(store, waiting(5, "U1"))) == 2
    assert turns(another, []) == {}
    later = turns(another, [], NOW + 1.1 * SECOND)
    assert min(later.values()) == NOW + 2.04 * SECOND
    another.close()


def test_a_destination_that_is_busy_hides_nobody(store: SqlStore) -> None:
    assert len(turns(store, waiting(3 * ROOM, "U1"))) == 2
    assert list(turns(store, waiting(1, "U2"))) == ["slack:U2:1"]


def test_a_pause_holds_everything_for_its_destination(store: SqlStore) -> None:
    until = NOW + 30 * SECOND
    with store.write() as writer:
        writer.pause({Destination("slack", "U1"): until}, NOW)
        writer.pause({Destination("slack", "U1"): NOW + SECOND}, NOW)
    assert list(turns(store, [*waiting(2, "U1"), *waiting(1, "U2")])) == ["slack:U2:1"]
    assert turns(store, [], until - 3 * SECOND) == {}
    assert min(turns(store, [], until - SECOND).values()) == until


@pytest.mark.parametrize(("seconds", "closed"), [(61, 1), (59, 0)])
def test_what_waits_for_a_closed_destination_is_found(
    store: SqlStore, seconds: int, closed: int
) -> None:
    with store.write() as writer:
        writer.pause({Destination("slack", "U1"): NOW + seconds * SECOND}, NOW)
        writer.add_notices([*waiting(1, "U1"), *waiting(1, "U2")])
        found = writer.notices_behind_closed(NOW, NOW + timedelta(minutes=1), ("tell",), 9)
        assert [posted.notice.to.address for posted in found] == ["U1"] * closed
        assert writer.notices_behind_closed(NOW, NOW, ("progress",), 9) == ()


async def test_who_has_a_turn_waits_for_it() -> None:
    time = VirtualTime()
    paced = Pacing(time.monotonic, time.sleep)
    await paced.rest(-1.0)
    await paced.rest(0.0)
    await paced.rest(1.2)
    assert time.slept == [1.2]


def test_without_limits_everything_goes_at_once(store: SqlStore) -> None:
    with store.write() as writer:
        writer.add_notices(waiting(5, "U1"))
        found: tuple[Posted, ...] = writer.sendable_notices(NOW, ROOM, horizon=NOW, lapsed=NOW)
        unlimited = Pacing(VirtualTime().monotonic, limits={})
        assert set(unlimited.turns(writer, found, NOW).values()) == {NOW}
