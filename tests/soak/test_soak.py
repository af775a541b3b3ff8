"""A short, rough day: nobody forgotten, nobody told twice without a word, nothing claimed."""

from tests.soak.run import soak
from tests.soak.weather import Climate
from tests.soak.world import Plan

ROUGH = Climate(kills_every=60, storms_every=900, storms_last=120, database_away_every=1200)


def test_a_rough_morning(store_url: str) -> None:
    ledger = soak(Plan(store_url, 1, seconds=1800, cases=60, climate=ROUGH))
    assert ledger.faults == []
    assert sum(ledger.doubles.values()) <= sum(ledger.unknown.values())
    assert ledger.figures["processes killed"] > 5, "or the morning wasn't rough"
    assert ledger.figures["cases opened"] == 60
