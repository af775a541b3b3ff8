"""Where an asker stands on the ladder: the first level told is the one above."""

import pytest

from bot.opening import own_position
from routing.people import Person
from tests.builders import CO, DOE, RTS, TODAY, WASH, contact, holder, organization, person

OTHER_HAT = contact(WASH, 3, email="rts-nairobi-1@example.org")


@pytest.mark.parametrize(
    ("asker", "position"),
    [
        pytest.param(person(), 0, id="somebody of no level"),
        pytest.param(holder(CO), 0, id="the Country Office"),
        pytest.param(holder(RTS), 1, id="the RTS"),
        pytest.param(holder(RTS, 2), 1, id="the RTS's deputy"),
        pytest.param(holder(WASH), 2, id="the unit"),
        pytest.param(holder(DOE), 0, id="the last level starts where everybody starts"),
        pytest.param(
            person("RTS-NAIROBI-1@EXAMPLE.ORG", platform="terminal"), 1, id="by address alone"
        ),
        pytest.param(person(None, user="URTSNAIROBI1"), 1, id="by account alone"),
    ],
)
def test_whoever_fills_a_level_starts_above_it(asker: Person, position: int) -> None:
    assert own_position(organization().ladder("KEN", "wash", TODAY), asker) == position


def test_of_two_levels_the_higher_counts() -> None:
    filled = organization([contact(RTS), OTHER_HAT, contact(DOE)])
    assert own_position(filled.ladder("KEN", "wash", TODAY), holder(RTS)) == 2
