"""The organization's structure: complete, dated, sourced, and refused whole when it is wrong."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from content.structure import load_mailboxes, load_structure
from content.validation import Fault, faults_of
from routing.errors import UncoveredCountry, UnknownCountry
from routing.language import LANGUAGES
from routing.posts import PRD_UNITS, Post, kind_of
from routing.structure import Structure
from tests.content.data_folder import DataFolder

LAST_OF_2023 = date(2023, 12, 31)
FIRST_OF_2024 = date(2024, 1, 1)


@pytest.fixture(scope="module")
def structure() -> Structure:
    return load_structure()


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder.copied_to(tmp_path)


def faults(folder: DataFolder) -> tuple[Fault, ...]:
    return faults_of(lambda: load_structure(root=folder.root))


def test_every_office_function_division_and_unit_of_the_documents_is_there(
    structure: Structure,
) -> None:
    expected = {
        "rts": "dakar nairobi cairo pretoria san-jose buenos-aires panama bangkok brussels vienna",
        "slo": "new-york addis-ababa",
        "ac": "panama-city manila",
        "coord": "canberra rome astana georgetown bangkok",
        "rmo": "tokyo berlin helsinki washington",
        "prd": " ".join(PRD_UNITS),
    }
    posts = {
        Post(f"{kind}:{place}") for kind, places in expected.items() for place in places.split()
    }
    assert structure.offices.keys() == posts | {"doe", "prd", "rmm"}


def test_every_office_and_country_has_a_name_in_each_language(structure: Structure) -> None:
    offices = [office.names for office in structure.offices.values()]
    countries = [country.names for country in structure.countries.values()]
    for names in offices + countries:
        assert set(names) == set(LANGUAGES)
        assert all(name.strip() for name in names.values())


def test_every_office_has_a_host_a_time_zone_and_a_source(structure: Structure) -> None:
    for office in structure.offices.values():
        assert office.host in structure.countries
        assert ZoneInfo(office.timezone)
        assert office.source.text


def test_249_countries_and_territories_are_covered(structure: Structure) -> None:
    assert len(structure.countries) == 249
    assert structure.coverage.keys() == structure.countries.keys()
    assert len({country.iso2 for country in structure.countries.values()}) == 249


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (LAST_OF_2023, 9),
        (FIRST_OF_2024, 8),
    ],
)
def test_the_americas_are_merged_in_2024(structure: Structure, at: date, expected: int) -> None:
    existing = [o for o in structure.offices.values() if kind_of(o.post) == "rts" and o.exists(at)]
    assert len(existing) == expected


def test_a_date_that_stands_for_a_year_says_so_in_each_language(structure: Structure) -> None:
    for post in ("rts:san-jose", "rts:buenos-aires", "rts:panama"):
        note = structure.offices[Post(post)].date_note
        assert note is not None
        assert all("2024" in note[language] for language in LANGUAGES)
    since = structure.covering("PER", FIRST_OF_2024)
    assert since.effective_from == FIRST_OF_2024
    assert since.date_note is not None


@pytest.mark.parametrize("at", [date(1951, 1, 1), date(2000, 1, 1), date(2019, 6, 1), LAST_OF_2023])
def test_earlier_dates_are_answered_from_the_foundation_on(structure: Structure, at: date) -> None:
    assert {structure.covering(iso3, at).office for iso3 in structure.countries} == {
        *("dakar", "nairobi", "cairo", "pretoria", "san-jose"),
        *("buenos-aires", "bangkok", "brussels", "vienna"),
    }


def test_nothing_is_known_before_the_foundation(structure: Structure) -> None:
    with pytest.raises(UncoveredCountry):
        structure.covering("KEN", date(1950, 12, 31))
    with pytest.raises(UnknownCountry):
        structure.covering("ZZZ", FIRST_OF_2024)


def test_each_fact_has_a_source_and_the_americas_cite_the_merger(structure: Structure) -> None:
    for facts in structure.coverage.values():
        assert all(fact.source and fact.confidence for fact in facts)
    assert "Regional Office for the Americas" in structure.covering("MEX", FIRST_OF_2024).source
    assert "Americas" not in structure.covering("MEX", LAST_OF_2023).source


def test_clusters_of_the_coordinating_offices(structure: Structure) -> None:
    sizes = Counter(found.post for found in structure.coordination.values())
    assert sizes.keys() == {p for p in structure.offices if kind_of(p) == "coord"}
    central_asia = {
        c for c, found in structure.coordination.items() if found.post == "coord:astana"
    }
    assert central_asia == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}


def test_taiwan_and_kosovo_are_named_in_each_language(structure: Structure) -> None:
    assert structure.countries["TWN"].names == {"en": "Taiwan", "fr": "Taïwan", "es": "Taiwán"}
    assert structure.countries["XKX"].name("fr") == "Kosovo (résolution 1244)"


def test_the_three_published_mailboxes_and_nobody_else() -> None:
    boxes = load_mailboxes()
    assert {box.post: box.email for box in boxes} == {
        "doe": "doe@iom.int",
        "prd": "prdcore@iom.int",
        "rmm": "rmm@iom.int",
    }
    assert all(box.rank == 1 and box.verified_on is None for box in boxes)


Breakage = Callable[[DataFolder], None]


@pytest.mark.parametrize(
    ("breakage", "place", "message"),
    [
        pytest.param(
            lambda f: f.replace(
                "coverage.csv", "Kenya,Kenya,Kenya,nairobi", "Kenya,Kenya,,nairobi"
            ),
            "coverage.csv:118: name_es",
            "Field required",
            id="name missing",
        ),
        pytest.param(
            lambda f: f.replace("coverage.csv", "Kenya,nairobi,nairobi", "Kenya,nairobi,kigali"),
            "coverage.csv:118",
            "no such Regional Office: 'kigali'",
            id="unknown office",
        ),
        pytest.param(
            lambda f: f.replace("coverage.csv", "Kenya,nairobi,nairobi", "Kenya,nairobi,san-jose"),
            "coverage.csv:118",
            "'san-jose' doesn't exist from 2024-01-01 on",
            id="office ended",
        ),
        pytest.param(
            lambda f: f.replace("coverage.csv", "Kenya,nairobi,nairobi", "Kenya,panama,nairobi"),
            "coverage.csv:118",
            "'panama' doesn't exist on 1951-01-01",
            id="office not yet there",
        ),
        pytest.param(
            lambda f: f.replace("coverage.csv", "ABW,AW,", "AFG,AW,"),
            "coverage.csv:3",
            "'AFG' again; first in coverage.csv:2",
            id="country twice",
        ),
        pytest.param(
            lambda f: f.replace("coverage.csv", "iso3,iso2,name_en", "iso3,iso2,name"),
            "coverage.csv:1",
            "the column 'name_en' is missing",
            id="column missing",
        ),
        pytest.param(
            lambda f: f.replace("coverage.csv", "brussels-into-vienna,vienna", "brexit,vienna"),
            "coverage.csv:6: proposal",
            "no such proposal: 'brexit'",
            id="unknown proposal",
        ),
        pytest.param(
            lambda f: f.replace("coordination.csv", "KAZ,coord:astana", "KAZ,coord:almaty"),
            "coordination.csv:38: post",
            "no such coordinating office: 'coord:almaty'",
            id="unknown coordinating office",
        ),
        pytest.param(
            lambda f: f.append("coordination.csv", "QQQ,coord:rome,low,nobody"),
            "coordination.csv:82: iso3",
            "not a country of coverage.csv: QQQ",
            id="cluster with an unknown country",
        ),
        pytest.param(
            lambda f: f.remove("coordination.csv"),
            "coordination.csv",
            "the file is missing",
            id="file missing",
        ),
        pytest.param(
            lambda f: f.replace("structure.yaml", "      fr: Bureau régional du Caire\n", ""),
            "structure.yaml: offices[rts:cairo].names.fr",
            "Field required",
            id="language missing",
        ),
        pytest.param(
            lambda f: f.replace("structure.yaml", "host: EGY", "host: EGX"),
            "structure.yaml: offices[rts:cairo].host",
            "no such country: EGX",
            id="unknown host",
        ),
        pytest.param(
            lambda f: f.replace("structure.yaml", "Africa/Cairo", "Africa/Giza"),
            "structure.yaml: offices[rts:cairo].timezone",
            "Value error, no such time zone: 'Africa/Giza'",
            id="unknown time zone",
        ),
        pytest.param(
            lambda f: f.replace("structure.yaml", "post: rts:cairo", "post: RTS:Cairo"),
            "structure.yaml: offices[RTS:Cairo].post",
            "Value error, write it as 'rts:cairo'",
            id="post in another spelling",
        ),
        pytest.param(
            lambda f: f.replace("structure.yaml", "    source: americas", "    source: rumour"),
            "structure.yaml: offices[rts:panama].source",
            "no such source: 'rumour'",
            id="unknown source",
        ),
        pytest.param(
            lambda f: f.replace("structure.yaml", "ends: rts:brussels", "ends: rts:bruges"),
            "structure.yaml: proposals[brussels-into-vienna].ends",
            "no such office: 'rts:bruges'",
            id="proposal ends nothing",
        ),
    ],
)
def test_a_fault_tells_its_place(
    folder: DataFolder, breakage: Breakage, place: str, message: str
) -> None:
    breakage(folder)
    assert Fault(place, message) in faults(folder)


def test_what_is_not_yaml_is_told_with_its_line(folder: DataFolder) -> None:
    folder.replace("structure.yaml", "offices:\n", "offices: [\n")
    (fault,) = faults(folder)
    assert re.fullmatch(r"structure\.yaml:\d+", fault.place)


def test_every_fault_is_told_at_once(folder: DataFolder) -> None:
    folder.replace("structure.yaml", "Africa/Cairo", "Africa/Giza")
    folder.replace("coverage.csv", "Kenya,Kenya,Kenya,nairobi", "Kenya,Kenya,,nairobi")
    folder.replace("sources.yaml", "slug: americas\n", "slug: AMERICAS!\n")
    assert {fault.place.split(":")[0] for fault in faults(folder)} == {
        "structure.yaml",
        "coverage.csv",
        "sources.yaml",
    }


def test_the_built_in_structure_has_no_faults() -> None:
    assert faults_of(load_structure) == ()
