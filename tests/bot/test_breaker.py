"""One tries while a database is silent; all others know at once."""

import pytest

from bot.breaker import REST, Breaker
from routing.errors import StoreSilent, StoreUnavailable


class Moment:
    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def breaker(moment: Moment) -> Breaker:
    return Breaker(moment.monotonic)


def refuses(breaker: Breaker) -> bool:
    try:
        breaker.enter()
    except StoreUnavailable:
        return True
    return False


def silence(breaker: Breaker) -> None:
    breaker.enter()
    breaker.leave(StoreSilent("no answer"))


@pytest.mark.parametrize("fault", [None, StoreUnavailable("locked"), LookupError("ours")])
def test_a_fault_that_was_answered_stops_nobody(
    breaker: Breaker, fault: BaseException | None
) -> None:
    for _ in range(5):
        breaker.enter()
        breaker.leave(fault)
    assert not refuses(breaker)


def test_after_a_silence_nobody_asks_for_a_while_and_then_one(
    breaker: Breaker, moment: Moment
) -> None:
    silence(breaker)
    assert refuses(breaker)
    moment.seconds += REST
    assert not refuses(breaker), "the one who tries"
    assert refuses(breaker), "everybody else meanwhile"
    breaker.leave(StoreSilent("still"))
    assert refuses(breaker)
    moment.seconds += REST
    assert not refuses(breaker)
    breaker.leave(None)
    assert not refuses(breaker)
    assert not refuses(breaker), "closed for all"


def test_a_server_that_refuses_is_asked_one_at_a_time_until_it_answers(
    breaker: Breaker, moment: Moment
) -> None:
    silence(breaker)
    moment.seconds += REST
    for _ in range(3):
        assert not refuses(breaker)
        breaker.leave(StoreUnavailable("refused"))
    breaker.enter()
    breaker.leave(LookupError("ours: so it answered"))
    assert not refuses(breaker)
    assert not refuses(breaker)
