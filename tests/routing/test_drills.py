"""A drill's people and its results."""

from dataclasses import replace
from datetime import timedelta

from routing.drills import EVERYBODY, RUNS_FOR, Drill, drilled, results
from tests.builders import CAIRO, CO, DOE, NOW, RTS, TODAY, contact, structure


def people(office: str) -> dict[str, tuple[int, tuple[str, ...]]]:
    same = contact(DOE, email="rts-nairobi-1@example.org")
    silent = contact(CO, 2, email=None, slack=None)
    found = drilled(
        [contact(CO), silent, contact(RTS), same, contact(CAIRO)], office, structure(), TODAY
    )
    return {
        (contact.email or "").partition("@")[0]: (person.level, person.seats)
        for person, contact in found
    }


def test_an_office_is_its_specialists_and_its_countries() -> None:
    assert people("nairobi") == {
        "co-ken-1": (1, ("co:KEN#1",)),
        "rts-nairobi-1": (2, ("rts:nairobi#1",)),
    }


def test_everybody_gets_one_notice() -> None:
    assert people(EVERYBODY) == {
        "co-ken-1": (1, ("co:KEN#1",)),
        "rts-nairobi-1": (2, ("rts:nairobi#1", "doe#1")),
        "rts-cairo-1": (2, ("rts:cairo#1",)),
    }


def test_results_by_level_and_region() -> None:
    found = drilled([contact(RTS), contact(RTS, 2), contact(CAIRO)], EVERYBODY, structure(), TODAY)
    first, second, third = (person for person, _ in found)
    taps = [replace(first, acknowledged=NOW + timedelta(seconds=30)), second, third]
    drill = Drill(1, EVERYBODY, NOW, "somebody", tuple(taps))
    shown = [(r.level, r.office, r.told, r.acknowledged, r.median_seconds) for r in results(drill)]
    assert shown == [(2, "cairo", 1, 0, None), (2, "nairobi", 2, 1, 30.0)]


def test_one_at_a_time_until_all_have_answered_or_a_day_is_over() -> None:
    found = drilled([contact(RTS)], "nairobi", structure(), TODAY)
    drill = Drill(1, "nairobi", NOW, "somebody", tuple(person for person, _ in found))
    assert drill.runs(NOW)
    assert not drill.runs(NOW + RUNS_FOR)
    done = replace(drill, people=tuple(replace(p, acknowledged=NOW) for p in drill.people))
    assert not done.runs(NOW)
    assert (drill.overlaps("nairobi"), drill.overlaps("cairo"), drill.overlaps(EVERYBODY)) == (
        True,
        False,
        True,
    )
