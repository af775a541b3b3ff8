"""How often a link's buttons may be pressed."""

from datetime import timedelta

from bot.page_limits import Allowance
from tests.stage import MONDAY

WITHIN = timedelta(minutes=10)


def test_so_many_presses_and_then_a_pause() -> None:
    allowance = Allowance(2, WITHIN)
    assert [allowance.take("a", MONDAY) for _ in range(4)] == [True, True, False, False]
    assert allowance.take("b", MONDAY), "another link has its own"
    assert not allowance.take("a", MONDAY + WITHIN - timedelta(seconds=1))
    assert allowance.take("a", MONDAY + WITHIN)


def test_it_does_not_grow_without_end() -> None:
    allowance = Allowance(1, WITHIN)
    allowance.take("first", MONDAY)
    for count in range(2_000):
        allowance.take(str(count), MONDAY)
    assert allowance.take("first", MONDAY), "the oldest is forgotten"
    assert not allowance.take("1999", MONDAY)
